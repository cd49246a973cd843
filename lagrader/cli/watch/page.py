"""What is graded and said under ``watch``: a report, what is remembered of it, and what comes next."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lagrader.cli.check import NOT_PASSED, PASSED, exit_code
from lagrader.cli.hint import in_order, next_step
from lagrader.cli.options import render_options
from lagrader.cli.progress import Row, progress_rows
from lagrader.harmless import harmless
from lagrader.reports.terminal import FORMAT
from lagrader.results import Report
from lagrader.state.changes import with_changes
from lagrader.state.digests import digests_of
from lagrader.state.memory import State
from lagrader.submission import default_path

if TYPE_CHECKING:
    from lagrader.cli.watch.reading import Reading
    from lagrader.course import Course, Exercise
    from lagrader.grader import Grader

NOT_ADVISED = frozenset({"check", "hint", "list"})
"""Commands that a report does not name here: a save and a key do the same."""


class Memory:
    """What is remembered of the work; see :class:`State`."""

    def __init__(self, course: Course, path: Path) -> None:
        """Touch nothing yet."""
        self._course, self._path = course, path
        self._kept = State(course, path)

    @property
    def state(self) -> State:
        """The state, read anew, since another lagrader may check the same work meanwhile.

        Where it can't be kept in its folder it is the one that holds what this process remembers.
        """
        if not self._kept.problem:
            self._kept = State(self._course, self._path)
        return self._kept


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be watched, how it is graded, and what advice must say again of the command line."""

    course: Course
    exercises: tuple[Exercise, ...]
    """Those that the path holds; one of them at a time is watched."""
    path: Path
    seed: int
    device: str
    memory: Memory
    begin: Exercise | None = None
    """The one to begin with; None is the first that is not done."""
    path_again: str = ""
    course_again: str = ""
    usual: bool = False
    """Whether the path was not named: it is ``solutions`` then as soon as that is there."""

    def settled(self) -> Order:
        """Return the order for the path that is looked at by itself now; this one where that hasn't changed."""
        try:
            path = default_path(Path.cwd()) if self.usual else self.path
        except OSError:  # the folder that it was started in is gone
            return self
        return self if path == self.path else replace(self, path=path, memory=Memory(self.course, path))

    def first_left(self) -> Exercise:
        """Return the first exercise that is not done, else the first."""
        left = self._left()
        return left[0] if left else self.exercises[0]

    def after(self, exercise: Exercise) -> Exercise | None:
        """Return the one to go on with: the next one, behind the last the first that is not done."""
        rows = self._rows()
        # Who goes further chose to; everybody else is led to what counts, and to what was begun.
        way = [one for one in self.exercises if exercise.further or not one.further or rows[one.number].is_begun]
        place = way.index(exercise)
        following = [*way[place + 1 : place + 2], *self._left()]
        return next((one for one in following if one is not exercise), None)

    def _left(self) -> list[Exercise]:
        rows = self._rows()
        way = [one for one in self.exercises if not one.further or rows[one.number].is_begun]
        return [exercise for exercise in way if not rows[exercise.number].is_done]

    def _rows(self) -> dict[int, Row]:
        folder = self.path.parent if self.path.is_file() else self.path
        rows = progress_rows(self.course, folder, self.memory.state.exercises, datetime.now(UTC))
        return {row.number: row for row in rows}


@dataclass(frozen=True, slots=True)
class Page:
    """What is to be said about one reading: a report, or a sentence where nothing could be graded."""

    report: Report | None
    sentence: str = ""
    digests: Mapping[str, str] = field(default_factory=dict)
    code: int = NOT_PASSED
    """The exit code without a report."""

    @property
    def passed(self) -> bool:
        """Whether it tells of full marks, as far as no person gives them."""
        return self.report is not None and self.report.done

    @property
    def exit_code(self) -> int:
        """As ``lagrader check`` would leave with."""
        if self.report is None:
            return self.code
        return PASSED if self.passed else exit_code(self.report, None)

    def text(self, order: Order) -> str:
        """Return it as it fits the window now."""
        options = render_options(sys.stdout)
        commands = options.commands - NOT_ADVISED
        options = replace(options, commands=commands, path=order.path_again, course=order.course_again)
        return harmless(self.sentence) if self.report is None else FORMAT.render(self.report, options)


async def make_page(order: Order, grader: Grader, reading: Reading, *, asked: bool) -> Page:
    """Grade what was read and return the page on it.

    Only who ``asked`` for it is told that nothing was saved: where a save called for the check, something was, and it
    may be another watch that remembers it already.
    """
    if reading.submission is None:
        return Page(None, f"{reading.problem}\n")
    digests = digests_of(reading.submission)
    known = order.memory.state.exercises
    report = await grader.grade(reading.submission)
    found = with_changes(report, known, digests, reading.submission)
    return Page(found if asked else _without_saved(found), digests=digests)


def _without_saved(report: Report) -> Report:
    kept = tuple(
        replace(one, changes=None) if one.changes and one.changes.nothing_saved else one for one in report.exercises
    )
    return replace(report, exercises=kept)


def remember(order: Order, page: Page) -> str:
    """Keep a report for next time; return why that can't be done, nothing where all is well."""
    if page.report is None:
        return ""
    state = order.memory.state
    state.save_check(page.report, page.digests)
    return state.problem


def hint_text(order: Order, exercise: Exercise, page: Page) -> str:
    """Return the next hint, and remember that it was seen; the failing criteria of the page come first."""
    if page.report is not None and all(exercise.complete for exercise in page.report.exercises):
        return "Everything is right here: there is nothing to hint at."
    found = page.report.exercises[0].criteria if page.report else ()
    state = order.memory.state
    step = next_step(in_order(exercise, {criterion.id: criterion.verdict.value for criterion in found}), state)
    if step is None:
        return "There are no hints for this exercise."
    last = "" if step.number < len(step.hints) else ", the last one"
    about = f" For: {step.hint.about}\n" if step.hint.about else "\n"
    return f"Hint {step.number} of {len(step.hints)}{last}.{about}{step.hint.text}"
