"""``lagrader override``: a teacher's own mark or comment on a criterion."""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lagrader.cli import console
from lagrader.errors import UsageError

if TYPE_CHECKING:
    from lagrader.gradebook import Gradebook, Row
    from lagrader.gradebook.by_hand import Override
    from lagrader.results import CriterionResult

DirectoryArgument = Annotated[Path, typer.Argument(metavar="DIR", hidden=True)]


def override(
    folder: DirectoryArgument,
    learner: Annotated[str | None, typer.Argument(metavar="LEARNER", hidden=True)] = None,
    criterion: Annotated[str | None, typer.Argument(metavar="CRITERION", hidden=True)] = None,
    points: Annotated[str | None, typer.Option("--points", metavar="N", help="Your mark on the criterion.")] = None,
    comment: Annotated[str, typer.Option("--comment", metavar="TEXT", help="What the learner reads of it.")] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why the mark is another one.")] = "",
    author: Annotated[
        str | None, typer.Option("--author", metavar="NAME", help="Who says so; by default your name on this machine.")
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take it back.")] = False,
) -> None:
    """Enter your own mark or comment on one learner's criterion.

    It stays through every regrade. DIR is a gradebook's folder, LEARNER an id or a name, CRITERION such as
    ex3.output. DIR alone lists what was entered.
    """
    from lagrader.cli.grades import row_of
    from lagrader.gradebook import Gradebook

    entered = [points, comment, reason, author]
    if learner is None:
        if undo or any(entered):
            raise UsageError(f"Name the learner and the criterion: lagrader override {folder} LEARNER ex3.output")
        with Gradebook.reading(folder) as book:
            _list(book, folder)
        return
    if criterion is None:
        raise UsageError(f"Name the criterion: lagrader override {folder} LEARNER ex3.output --points 4 --reason WHY")
    if undo and any(entered):
        raise UsageError("--undo takes back what was entered, and enters nothing: leave out what stands beside it.")
    with Gradebook.changing(folder) as book:
        row = row_of(book, learner, folder)
        graded = _criterion(book, row, criterion)
        if undo:
            _undo(book, row, criterion)
        else:
            _enter(book, row, criterion, graded, _points(points, graded), comment, reason, author or myself())
        write_table(book)


def _list(book: Gradebook, folder: Path) -> None:
    from lagrader.gradebook.by_hand import overrides
    from lagrader.submission.shelf import natural

    held = overrides(book)
    for learner in sorted(held, key=natural):
        for one in held[learner]:
            print(console.exact(f"{one.learner}  {entry(one)}", sys.stdout))
    if not held:
        print(f"Nothing was entered by hand in {console.exact(str(folder), sys.stdout)}.")


def entry(one: Override) -> str:
    """Return what was entered by hand, in a line."""
    from lagrader.gradebook.late import LATE
    from lagrader.phrases import points_text

    unit = "% off" if one.criterion == LATE else "points"
    mark = "comment" if one.points is None else f"{points_text(one.points)} {unit}"
    return "  ".join(filter(None, [one.criterion, mark, f"{one.author}, {one.made[:10]}", one.reason, one.comment]))


def _criterion(book: Gradebook, row: Row, criterion: str) -> CriterionResult:
    """Return the result that a criterion has, as it was graded; the penalty for late work is out of 100."""
    from lagrader.gradebook.late import LATE, penalty_of, rule_of
    from lagrader.results import CriterionResult, Verdict

    report = None if row.key is None else book.report(row.key)
    if report is None:
        raise UsageError(
            f"Of {row.learner} nothing was graded ({row.status.value}), so there is no criterion to mark. For work on "
            "paper, or that only you can read: put an empty file with an exercise's name where theirs should be, run "
            "lagrader grade again, and mark each criterion then."
        )
    known = report.named_criteria
    if criterion == LATE:
        penalty = penalty_of(rule_of(book), row, ())
        off = 100 * penalty.share if penalty else Fraction()
        return CriterionResult(LATE, "Late work, in percent", off, Fraction(100), Verdict.WRONG_ANSWER)
    if criterion not in known:
        from lagrader.rubric import nearest

        close = nearest(criterion, list(known))
        meant = f"; did you mean {close}?" if close else "."
        raise UsageError(f'There is no criterion "{criterion}"{meant} There are {", ".join([*known, LATE])}.')
    return known[criterion]


def _points(text: str | None, graded: CriterionResult) -> Fraction | None:
    from lagrader.phrases import points_text

    if text is None:
        return None
    try:
        found = Fraction(text.strip().replace(",", ".")) if len(text) < 20 else None
    except (ValueError, ZeroDivisionError):
        found = None
    if found is None or not 0 <= found <= graded.max_points:
        raise UsageError(f"--points takes a number from 0 to {points_text(graded.max_points)}, and {text!r} is none.")
    return found


def _undo(book: Gradebook, row: Row, criterion: str) -> None:
    from lagrader.gradebook.by_hand import take_back

    if not take_back(book, row.learner, criterion):
        raise UsageError(f"Nothing was entered by hand for {row.learner} on {criterion}.")
    console.say(f"Taken back: {row.learner}, {criterion}. The mark is the graded one again, whatever stood before it.")


def _enter(
    book: Gradebook,
    row: Row,
    criterion: str,
    graded: CriterionResult,
    points: Fraction | None,
    comment: str,
    reason: str,
    author: str,
) -> None:
    from lagrader.gradebook.by_hand import Override, enter_override, overrides_of
    from lagrader.phrases import points_text
    from lagrader.results import Verdict

    if points is None and not comment.strip():
        raise UsageError("Say what you enter: --points N with --reason WHY, or --comment TEXT.")
    waits = graded.verdict is Verdict.PENDING  # there is no other mark that it would have to be weighed against
    if points is not None and not reason.strip() and not waits:
        raise UsageError("A mark of your own needs its reason, which the learner reads: --reason WHY.")
    held = (one.points for one in overrides_of(book, row.learner) if one.criterion == criterion)
    before = next((mark for mark in held if mark is not None), None if waits else graded.points)
    enter_override(book, Override(row.learner, criterion, points, comment.strip(), author, reason.strip()))
    marks = "a comment"
    if points is not None:
        most = points_text(graded.max_points)
        entered = points_text(points)
        marks = f"{entered} of {most}" if before is None else f"{points_text(before)} -> {entered}"
    console.say(f"Entered: {row.learner}, {criterion}, {marks}. --undo takes it back.")


def myself() -> str:
    """Return who is at this machine."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "teacher"


def write_table(book: Gradebook) -> None:
    """Have grades.csv say what the gradebook says."""
    from lagrader.reports.grades.file import write_grades
    from lagrader.reports.grades.table import read_table

    path, replaced = write_grades(book, read_table(book))
    if replaced is not None:
        console.say(f"{path.name} had been changed by hand: as it was it is now {replaced}.")
