"""One gradebook of the parts of a class: all that stands in them, as one run over the class would have left it.

It is written beside its place and put there whole, so a merge that is stopped leaves none; the parts stay as they are.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import merge as in_order
from itertools import count, groupby
from operator import itemgetter
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from lagrader.errors import UsageError
from lagrader.gradebook.book import Gradebook
from lagrader.gradebook.by_hand import Comment
from lagrader.gradebook.late import FACT
from lagrader.gradebook.lock import NAME as LOCK
from lagrader.gradebook.lock import only_one
from lagrader.gradebook.parts import FORGOTTEN, Part, state_of
from lagrader.gradebook.rows import nameless
from lagrader.gradebook.schema import FILE_NAME, connect, explained

_FRESH = f"{FILE_NAME}.new"
_MERGED = "merged"
"""What a merged gradebook notes: the state of the parts that it was made of."""


@dataclass(slots=True)
class Merged:
    """What a merge did beside putting rows together."""

    was_there: bool = False
    """Whether the same parts had been merged into the folder before."""
    changed: bool = False
    """Whether a row is not as in its part: renumbered, or with the mark that another part had for the same work."""
    outdone: tuple[tuple[str, Comment], ...] = ()
    """Comments on groups in whose place a newer one of another part came."""


def merge(parts: Sequence[Part], out: Path) -> Merged:
    """Make the gradebook of ``out`` from those of all parts of a class; nothing is done where it is there.

    Raises:
        UsageError: ``out`` holds something else, or another lagrader writes there.
        GradebookError: it can't be written.
    """
    state = state_of(parts)
    if _is_there(out, state):
        return Merged(was_there=True)
    path = out / FILE_NAME
    with explained(path):
        out.mkdir(parents=True, exist_ok=True)
    with only_one(out), explained(path):
        _clear(out)
        try:
            merged = _write(parts, out / _FRESH, state)
            _put(out / _FRESH, path)
        finally:
            _clear(out)  # a disk that was too small for it is not left full
    return merged


def _clear(out: Path) -> None:
    for left in out.glob(f"{_FRESH}*"):
        left.unlink()


def _is_there(out: Path, state: str) -> bool:
    """Whether a folder has the merge of these parts already; refuse one that holds something else."""
    if not out.exists():
        return False
    if not out.is_dir():
        raise UsageError(f"{out} is a file, and the merged gradebook needs a folder: name another one with --out.")
    if (out / FILE_NAME).exists():
        with Gradebook.reading(out) as book:
            if book.fact(_MERGED) == state:
                return True
        raise UsageError(
            f"{out} holds a gradebook already, and not the merge of these shards as they are: name a new folder with "
            "--out."
        )
    others = sorted(path.name for path in out.iterdir() if path.name != LOCK and not path.name.startswith(_FRESH))
    if others:
        raise UsageError(f"{out} holds something else ({others[0]}): name a new folder with --out, or an empty one.")
    return False


def _write(parts: Sequence[Part], path: Path, state: str) -> Merged:
    connection = connect(path, write=True)
    try:
        # No log, and nothing waits for the disk: what is cut short is thrown away.
        for setting in ("journal_mode = DELETE", "journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute("BEGIN EXCLUSIVE")
        merged = _Copy(parts, connection).all()
        facts = [("seed", str(parts[0].run["seed"])), (_MERGED, state)]
        facts += [(FACT, rule) for rule in (parts[0].book.fact(FACT),) if rule is not None]
        connection.executemany("INSERT INTO book VALUES (?, ?)", facts)
        connection.execute("COMMIT")
    finally:
        connection.close()
    return merged


def _put(fresh: Path, path: Path) -> None:
    """Put a finished file in its place: it is on the disk before it counts, also where the power fails."""
    _onto_the_disk(fresh)
    fresh.replace(path)
    if os.name != "nt":  # no folder is opened there
        _onto_the_disk(path.parent)


def _onto_the_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class _Copy:
    """Copies one table after the other; runs and rows are numbered anew."""

    def __init__(self, parts: Sequence[Part], connection: Connection) -> None:
        self._parts, self._connection = parts, connection
        self._runs: dict[tuple[int, int], int] = {}
        """The new number of a run, by its part's and its own."""
        self._merged = Merged()

    def all(self) -> Merged:
        self._copy_runs()
        self._insert("results", self._results())
        self._insert("entries", self._entries())
        self._insert("overrides", self._overrides())
        self._insert("comments", self._comments())
        self._insert("times", self._parts[0].book.query("SELECT * FROM times"))  # they are the same in all
        return self._merged

    def _insert(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        columns = len(self._connection.execute(f"PRAGMA table_info({table})").fetchall())
        values = ", ".join("?" * columns)
        self._connection.executemany(f"INSERT INTO {table} VALUES ({values})", rows)  # noqa: S608 - ours

    def _copy_runs(self) -> None:
        """In order of time: the last run says where the work is, and of versions the newest may count."""
        runs = [
            (run[1], part.shard.number, run)
            for part in self._parts
            for run in part.book.query("SELECT * FROM runs ORDER BY id")
        ]
        runs.sort(key=itemgetter(0, 1))
        self._runs = {(number, run[0]): new for new, (_, number, run) in enumerate(runs, 1)}
        self._insert("runs", ((new, *run[1:]) for new, (_, _, run) in enumerate(runs, 1)))

    def _results(self) -> Iterator[Sequence[Any]]:
        """In order of their keys, in which the table grows at its end alone; the same work has one mark."""
        streams = (self._results_of(part) for part in self._parts)
        for _, found in groupby(in_order(*streams, key=itemgetter(0)), key=itemgetter(0)):
            same = list(found)
            if any(one[4:] != same[0][4:] for one in same):
                self._merged.changed = True
            yield min(same, key=_worse) if len(same) > 1 else same[0]

    def _results_of(self, part: Part) -> Iterator[Sequence[Any]]:
        for key, run, *kept in part.book.query("SELECT * FROM results ORDER BY key"):
            yield (key, self._runs[part.shard.number, run], *kept)

    def _entries(self) -> Iterator[Sequence[Any]]:
        numbers = count(1)
        for part in self._parts:
            names: dict[str, str] = {}
            for is_nameless, _, run, *kept in part.book.query(f"SELECT {FORGOTTEN}, * FROM entries ORDER BY id"):  # noqa: S608 - ours
                made, current, learner, *rest = kept
                if is_nameless:
                    names.setdefault(learner, nameless(next(numbers)))
                    self._merged.changed |= names[learner] != learner
                name = names[learner] if is_nameless else learner
                yield (None, self._runs[part.shard.number, run], made, current, name, *rest)

    def _overrides(self) -> Iterator[Sequence[Any]]:
        entered = [
            (made, None, made, *kept)
            for part in self._parts
            for _, made, *kept in part.book.query("SELECT * FROM overrides ORDER BY id")
        ]
        return (row[1:] for row in sorted(entered, key=itemgetter(0)))

    def _comments(self) -> Iterator[Sequence[Any]]:
        """The newest of each group, as where one is entered in another's place."""
        said = sorted(row for part in self._parts for row in part.book.query("SELECT * FROM comments"))
        for name, found in groupby(said, key=itemgetter(0)):
            *older, newest = (Comment(text, author, made) for _, made, text, author in found)
            others = {one.text: one for one in older if one.text != newest.text}
            self._merged.outdone += tuple((name, one) for one in others.values())
            yield (name, newest.made, newest.text, newest.author)


def _worse(result: Sequence[Any]) -> tuple[bool, Fraction]:
    """A key by which of two marks for the same work the one to keep comes first: confirmed, and the higher one.

    They differ where a limit of time was met on one machine, and not on the other.
    """
    _, _, _, _, points, _, _, waiting, _ = result
    return waiting != "[]", -Fraction(points)
