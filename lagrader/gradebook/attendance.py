"""Who handed in nothing, and whose work of an earlier run is not there any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from lagrader.gradebook.book import Gradebook
from lagrader.gradebook.rows import Row, Status, is_forgotten
from lagrader.submission.layouts import Learner
from lagrader.submission.roster import Enrolled
from lagrader.submission.shelf import natural


class Gone(NamedTuple):
    """Ids of those whose work is not there any more, in natural order."""

    marked: tuple[str, ...]
    """Their rows stay."""
    unmarked: tuple[str, ...]
    """It failed through a fault of ours and can't be tried again: their rows are history."""


def take_attendance(book: Gradebook, enrolled: Enrolled, *, has_roster: bool) -> Gone:
    """Give a row to who handed in nothing, and take it from who has by now, under whatever name."""
    here = {learner.id for learner in enrolled.learners}
    absent = {person.id: person for person in enrolled.absent}
    elsewhere = [row for row in book.rows() if row.learner not in here and not is_forgotten(row)]
    unmarked = [row for row in elsewhere if row.status is Status.NOT_GRADED]
    marked = [row for row in elsewhere if row.status in (Status.GRADED, Status.UNREADABLE)]
    excused = [row for row in elsewhere if row.status is Status.NOT_HANDED_IN and row.learner not in absent]
    for row in [*unmarked, *(excused if has_roster else [])]:
        book.retire(row.learner)
    # Whoever has marks is not absent, though the work was called otherwise than in the roster.
    known = {row.learner for row in marked} | {(row.name, row.email) for row in marked if row.name or row.email}
    for person in absent.values():
        if not known & {person.id, (person.name, person.email)}:
            book.enter(Row(person.id, Status.NOT_HANDED_IN, person.name, person.email))
    return Gone(_ids(marked), _ids(unmarked))


def with_known_names(book: Gradebook, learners: Sequence[Learner]) -> tuple[Learner, ...]:
    """Give the nameless the name and address that an earlier run had for their id, from a roster most likely."""
    known = {row.learner: (row.name, row.email) for row in book.rows()}
    named = []
    for learner in learners:
        name, email = known.get(learner.id, ("", ""))
        named.append(learner if learner.name or learner.email else replace(learner, name=name, email=email))
    return tuple(named)


def _ids(rows: list[Row]) -> tuple[str, ...]:
    return tuple(sorted((row.learner for row in rows), key=natural))
