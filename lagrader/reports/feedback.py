"""Feedback for the learners of a class: a page each, as they may read it, and what replays the failures there.

A page is the report that the terminal shows, with what a teacher has said to the learner or to all who gave the same
wrong answer, and the first hint of what failed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files

from lagrader.course import Course
from lagrader.gradebook import Gradebook, Row, Status
from lagrader.gradebook.by_hand import Comment, comments, report_of
from lagrader.gradebook.rows import is_forgotten
from lagrader.item_analysis.groups import group_name
from lagrader.phrases import out_of
from lagrader.reports import RenderOptions, find
from lagrader.reports.views import for_learner, for_teacher
from lagrader.reports.wording import FAILED, about_sum, texts
from lagrader.results import CriterionResult, Example, ExerciseResult, Feedback, Report, criterion_name
from lagrader.submission.shelf import natural

ENDINGS = {"html": ".html", "markdown": ".md", "gradescope": ".json"}
"""The formats of pages, and the ends of their names."""

_REPLAY = "To make the calls that failed yourself: python replay.py, in the folder of this page."
_REPLAY_ELSEWHERE = "To make the calls that failed yourself: python replay.py FOLDER, with the folder of your files."
_LONGEST = 300
"""Characters of what a learner is told in a line."""


Works = Callable[[Row], Sequence[tuple[str, str]]]
"""Gives a learner's files as they were graded, name and text; none where they are not at hand."""


@dataclass(frozen=True, slots=True)
class PageOf:
    """One learner's page."""

    row: Row
    text: str = ""
    """Empty where there is none: nothing was handed in, or nothing could be graded through a fault of ours."""
    replay: str = ""
    """A program that replays what failed; empty where nothing can be replayed."""
    work: Sequence[tuple[str, str]] = ()
    """The files that it replays, name and text."""


def pages(book: Gradebook, format_: str, *, hidden: bool, course: Course, works: Works) -> Iterator[PageOf]:
    """Yield everybody's page; ``hidden`` shows what is hidden from learners, for their teacher.

    The hints are those of ``course``, where that is the one that graded.
    """
    said, hints = comments(book), _hints(course)
    form = find(format_)
    for row in sorted(book.rows(), key=lambda row: natural(row.learner)):
        if is_forgotten(row):
            continue
        options = RenderOptions(show_all=True, advice=False, who=row.name or row.learner)
        graded = report_of(book, row)
        if graded is None:
            yield PageOf(row, form.render(_without_marks(row, course), options) if has_page(row, format_) else "")
            continue
        told = with_words(graded, said, hints if graded.course.digest == course.digest else {})
        shown = for_teacher(told) if hidden else for_learner(told)
        program = "" if format_ == "gradescope" else replay(for_learner(graded))
        work = works(row) if program else ()
        if program:
            shown = replace(shown, sandbox={**shown.sandbox, "note": _REPLAY if work else _REPLAY_ELSEWHERE})
        yield PageOf(row, form.render(shown, options), program, work)


def has_page(row: Row, format_: str) -> bool:
    """Whether there is a page for a row: with marks, or why nothing could be read (Gradescope wants a number)."""
    readable = row.key is not None or (row.status is Status.UNREADABLE and format_ != "gradescope")
    return readable and not is_forgotten(row)


def _without_marks(row: Row, course: Course) -> Report:
    """Return what is told to whom nothing could be graded of."""
    return Report(course.identity, "", 0, (), {"note": f"Nothing could be graded: {row.reason}"})


def with_words(report: Report, said: Mapping[str, Comment], hints: Mapping[str, str]) -> Report:
    """Return a report with a teacher's comments on groups of answers, and the first hint, below what failed."""
    if not said and not hints:
        return report
    return replace(report, exercises=tuple(_exercise(exercise, said, hints) for exercise in report.exercises))


def _exercise(exercise: ExerciseResult, said: Mapping[str, Comment], hints: Mapping[str, str]) -> ExerciseResult:
    criteria = tuple(_criterion(criterion_name(exercise.number, one.id), one, said, hints) for one in exercise.criteria)
    return replace(exercise, criteria=criteria)


def _criterion(
    name: str, criterion: CriterionResult, said: Mapping[str, Comment], hints: Mapping[str, str]
) -> CriterionResult:
    if criterion.verdict not in FAILED:
        return criterion
    more = []
    if said and (comment := said.get(group_name(name, criterion))):
        more.append(Feedback("COMMENT", f"Your teacher says: {comment.signed}"))
    if name in hints and not criterion.hidden:
        more.append(Feedback("HINT", f"To try next: {hints[name]}"))
    return replace(criterion, feedback=(*criterion.feedback, *more)) if more else criterion


def _hints(course: Course) -> dict[str, str]:
    return {
        criterion_name(exercise.number, one.id): one.hints[0]
        for exercise in course.exercises
        for one in exercise.rubric.criteria
        if one.hints
    }


def in_a_line(book: Gradebook, row: Row) -> str:
    """Return what a learner earned and what is said about each visible failure, for a platform's comment."""
    graded = report_of(book, row)
    if graded is None:
        return row.reason
    report = for_learner(with_words(graded, comments(book), {}))
    failed = [one for exercise in report.exercises for one in (exercise.problem, *exercise.criteria) if one is not None]
    words = [texts(one)[0] for one in failed if one.verdict in FAILED and one.feedback]
    notes = [note for exercise in report.exercises for note in exercise.notes]
    total = f"{out_of(report.points, report.max_points)}."
    text = " ".join([total, *about_sum(report), *dict.fromkeys([*words, *notes])])
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


# --- an appeal ---------------------------------------------------------------------------------------------


def replay(report: Report) -> str:
    """Return a program that makes the calls which failed, with the learner's own files; it needs torch alone."""
    cases = [_case(exercise, one) for exercise in report.exercises for one in exercise.criteria if _can_replay(one)]
    if not cases:
        return ""
    program = files("lagrader.reports").joinpath("templates", "replay.py.txt").read_text("utf-8")
    return program.replace("@CASES@", "".join(f"    {case!a},\n" for case in cases))


def _can_replay(criterion: CriterionResult) -> bool:
    """Whether the call is there as a whole, and is no secret."""
    example = criterion.example
    if criterion.hidden or example is None or example.hidden or criterion.verdict not in FAILED or not example.call:
        return False
    return "…" not in "".join([example.call, *example.setup])


def _case(exercise: ExerciseResult, criterion: CriterionResult) -> tuple[str, str, str, str, str, str]:
    """Return a call as the program has it; where nothing shows what is expected, what is said instead."""
    example = criterion.example or Example("")
    told = f"expected  {example.expected}" if example.expected else f"told      {texts(criterion)[0]}"
    return exercise.id, criterion.title, "\n".join(example.setup), example.call, told, _part(example)


_PARTS = {
    "shape": re.compile(r"\((?:(?:\w+=)?\d+(?:, |,(?=\))|(?=\))))*\)"),
    "dtype": re.compile(r"bool|b?float\d+|u?int\d+|complex\d+"),
}
"""What of a tensor is compared, by how both sides are then shown."""


def _part(example: Example) -> str:
    """Return what of the result is compared with what is expected; empty where it is all of it."""
    both = (example.expected or "", example.actual or "")
    return next((part for part, shown in _PARTS.items() if all(map(shown.fullmatch, both))), "")
