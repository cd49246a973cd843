"""``lagrader solution``: the course's own answer, once yours is right."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from lagrader.cli.check import NOT_PASSED, announced, exit_code, run_check
from lagrader.cli.console import say, shell_word
from lagrader.cli.options import CourseOption, ExerciseArgument, course_again, load_course


def solution(
    exercise: ExerciseArgument,
    path: Annotated[Path | None, typer.Argument(metavar="PATH", hidden=True)] = None,
    course: CourseOption = None,
    spoil: Annotated[bool, typer.Option("--spoil", help="Show it without full marks.")] = False,
) -> None:
    """Show the course's own solution, after full marks.

    N is a number, or a name such as neuron. PATH is a folder or a file with your work, as in lagrader check.
    """
    found = load_course(course).find(exercise)
    if not spoil:
        _require_full_marks(found.number, path, course)
    sys.stdout.write(found.solution)


def _require_full_marks(number: int, path: Path | None, course: Path | None) -> None:
    words = [str(number)] if path is None else [str(number), str(path)]
    with announced():
        report, _ = run_check(words, course, "cpu", None)
    if report.passed:
        return
    say(f"Yours has {report.points} of {report.max_points} points: the solution is shown after full marks.")
    again = " ".join(filter(None, (str(number), "" if path is None else shell_word(path), course_again(course))))
    say(f"Next: lagrader check {again}    (to see it all the same: lagrader solution {again} --spoil)")
    raise typer.Exit(exit_code(report, None) or NOT_PASSED)
