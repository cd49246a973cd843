"""What a run has to do with the one before it in the same folder: the same course, read in the same way."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import NamedTuple

from lagrader.errors import UsageError
from lagrader.gradebook.book import Gradebook
from lagrader.gradebook.by_hand import overrides, report_of, with_points
from lagrader.gradebook.rows import Policy, Row, RunFacts
from lagrader.results import CourseIdentity


class Moved(NamedTuple):
    """A learner whose points differ after the course changed."""

    before: Row
    after: Row


class Regraded(NamedTuple):
    """What a changed course or version did to the class."""

    learners: int
    """Whose work is the same, and was graded by both versions."""
    moved: tuple[Moved, ...]


class Earlier:
    """The last run before this one, and the marks before it where they are to be replaced."""

    def __init__(self, book: Gradebook, facts: RunFacts, policy: Policy) -> None:
        """Look at it before the run begins.

        Raises:
            UsageError: it was for another course.
        """
        run = book.last_run()
        self.notes: tuple[str, ...] = ()
        self._marks: Mapping[str, Row] = {}
        if run is None:
            return
        identity = CourseIdentity(facts.course_title, facts.course_version, facts.basis.course)
        refuse_another_course(book, identity, facts.origin, "else choose another folder with --out")
        if run["layout"] != facts.layout:
            note = f"The last run into {book.path.parent} found the layout {run['layout']}, this one {facts.layout}"
            self.notes = (f"{note}: where that is wrong, say --layout {run['layout']}.",)
        if policy is not Policy.KEEP:
            self._marks = _marks(book)

    def compared(self, book: Gradebook) -> Regraded | None:
        """Return what grading anew did to the marks; None where there was nothing to be graded anew."""
        now = _marks(book)
        both = [(row, now[id_]) for id_, row in self._marks.items() if id_ in now]
        both = [(row, after) for row, after in both if row.key != after.key and row.content == after.content]
        if not both:
            return None
        moved = [
            Moved(*pair)
            for pair in both
            if (pair[0].points, pair[0].max_points) != (pair[1].points, pair[1].max_points)
        ]
        return Regraded(len(both), tuple(moved))


def _marks(book: Gradebook) -> dict[str, Row]:
    """Return the current rows with the points that count, a teacher's own among them."""
    held = overrides(book)
    rows = {row.learner: row for row in book.rows()}
    return rows | {id_: with_points(rows[id_], report_of(book, rows[id_], held[id_])) for id_ in held if id_ in rows}


def refuse_another_course(book: Gradebook, course: CourseIdentity, origin: str, otherwise: str = "") -> None:
    """Refuse a course that did not grade the class; ``otherwise`` is what can be done where it is meant all the same.

    A course is the same as long as it lies where it lay, or is called as it was called; ``origin`` is its folder.

    Raises:
        UsageError: it is another one.
    """
    run = book.last_run()
    now = {"course": course.digest, "origin": origin, "course_title": course.title}
    if run is None or any(run[fact] == value for fact, value in now.items()):
        return
    where = f" {shlex.quote(run['origin'])}" if run["origin"] else ""
    advice = "; ".join(filter(None, [f"If you left it out, name that one with --course{where}", otherwise]))
    raise UsageError(
        f'{book.path.parent} holds marks for "{run["course_title"]}", and this course is "{course.title}". {advice}.'
    )
