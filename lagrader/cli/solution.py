"""``lagrader solution``: the course's own answer, once yours is right."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from lagrader.cli.check import NOT_PASSED, run_check
from lagrader.cli.options import CourseOption, load_course, say


def solution(
    exercise: Annotated[str, typer.Argument(metavar="N", help="3, ex3_neuron or neuron")],
    course: CourseOption = None,
    spoil: Annotated[bool, typer.Option("--spoil", help="Show it without full marks.")] = False,
) -> None:
    """Show the course's solution of an exercise: after full marks, or with --spoil."""
    found = load_course(course).find(exercise)
    if not spoil:
        report = run_check([str(found.number)], course, "cpu", None)
        if not report.passed:
            say(f"Yours has {report.points} of {report.max_points} points: the solution is shown after full marks.")
            say(f"Next: lagrader check {found.number}    (or lagrader solution {found.number} --spoil)")
            raise typer.Exit(NOT_PASSED)
    sys.stdout.write(found.solution)
