"""Reading and writing a gradebook: results by what they depend on, and a row for each learner, with its history."""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from lagrader.errors import UsageError
from lagrader.gradebook.codec import decode, decode_points, encode
from lagrader.gradebook.lock import only_one
from lagrader.gradebook.opening import opened
from lagrader.gradebook.rows import Basis, Kind, Row, RunFacts, Status, kind_of
from lagrader.gradebook.schema import FILE_NAME, GradebookError, connect, explained, require
from lagrader.results import Report

COMMIT_ROWS = 50
COMMIT_SECONDS = 0.25
"""How much may be lost when the power fails: what was written since the last commit."""

SEEDS = 1 << 31
"""How many seeds there are to be drawn."""


class Gradebook:
    """One open gradebook. Whatever is written counts once it is committed: by time and number, and when it closes."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        """Use :meth:`writing` or :meth:`reading`."""
        self.path, self.connection = path, connection
        self._pending = 0
        self._since = 0.0
        self._run = 0
        self._bases: dict[int, Basis] = {}

    @classmethod
    @contextmanager
    def writing(cls, folder: Path) -> Iterator[Gradebook]:
        """Open the gradebook of a folder for this process alone; both are made where they are not there.

        Raises:
            UsageError: another lagrader grades into the folder.
            GradebookError: it can't be opened.
        """
        path = folder / FILE_NAME
        with explained(path):
            folder.mkdir(parents=True, exist_ok=True)
        with only_one(folder):
            book = cls(path, connect(path, write=True))
            try:
                yield book
            except GradebookError:
                raise  # what could not be written now can't be a moment later
            except BaseException:
                book.commit()  # what was graded is kept, whatever ends the run
                raise
            else:
                book.commit()
            finally:
                book.connection.close()

    @classmethod
    @contextmanager
    def changing(cls, folder: Path) -> Iterator[Gradebook]:
        """Open the gradebook that a folder has, as :meth:`writing` does.

        Raises:
            NoGradebookError: there is none; nothing is made.
            UsageError: another lagrader grades into the folder.
            GradebookError: it can't be opened.
        """
        require(folder)
        with cls.writing(folder) as book:
            yield book

    @classmethod
    @contextmanager
    def reading(cls, folder: Path) -> Iterator[Gradebook]:
        """Open the gradebook of a folder to look at it, also while it is being written.

        Raises:
            GradebookError: there is none, or it can't be opened.
        """
        path = folder / FILE_NAME
        book = cls(path, connect(path, write=False))
        try:
            with explained(path):
                book.connection.execute("BEGIN")  # everything that is read is of one moment
            yield book
        finally:
            book.connection.close()

    # --- facts about the whole -----------------------------------------------------------------------------

    def seed(self, wanted: int | None) -> int:
        """Return the folder's seed: ``wanted``, or one that nobody can know, and the same ever after.

        Raises:
            UsageError: it has another one than ``wanted``.
        """
        known = self.fact("seed")
        if known is None:
            seed = secrets.randbelow(SEEDS) if wanted is None else wanted
            self.note("seed", str(seed))
            return seed
        if wanted not in (None, int(known)):
            raise UsageError(
                f"{self.path.parent} was graded with seed {known}, and marks of two seeds are not to be compared. "
                "Leave --seed out, or choose another folder with --out."
            )
        return int(known)

    def fact(self, name: str) -> str | None:
        """Return what was noted under a name."""
        found = self.query_one("SELECT value FROM book WHERE name = ?", name)
        return None if found is None else str(found[0])

    def note(self, name: str, value: str) -> None:
        """Note something about the whole."""
        self.execute("INSERT INTO book VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", name, value)
        self.commit()

    # --- a run ---------------------------------------------------------------------------------------------

    def begin(self, facts: RunFacts, *, planned: bool = False) -> None:
        """Begin a run; what is recorded from now on belongs to it. One that is ``planned`` enters no row."""
        basis = facts.basis
        self.execute(
            "INSERT INTO runs (started, lagrader, torch, device, seed, course, course_title, course_version, "
            "sandboxed, layout, source, origin, planned) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(now(), basis.lagrader, basis.torch, basis.device, basis.seed, basis.course),
            *(facts.course_title, facts.course_version, basis.sandboxed, facts.layout, facts.source, facts.origin),
            planned,
        )
        found = self.query_one("SELECT max(id) FROM runs")
        assert found is not None
        self._run = int(found[0])
        self.commit()

    def end(self, outcome: str) -> None:
        """Note how the run came to its end."""
        self.execute("UPDATE runs SET ended = ?, outcome = ? WHERE id = ?", now(), outcome, self._run)
        self.commit()

    def last_run(self) -> dict[str, Any] | None:
        """Return the newest run that entered rows, by the names of its columns; None before the first."""
        with explained(self.path):
            found = self.connection.execute("SELECT * FROM runs WHERE NOT planned ORDER BY id DESC LIMIT 1")
            names = [column[0] for column in found.description]
            row = found.fetchone()
        return None if row is None else dict(zip(names, row, strict=True))

    # --- results and rows ----------------------------------------------------------------------------------

    def basis(self, key: bytes) -> Basis | None:
        """Return what the mark of a key depends on beside the work."""
        run = self.query_one("SELECT run FROM results WHERE key = ?", key)
        return None if run is None else self._basis(int(run[0]))

    def _basis(self, run: int) -> Basis:
        if run not in self._bases:
            found = self.query_one(
                "SELECT course, seed, device, lagrader, torch, sandboxed FROM runs WHERE id = ?", run
            )
            assert found is not None  # a result refers to its run
            course, seed, device, version, torch, sandboxed = found
            self._bases[run] = Basis(course, seed, device, version, torch, bool(sandboxed))
        return self._bases[run]

    def known(self, key: bytes) -> Known | None:
        """Return what is known of the mark of a key without its report, if there is one."""
        found = self.query_one("SELECT kind, waiting FROM results WHERE key = ?", key)
        return None if found is None else Known(Kind(found[0]), frozenset(json.loads(found[1])))

    def points(self, key: bytes) -> Mapping[str, Fraction]:
        """Return the points of each criterion of a key by its name, ``ex3.output``; nothing where there is no mark."""
        found = self.query_one("SELECT report FROM results WHERE key = ?", key)
        return {} if found is None else decode_points(found[0])

    def total(self, key: bytes) -> tuple[Fraction, Fraction] | None:
        """Return the points of the mark of a key, and what it could give; None where there is no mark."""
        found = self.query_one("SELECT points, max_points FROM results WHERE key = ?", key)
        return None if found is None else (_points(found[0]), _points(found[1]))

    def report(self, key: bytes) -> Report | None:
        """Return the report of a key, as it was graded; what was hidden then may be open now."""
        found = self.query_one("SELECT report FROM results WHERE key = ?", key)
        return None if found is None else opened(decode(found[0]))

    def record(self, key: bytes, report: Report, seconds: float, waiting: frozenset[str] = frozenset()) -> None:
        """Keep the report on work that was graded; it took so many seconds.

        ``waiting`` are the exercises whose time limits are still to be confirmed.
        """
        values = (key, self._run, now(), seconds, str(report.points), str(report.max_points))
        kept = (kind_of(report).value, json.dumps(sorted(waiting)), encode(report))
        self.execute("INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", *values, *kept)
        self.commit_if_due()

    def enter(self, row: Row) -> None:
        """Make a row the learner's current one; one that says nothing new is not written again."""
        if self.row(row.learner) == row:
            return
        self.execute("UPDATE entries SET current = 0 WHERE current AND learner = ?", row.learner)
        self.execute(
            "INSERT INTO entries (run, made, current, learner, name, email, label, late, status, reason, notes, key, "
            "content, handed) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(self._run, now(), row.learner, row.name, row.email, row.label, row.late),
            *(row.status.value, row.reason, json.dumps(row.notes), row.key, row.content),
            row.handed and row.handed.isoformat(),
        )
        self.commit_if_due()

    def retire(self, learner: str) -> None:
        """Take a learner out of the class; the row becomes history."""
        self.execute("UPDATE entries SET current = 0 WHERE current AND learner = ?", learner)
        self.commit_if_due()

    def rows(self) -> list[Row]:
        """Return every learner's current row, in no order, with the points as they were graded."""
        return [_entry(found).row for found in self.query("SELECT * FROM marks WHERE current")]

    def row(self, learner: str) -> Row | None:
        """Return a learner's current row, with the points as they were graded."""
        found = self.query_one("SELECT * FROM marks WHERE current AND learner = ?", learner)
        return None if found is None else _entry(found).row

    def history(self, learner: str) -> list[Entry]:
        """Return every row that a learner ever had, the oldest first."""
        return [_entry(found) for found in self.query("SELECT * FROM marks WHERE learner = ? ORDER BY id", learner)]

    def reports(self) -> Iterator[tuple[bytes, Report]]:
        """Yield every report that a current row has, once each."""
        current = "SELECT key, report FROM results WHERE key IN (SELECT key FROM entries WHERE current)"
        for key, data in self.query(current):
            yield key, opened(decode(data))

    def outdated(self) -> set[bytes]:
        """Return the keys of the marks for another version of the course than most of the current rows have.

        Of versions that equally many have, the newest counts.
        """
        usual = self.query_one(
            "SELECT course FROM entries JOIN results ON results.key = entries.key JOIN runs ON runs.id = results.run "
            "WHERE current GROUP BY course ORDER BY count(*) DESC, max(runs.id) DESC LIMIT 1"
        )
        found = self.query(
            "SELECT key FROM results JOIN runs ON runs.id = results.run WHERE course IS NOT ?", usual and usual[0]
        )
        return {key for (key,) in found}

    # --- writing -------------------------------------------------------------------------------------------

    def commit(self) -> None:
        """Have everything on the disk that was written until now."""
        if self._pending:
            self._pending = 0  # also where it fails: then there is no transaction any more
            with explained(self.path):
                self.connection.execute("COMMIT")

    def commit_if_due(self) -> None:
        """Commit where enough was written, or long enough ago."""
        if self._pending >= COMMIT_ROWS or (self._pending and time.monotonic() - self._since >= COMMIT_SECONDS):
            self.commit()

    def execute(self, statement: str, *values: Any) -> None:
        """Write within the transaction; whoever has written all that belongs together commits."""
        with explained(self.path):
            if not self._pending:
                self.connection.execute("BEGIN IMMEDIATE")
                self._since = time.monotonic()
            self._pending += 1
            self.connection.execute(statement, values)

    def query_one(self, statement: str, *values: Any) -> tuple[Any, ...] | None:
        """Return the first row that a statement gives."""
        with explained(self.path):
            found: tuple[Any, ...] | None = self.connection.execute(statement, values).fetchone()
        return found

    def query(self, statement: str, *values: Any) -> Iterable[tuple[Any, ...]]:
        """Yield the rows that a statement gives."""
        with explained(self.path):
            yield from self.connection.execute(statement, values)


class Known(NamedTuple):
    """What a mark says in a word, and the exercises whose time limits are still to be confirmed."""

    kind: Kind
    waiting: frozenset[str]


class Entry(NamedTuple):
    """A row with the time at which it was made, in UTC as ISO 8601."""

    made: str
    row: Row


def _entry(found: Iterable[Any]) -> Entry:
    _, made, _, learner, name, email, label, late, handed, status, reason, notes, key, content, points, most = found
    earned = None if points is None else _points(points)
    possible = None if most is None else _points(most)
    told = tuple(json.loads(notes))
    when = None if handed is None else datetime.fromisoformat(handed)
    who = (learner, Status(status), name, email, label, bool(late))
    return Entry(made, Row(*who, reason, told, key, content, when, earned, possible))


@lru_cache(maxsize=1024)
def _points(text: str) -> Fraction:
    """Read points; a class has the same few again and again."""
    return Fraction(text)


def now() -> str:
    """Return this moment as a gradebook writes it: UTC, ISO 8601, milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
