"""``lagrader audit``: is this rubric any good? And, of a class that was graded, what its answers say of it."""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lagrader.cli import console
from lagrader.cli.options import CourseOption, course_of_marks, load_course
from lagrader.course import course_around
from lagrader.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lagrader.audit import Audit
    from lagrader.course import Course

SOUND, FINDINGS = 0, 1


def audit(
    folder: Annotated[str | None, typer.Argument(metavar="[COURSE]", hidden=True)] = None,
    exercises: Annotated[
        list[str] | None,
        typer.Option("--exercise", metavar="N", help="Audit this exercise alone. May be repeated."),
    ] = None,
    seeds: Annotated[
        int, typer.Option("--seeds", metavar="N", min=1, max=1000, help="Seeds that right answers are graded under.")
    ] = 20,
    mutants: Annotated[
        int, typer.Option("--mutants", metavar="N", min=0, max=100_000, help="Mutants of each exercise, at most.")
    ] = 200,
    least: Annotated[
        float, typer.Option("--min-score", metavar="SCORE", min=0, max=1, help="The mutation score to reach.")
    ] = 0.95,
    graded: Annotated[
        Path | None, typer.Option("--from", metavar="DIR", help="Look at a graded class instead: item analysis.")
    ] = None,
    formats: Annotated[
        list[str] | None, typer.Option("--format", metavar="NAME[=FILE]", help="terminal or json. May be repeated.")
    ] = None,
    show_all: Annotated[bool, typer.Option("--all", help="Show every mutant that survived.")] = False,
    course: CourseOption = None,
) -> None:
    """Look for faults in a course before the first student sees it.

    COURSE is its folder or its name; without it, this folder if it is a course, else the one that came with lagrader.
    With --from it is the one that graded.
    The exit code is 0 where nothing is found, 1 where something is.
    """
    from lagrader.cli.forms import FORMS, chosen

    _refuse_two(folder, course)
    if graded is not None:
        if exercises or show_all:
            raise UsageError("--from looks at a graded class as it is: leave --exercise and --all out.")
        from lagrader.cli.items import show_items

        raise typer.Exit(show_items(graded, course_of_marks(graded, folder or course), formats or ()))
    loaded = load_course(folder or course or course_around(Path.cwd()))
    targets = chosen(formats or (), FORMS)
    found = _audited(loaded, exercises or [], seeds, mutants, least)
    _write(found, targets, _again(folder, course), show_all=show_all)
    raise typer.Exit(SOUND if found.passed else FINDINGS)


def _refuse_two(folder: str | None, course: str | None) -> None:
    if folder is not None and course is not None:
        raise UsageError("Name the course once: lagrader audit COURSE, or --course COURSE.")


def _audited(course: Course, words: Sequence[str], seeds: int, mutants: int, least: float) -> Audit:
    import asyncio

    from lagrader.audit.run import Asked, audit
    from lagrader.cli.steps import Steps
    from lagrader.runner import Runner

    named = {exercise.id: exercise for exercise in map(course.find, words)}
    exercises = tuple(one for one in course.exercises if not named or one.id in named)
    asked = Asked(exercises, seeds, mutants, least_score=Fraction(str(least)))

    async def run(steps: Steps) -> Audit:
        async with Runner() as runner:
            return await audit(runner, course, asked, steps.tell)

    with Steps("Auditing", sys.stderr) as steps:
        return asyncio.run(run(steps))


def _write(found: Audit, targets: Sequence[tuple[str, Path | None]], again: str, *, show_all: bool) -> None:
    import json

    from lagrader.cli.forms import write
    from lagrader.reports.audit import audit_data, render

    forms = {
        "terminal": lambda options: render(found, again, options),
        "json": lambda _: json.dumps(audit_data(found), allow_nan=False, indent=2) + "\n",
    }
    write(targets, forms, show_all=show_all)


def _again(folder: str | None, course: str | None) -> str:
    named = folder or course
    return "lagrader audit" + (f" {console.shell_word(named)}" if named else "")
