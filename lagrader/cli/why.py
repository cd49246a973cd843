"""``lagrader why``: one mark replayed from its seed, hidden cases included; appeals start here."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lagrader.cli import console
from lagrader.cli.diff import SubmissionsOption, found_again
from lagrader.cli.options import MarksCourseOption, course_of_marks, render_options
from lagrader.cli.override import entry

if TYPE_CHECKING:
    from lagrader.api.grading import Again
    from lagrader.results import CriterionResult, Report

SAME, ANOTHER = 0, 1


def why(
    folder: Annotated[Path, typer.Argument(metavar="DIR", hidden=True)],
    learner: Annotated[str, typer.Argument(metavar="LEARNER", hidden=True)],
    criterion: Annotated[str | None, typer.Argument(metavar="[CRITERION]", hidden=True)] = None,
    submissions: SubmissionsOption = None,
    course: MarksCourseOption = None,
) -> None:
    """Replay a mark, and say whether it comes out the same.

    The work is graded once more with the seed of the mark, hidden cases included; nothing is entered. DIR is a
    gradebook's folder, LEARNER an id or a name, CRITERION such as ex3.output. The exit code is 0 where it comes out
    the same, 1 where it doesn't, or the work or the course is another one.
    """
    from lagrader.api.grading import Grading, require_mark
    from lagrader.cli.grades import row_of
    from lagrader.gradebook import Gradebook
    from lagrader.gradebook.by_hand import overrides_of, report_of

    with Gradebook.reading(folder) as book:
        row = row_of(book, learner, folder)
        require_mark(row)
        basis = None if row.key is None else book.basis(row.key)
        held = overrides_of(book, row.learner)
        marked = report_of(book, row, held)
    loaded = course_of_marks(folder, course)
    with ExitStack() as closing:
        found = found_again(folder, loaded, submissions, closing)
        again = Grading(loaded, found, device=basis.device if basis else "cpu").again(folder, row)
    _tell(again, criterion, row.learner)
    for one in held:
        if criterion in (None, one.criterion):
            print(console.exact(f"Entered by hand, and stands above it: {entry(one)}", sys.stdout))
    if marked is not None and marked.late:
        print(console.exact(f"From the sum: {marked.late}", sys.stdout))
    raise typer.Exit(SAME if _is_same(again, criterion) else ANOTHER)


def _tell(again: Again, criterion: str | None, learner: str) -> None:
    from lagrader.phrases import out_of
    from lagrader.reports.terminal import FORMAT
    from lagrader.reports.views import for_teacher

    options = replace(render_options(sys.stdout), show_all=True, commands=frozenset(), advice=False)
    report = for_teacher(_only(again.now, criterion, learner))
    print(FORMAT.render(report, options), end="")
    before, now = _only(again.before, criterion, learner), _only(again.now, criterion, learner)
    marks = [out_of(one.points, one.max_points) for one in (before, now)]
    facts = f"seed {again.basis.seed}, torch {again.basis.torch}, {again.basis.device}"
    differing = _differing(before, now)
    if differing:
        print(f"Comes out otherwise: {marks[0]} then ({facts}), {marks[1]} now.")
        for name, old, new in differing:
            print(f"  {name}: {old} then, {new} now")
    elif again.same_work and again.same_course:
        print(f"Comes out the same: {marks[1]} ({facts}).")
    else:
        print(f"The mark is the same, {marks[1]} ({facts}), but it was not replayed as it was given:")
    if not again.same_work:
        print("The work is not the same as then: it was handed in anew, or changed.")
    if not again.same_course:
        print("The course is not the same as then: where the one that graded was kept, name it with --course.")


def _is_same(again: Again, criterion: str | None) -> bool:
    learner = again.row.learner
    differing = _differing(_only(again.before, criterion, learner), _only(again.now, criterion, learner))
    return not differing and again.same_work and again.same_course


def _differing(before: Report, now: Report) -> list[tuple[str, str, str]]:
    old, new = _verdicts(before), _verdicts(now)
    names = dict.fromkeys([*old, *new])
    return [
        (name, old.get(name, "not there"), new.get(name, "not there"))
        for name in names
        if old.get(name) != new.get(name)
    ]


def _verdicts(report: Report) -> dict[str, str]:
    return {name: _verdict(criterion) for name, criterion in report.named_criteria.items()}


def _verdict(criterion: CriterionResult) -> str:
    from lagrader.phrases import out_of

    code = criterion.feedback[0].code if criterion.feedback else ""
    return " ".join(filter(None, [criterion.verdict.value, out_of(criterion.points, criterion.max_points), code]))


def _only(report: Report, criterion: str | None, learner: str) -> Report:
    """The report with one criterion alone, where one was named."""
    from lagrader.errors import UsageError

    if criterion is None:
        return report
    wanted = report.named_criteria.get(criterion)
    if wanted is None:
        names = ", ".join(report.named_criteria)
        raise UsageError(f'{learner} has no criterion "{console.exact(criterion, sys.stderr)}". There are {names}.')
    exercise = next(one for one in report.exercises if any(c is wanted for c in one.criteria))
    alone = replace(wanted, bonus=False)  # of nothing else it is the whole
    return replace(report, exercises=(replace(exercise, criteria=(alone,)),), whole_course=False)
