"""Removing a person and what they wrote from a gradebook's folder, really, and leaving what the class's figures need.

What stays is a row without a name whose report has verdicts, points and codes, and no word, number or place of theirs.
"""

from __future__ import annotations

import csv
import io
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path

from lagrader.errors import UsageError
from lagrader.gradebook.book import Gradebook
from lagrader.gradebook.by_hand import report_of
from lagrader.gradebook.codec import encode
from lagrader.gradebook.rows import Row, is_forgotten, kind_of, nameless
from lagrader.gradebook.schema import FILE_NAME, explained
from lagrader.harmless import unquoted
from lagrader.results import CaseResult, CriterionResult, ExerciseResult, Feedback, Report

_SHORTEST = 3
"""Characters of a name that is looked for in what is left: shorter ones stand in every file."""

_SCANNED = 64 * 1024 * 1024


def forget(book: Gradebook, row: Row) -> tuple[str, ...]:
    """Remove a learner; return the names that stood for them, the longest first.

    The gradebook is compacted, so that no freed page keeps anything; copies of older versions are treated alike. It
    is the last of them: where this is stopped on the way, the learner is still there to be removed.

    Raises:
        UsageError: it is a row that a forgotten person left.
    """
    if is_forgotten(row):
        raise UsageError(f"Nothing was removed: {row.learner} is what a forgotten person left, and has no name.")
    names = _names(book, row.learner)
    stays = _anonymous(book, row)
    book.commit()
    with explained(book.path):
        for table in sorted(book.path.parent.glob("grades.changed-*.csv")):
            _remove_from_table(table, row.learner)
        for copy in sorted(book.path.parent.glob(f"{FILE_NAME}.version*")):
            with explained(copy), closing(sqlite3.connect(copy, isolation_level=None)) as connection:
                with _transaction(connection):
                    _remove(connection, row.learner, names)
                _compact(connection)
        with _transaction(book.connection):
            _remove(book.connection, row.learner, names)
            _insert(book.connection, *stays)
        _compact(book.connection)
    return names


def left_in(folder: Path, names: Sequence[str]) -> tuple[Path, ...]:
    """Return the files below a folder in which one of the names still stands."""
    wanted = [name.encode() for name in names if len(name) >= _SHORTEST]
    return tuple(path for path in sorted(folder.rglob("*")) if path.is_file() and _holds(path, wanted))


def _holds(path: Path, wanted: Sequence[bytes]) -> bool:
    with path.open("rb") as file:
        data = file.read(_SCANNED)
    return any(name in data for name in wanted)


def _names(book: Gradebook, learner: str) -> tuple[str, ...]:
    found = {learner}
    for name, email, label in book.query("SELECT name, email, label FROM entries WHERE learner = ?", learner):
        found |= {str(name), str(email), str(label)}
    return tuple(sorted(found - {""}, key=lambda name: (-len(name), name)))


# --- what stays --------------------------------------------------------------------------------------------


def _anonymous(book: Gradebook, row: Row) -> tuple[Row, Report | None, int]:
    report = report_of(book, row)
    key = None if report is None else secrets.token_bytes(32)
    found = None if row.key is None else book.query_one("SELECT run FROM results WHERE key = ?", row.key)
    run = book.query_one("SELECT run FROM entries WHERE current AND learner = ?", row.learner)
    taken = {learner for (learner,) in book.query("SELECT learner FROM entries")}
    free = next(name for name in map(nameless, count(1)) if name not in taken)
    blank = Row(free, row.status, late=row.late, key=key)
    return blank, report and _bare(report), int((found or run or (0,))[0])


def _bare(report: Report) -> Report:
    return replace(report, exercises=tuple(map(_exercise, report.exercises)))


def _exercise(exercise: ExerciseResult) -> ExerciseResult:
    problem = None if exercise.problem is None else _criterion(exercise.problem)
    criteria = tuple(map(_criterion, exercise.criteria))
    return replace(exercise, file=None, criteria=criteria, problem=problem, notes=(), changes=None)


def _criterion(criterion: CriterionResult) -> CriterionResult:
    return CriterionResult(
        criterion.id,
        criterion.title,
        criterion.points,
        criterion.max_points,
        criterion.verdict,
        tuple(Feedback(one.code, "") for one in criterion.feedback),
        tuple(CaseResult(case.name, case.verdict, hidden=case.hidden) for case in criterion.cases),
        hidden=criterion.hidden,
    )


# --- what goes ---------------------------------------------------------------------------------------------


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing, with zeros in the place of what is deleted."""
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _remove(connection: sqlite3.Connection, learner: str, names: Sequence[str]) -> None:
    connection.execute("DELETE FROM entries WHERE learner = ?", (learner,))
    connection.execute("DELETE FROM results WHERE key NOT IN (SELECT key FROM entries WHERE key IS NOT NULL)")
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'overrides'").fetchone():
        connection.execute("DELETE FROM overrides WHERE learner = ?", (learner,))
    for name in names:
        if len(name) >= _SHORTEST:
            connection.execute("UPDATE runs SET source = '' WHERE instr(source, ?)", (name,))


def _insert(connection: sqlite3.Connection, row: Row, report: Report | None, run: int) -> None:
    made = "1970-01-01T00:00:00.000+00:00"  # when they handed in is theirs as well
    if report is not None:
        connection.execute(
            "INSERT INTO results (key, run, graded, seconds, points, max_points, kind, waiting, report) "
            "VALUES (?, ?, ?, 0, ?, ?, ?, '[]', ?)",
            (row.key, run, made, str(report.points), str(report.max_points), kind_of(report).value, encode(report)),
        )
    connection.execute(
        "INSERT INTO entries (run, made, current, learner, name, email, label, late, status, reason, notes, key) "
        "VALUES (?, ?, 1, ?, '', '', '', ?, ?, '', '[]', ?)",
        (run, made, row.learner, row.late, row.status.value, row.key),
    )


def _compact(connection: sqlite3.Connection) -> None:
    """Write the file anew, without what was freed, and leave nothing in the journal."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _remove_from_table(path: Path, learner: str) -> None:
    """Take a person's lines out of a table that somebody changed by hand, and leave the others byte for byte.

    A line is theirs by the id: another may have the same name.
    """
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    kept = "".join(line for line in _records(text) if learner not in _cells(line)[:1])
    if kept != text:
        path.write_bytes(kept.encode("utf-8", "surrogateescape"))


def _records(text: str) -> Iterator[str]:
    """Split a table into its lines, those that run over several as one."""
    record = ""
    for line in text.splitlines(keepends=True):
        record += line
        if record.count('"') % 2 == 0:
            yield record
            record = ""
    if record:
        yield record


def _cells(record: str) -> list[str]:
    try:
        return [unquoted(cell) for cell in next(csv.reader(io.StringIO(record.lstrip("\ufeff"))), [])]
    except csv.Error:
        return []
