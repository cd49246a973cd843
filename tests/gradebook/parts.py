"""Gradebooks of a class and of its shards, as ``lagrader grade`` leaves them, made without grading anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from lagrader.gradebook import Gradebook, Row, RunFacts, Shard, Status, shard_of
from lagrader.gradebook.by_hand import Override, comment_on, enter_override
from lagrader.gradebook.shards import fingerprint, note_part
from lagrader.reports.grades.file import write_grades
from lagrader.reports.grades.table import read_table
from tests.gradebook.examples import BASIS, FACTS, criterion, report

PEOPLE = tuple(f"s{number}" for number in range(40))
"""In natural order; who is in which shard is a matter of their ids alone."""

SAME = BASIS.key(b"the same work")


def of(shard: Shard | None, people: Sequence[str] = PEOPLE) -> list[str]:
    return [learner for learner in people if shard is None or shard.holds(learner)]


def row_of(learner: str) -> Row:
    """Everything that a row can be, and equal work in several shards."""
    number = int(learner.removeprefix("s"))
    named = Row(learner, Status.GRADED, f"Läufer {number}, der {number}.", f"{learner}@x.org", f"{learner}.zip")
    if number % 10 == 3:
        return Row(learner, Status.NOT_HANDED_IN, named.name, named.email)
    if number % 10 == 4:
        return replace(named, status=Status.UNREADABLE, reason="It is no archive, and\n=1+1.")
    key = SAME if number % 10 == 5 else BASIS.key(learner.encode())
    notes = ("There are several submissions.",) if number % 10 == 6 else ()
    return replace(named, key=key, content=key, late=number % 7 == 0, notes=notes)


def made(
    folder: Path,
    shard: str | None = None,
    people: Sequence[str] = PEOPLE,
    facts: RunFacts = FACTS,
    outcome: str | None = "finished",
) -> Path:
    """Make the gradebook of a class, or of a shard of it; the second run has a part of the work anew."""
    part = None if shard is None else shard_of(shard)
    with Gradebook.writing(folder) as book:
        book.seed(facts.basis.seed)
        for run in (1, 2):
            book.begin(facts)
            note_part(book, part, fingerprint(people))
            for learner in of(part, people):
                _enter(book, row_of(learner), run)
            if run == 1:
                book.end("interrupted")
        if outcome:
            book.end(outcome)
        _by_hand(book)
        _settle(book)
        write_grades(book, read_table(book))
    return folder


def _enter(book: Gradebook, row: Row, run: int) -> None:
    number = int(row.learner.removeprefix("s"))
    if row.key is not None:
        points = Fraction(2 if row.key == SAME else number % 5)
        if run == 1 and number % 4 == 0:  # other work at first
            row, points = replace(row, key=BASIS.key(f"first {number}".encode())), points / 3
        assert row.key is not None
        book.record(row.key, report(criterion("output", points, 12), criterion("why", "1/3", 1)), 0.1)
    book.enter(row)


def _by_hand(book: Gradebook) -> None:
    """A mark of a teacher's for each tenth learner, one that was taken back by another, a comment on a group."""
    for row in book.rows():
        if row.learner.endswith("7"):
            for points in (1, 2):
                enter_override(book, Override(row.learner, "ex3.output", Fraction(points), "Well.", "T", "Why not."))
    comment_on(book, "a group", "Look at the sign.", "T")


def _settle(book: Gradebook) -> None:
    """Give everything a moment of its own, long ago: what is said of the order of two must not depend on the clock."""
    for change in (
        "UPDATE runs SET started = '2020-01-0' || id || 'T00:00:00.000+00:00'",
        "UPDATE entries SET made = '2020-01-0' || run || 'T01:00:00.000+00:00'",
        "UPDATE overrides SET made = '2020-01-0' || (2 + points) || 'T00:00:00.000+00:00'",
        "UPDATE overrides SET undone = '2020-01-04T00:00:00.000+00:00' WHERE undone IS NOT NULL",
        "UPDATE comments SET made = '2020-01-05T00:00:00.000+00:00'",
    ):
        book.execute(change)
    book.commit()


def shards(home: Path, count: int = 3, **changed: object) -> list[str]:
    """Make all shards of a class below a folder; return their names."""
    names = [f"part-{number}" for number in range(1, count + 1)]
    for number, name in enumerate(names, 1):
        made(home / name, f"{number}/{count}", **changed)
    return names
