"""``lagrader hint``: what to try next, one step further each time, from gentle to plain."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lagrader.cli.console import say
from lagrader.cli.options import CourseOption, ExerciseArgument, course_again, load_course, render_options

if TYPE_CHECKING:
    from lagrader.course import Exercise
    from lagrader.reports import RenderOptions
    from lagrader.reports.terminal.page import Page
    from lagrader.state.memory import State

_FAILED = frozenset(
    {"wrong_answer", "run_time_error", "time_limit_exceeded", "memory_limit_exceeded", "output_limit_exceeded"}
)
"""Verdicts after which a criterion's own hints are what is wanted first."""
_UNTRIED = frozenset({"not_started", "missing", "skipped"})
"""Verdicts of a check that found nothing to judge yet."""


@dataclass(frozen=True, slots=True)
class Hint:
    """One hint. ``source`` is what it is counted under: the exercise's id, or ``ex3_neuron.output``."""

    source: str
    place: int
    """Its place among those of its source, from 1."""
    text: str
    about: str = ""
    """The title of the criterion that it belongs to, if there is one."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where a learner is: the hints in order, and the one that comes now, counted from 1."""

    hints: tuple[Hint, ...]
    number: int
    is_new: bool
    """False where all were seen before: then the last one stands here once more."""

    @property
    def hint(self) -> Hint:
        """The one that comes now."""
        return self.hints[self.number - 1]


def hint(
    exercise: ExerciseArgument,
    path: Annotated[Path | None, typer.Argument(metavar="PATH", hidden=True)] = None,
    course: CourseOption = None,
    show_all: Annotated[bool, typer.Option("--all", help="Show all of them at once.")] = False,
) -> None:
    """Show the next hint for exercise N, one step further each time.

    N is a number, or a name such as neuron. After a check, the hints for what failed come first. PATH is a folder or
    a file with your work, as in lagrader check.
    """
    from lagrader.cli.words import parse_words
    from lagrader.state.memory import State

    loaded = load_course(course)
    found = loaded.find(exercise)
    asked = parse_words([str(found.number), *([] if path is None else [str(path)])], loaded)
    again = replace(render_options(sys.stdout), path=asked.path_again, course=course_again(course))
    state = State(loaded, asked.path)
    text = all_hints(found, state, again) if show_all else next_hint(found, state, again)
    if state.problem and not show_all:
        say(f"{state.problem} All hints at once: lagrader hint {_words(found, again)} --all")
    sys.stdout.write(text)


def next_hint(exercise: Exercise, state: State, options: RenderOptions) -> str:
    """Return the page with the next hint, and remember that it was seen.

    ``options.path`` and ``options.course`` are what must be said again in advice. Where the state cannot be kept,
    ``state.problem`` says so afterwards, and the first hint is shown.
    """
    verdicts = _verdicts(exercise, state)
    if "accepted" in verdicts.values() and set(verdicts.values()) <= {"accepted", "pending"}:
        return _done(exercise, options)
    step = next_step(in_order(exercise, verdicts), state)
    return _none(exercise, options) if step is None else _page(exercise, step, verdicts, options)


def all_hints(exercise: Exercise, state: State, options: RenderOptions) -> str:
    """Return the page with every hint; what was seen so far stays as it is."""
    rubric = exercise.rubric
    hints = [("", text) for text in rubric.hints]
    hints += [(criterion.title, text) for criterion in rubric.criteria for text in criterion.hints]
    if not hints:
        return _none(exercise, options)
    page = _begin(exercise, f"{len(hints)} hint{'' if len(hints) == 1 else 's'}", options)
    about = ""
    for number, (title, text) in enumerate(hints, 1):
        if title != about:
            page.blank()
            page.paragraph(title, 0)
            about = title
        page.row(page.prose(text), sign=f"  {number}  ")
    page.blank()
    page.paragraph(f"Next: lagrader check {_words(exercise, options)}", 0)
    return page.text()


def in_order(exercise: Exercise, verdicts: Mapping[str, str]) -> tuple[Hint, ...]:
    """Return the hints that help now: those of the criteria that failed, then the exercise's own.

    ``verdicts`` are those of the last check, by the criterion's id. An exercise without hints of its own has those of
    its criteria, in the rubric's order, except of those that passed.
    """
    rubric = exercise.rubric
    failed, open_ = [], []
    for criterion in rubric.criteria:
        source = f"{exercise.id}.{criterion.id}"
        own = [Hint(source, place, text, criterion.title) for place, text in enumerate(criterion.hints, 1)]
        verdict = verdicts.get(criterion.id, "")
        if verdict in _FAILED:
            failed += own
        elif verdict != "accepted":
            open_ += own
    general = [Hint(exercise.id, place, text) for place, text in enumerate(rubric.hints, 1)]
    return (*failed, *(general or open_))


def next_step(hints: tuple[Hint, ...], state: State) -> Step | None:
    """Return the first of ``hints`` that was not seen, and remember it; the last where all were, None of none."""
    if not hints:
        return None
    for number, one in enumerate(hints, 1):
        if one.place > state.hints(one.source):
            state.save_hints(one.source, one.place)
            return Step(hints, number, is_new=True)
    return Step(hints, len(hints), is_new=False)


def _verdicts(exercise: Exercise, state: State) -> Mapping[str, str]:
    remembered = state.exercises.get(exercise.id)
    return remembered.verdicts if remembered else {}


# --- pages -----------------------------------------------------------------------------------------------------


def _begin(exercise: Exercise, right: str, options: RenderOptions) -> Page:
    from lagrader.cli.markdown_page import MOST_CELLS
    from lagrader.reports.terminal.page import TITLE, Page

    page = Page(replace(options, width=min(options.width, MOST_CELLS)))
    page.row(page.prose(exercise.rubric.title), right, sign=f"{exercise.number}  ", styles=(TITLE, TITLE, ""))
    page.blank()
    return page


def _page(exercise: Exercise, step: Step, verdicts: Mapping[str, str], options: RenderOptions) -> str:
    from lagrader.reports.terminal.page import DIM

    page = _begin(exercise, f"hint {step.number} of {len(step.hints)}", options)
    if step.hint.about:
        page.paragraph(f"For: {step.hint.about}", 2, DIM)
        page.blank()
    for earlier in step.hints[: step.number - 1]:
        if earlier.source == step.hint.source:
            page.add(_cut(page, earlier.text), 2, DIM)
    page.blank()
    page.paragraph(step.hint.text, 2)
    page.blank()
    for line in filter(None, _what_next(exercise, step, verdicts, options)):
        page.paragraph(line, 0)
    return page.text()


def _cut(page: Page, text: str) -> str:
    """Return an earlier hint on one line: enough to remember it by."""
    from lagrader.reports.terminal.layout import cut

    return cut(" ".join(page.prose(text).split()), page.width - 2, page.signs.cut)


def _what_next(exercise: Exercise, step: Step, verdicts: Mapping[str, str], options: RenderOptions) -> list[str]:
    words = _words(exercise, options)
    if step.number < len(step.hints):
        return [f"Next: lagrader check {words}, or one step further: lagrader hint {words}"]
    ended = "" if step.is_new else "You have seen all of these."
    told = " ".join(filter(None, (ended, _more_later(exercise, step, verdicts))))
    return [told, f"Next: lagrader check {words}, or all hints at once: lagrader hint {words} --all"]


def _more_later(exercise: Exercise, step: Step, verdicts: Mapping[str, str]) -> str:
    """Return when there will be more hints, where some were not shown: those of what may yet fail."""
    shown = {one.source for one in step.hints}
    later = [one for one in exercise.rubric.criteria if one.hints and f"{exercise.id}.{one.id}" not in shown]
    if any(verdicts.get(one.id) in _UNTRIED for one in later):
        return "For a part that you have written and that fails its check, there are more."
    return "" if verdicts or not later else "After a check there are more, for what fails."


def _none(exercise: Exercise, options: RenderOptions) -> str:
    page = _begin(exercise, "no hints", options)
    page.paragraph("There are no hints for this exercise.", 0)
    course = f" {options.course}".rstrip()
    page.paragraph(f"What it asks for: lagrader show {exercise.number}{course}", 0)
    page.paragraph(f"What a code in a report means: lagrader explain CODE{course}", 0)
    return page.text()


def _done(exercise: Exercise, options: RenderOptions) -> str:
    page = _begin(exercise, "nothing left", options)
    words = _words(exercise, options)
    page.paragraph("At the last check everything was right here, so there is nothing to hint at.", 0)
    page.paragraph(f"To read the hints all the same: lagrader hint {words} --all", 0)
    page.paragraph(f"Next: lagrader solution {words}", 0)
    return page.text()


def _words(exercise: Exercise, options: RenderOptions) -> str:
    """Return what stands behind a command that is about this exercise."""
    return " ".join(filter(None, (str(exercise.number), options.path, options.course)))
