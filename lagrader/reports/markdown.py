"""``--format markdown``: for a comment, a job's summary, a wiki; GitHub's dialect, readable as it stands.

What comes from a learner is escaped, or stands in a fenced block: it must not become a heading, a link, a picture or a
mention that calls somebody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import indent

from lagrader.harmless import sentence
from lagrader.phrases import out_of
from lagrader.reports.interface import RenderOptions
from lagrader.reports.terminal.closing import next_steps
from lagrader.reports.terminal.page import Page
from lagrader.reports.told import evidence, facts, name_of, of, sentences
from lagrader.reports.wording import BESIDE, FAILED, about_sum, is_absent, is_not_started
from lagrader.results import CriterionResult, ExerciseResult, Report, Verdict

PASSED, FAILED_SIGN, OPEN = "✅", "❌", "⬜"

_MARKUP = re.compile(r"([\\`*_\[\]<>#|~!&$])")


@dataclass(frozen=True, slots=True)
class MarkdownFormat:
    """See the module."""

    name: str = "markdown"

    def render(self, report: Report, options: RenderOptions) -> str:
        """Return the report: a table of all exercises, then what is to be said about each that is not right."""
        return "\n\n".join(_blocks(report, options)) + "\n"


FORMAT = MarkdownFormat()


def escaped(text: str) -> str:
    """Return text as Markdown that shows it as it is, on one line."""
    shown = _MARKUP.sub(r"\\\1", " ".join(sentence(text).split()))
    # Neither can be escaped by a backslash: GitHub turns the one into a mention, the other into a link.
    return shown.replace("@", "&#64;").replace("://", "&#58;//")


def fenced(text: str) -> str:
    """Return text in a fenced block, with a fence that it can't close."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def _blocks(report: Report, options: RenderOptions) -> Iterator[str]:
    yield f"# {escaped(report.course.title)}: {out_of(report.points, report.max_points)}"
    if options.who:
        yield escaped(options.who)
    if report.exercises:
        yield _table(report.counted)
    if report.beside:
        yield f"{BESIDE}:"
        yield _table(report.beside)
    for note in filter(None, (*about_sum(report), report.sandbox.get("note"))):
        yield escaped(str(note))
    for exercise in report.exercises:
        if exercise.complete and exercise.notes:
            yield f"## {exercise.number} {escaped(exercise.title)}"
            yield from (escaped(note) for note in exercise.notes)
        elif not exercise.complete and not is_absent(exercise) and not is_not_started(exercise):
            yield from _exercise(exercise, report.seed, options)
    steps = [] if report.all_right or not options.advice else next_steps(Page(options), report)
    yield from (escaped(step) for step in steps)


def _table(exercises: Sequence[ExerciseResult]) -> str:
    return "\n".join(["| | exercise | points |", "|:-:|---|--:|", *map(_row, exercises)])


def _row(exercise: ExerciseResult) -> str:
    waiting = is_absent(exercise) or is_not_started(exercise)
    sign = PASSED if exercise.passed else OPEN if waiting or exercise.done else FAILED_SIGN
    words = "no file yet, " if is_absent(exercise) else "not started, " if waiting else ""
    points = f"{words}{out_of(exercise.points, exercise.max_points)}"
    return f"| {sign} | {exercise.number} {escaped(exercise.title)} | {points} |"


def _exercise(exercise: ExerciseResult, seed: int, options: RenderOptions) -> Iterator[str]:
    yield f"## {exercise.number} {escaped(exercise.title)}: {out_of(exercise.points, exercise.max_points)}"
    yield from (escaped(note) for note in exercise.notes)
    if exercise.problem is not None:
        yield from _told(exercise.problem, seed, options)
        return
    items = [_item(criterion, seed, options) for criterion in exercise.criteria]
    yield "\n".join(items)


def _item(criterion: CriterionResult, seed: int, options: RenderOptions) -> str:
    failed = criterion.verdict in FAILED
    sign = FAILED_SIGN if failed else PASSED if criterion.verdict is Verdict.ACCEPTED else OPEN
    line = f"- {sign} {escaped(name_of(criterion))} ({of(criterion)})"
    if not failed:
        said = sentences(criterion) if criterion.feedback and criterion.verdict is Verdict.ACCEPTED else []
        return " ".join([line, *map(escaped, said)])
    return "\n\n".join([line, *(indent(block, "  ") for block in _told(criterion, seed, options))]) + "\n"


def _told(criterion: CriterionResult, seed: int, options: RenderOptions) -> Iterator[str]:
    yield from (escaped(text) for text in sentences(criterion))
    shown = evidence(criterion, options)
    if shown:
        yield fenced(shown)
    if counts := facts(criterion, seed):
        yield escaped(counts)
