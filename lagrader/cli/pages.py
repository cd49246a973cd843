"""``lagrader`` alone, ``list`` and ``show``: pages to read. The first two start without pydantic, none with torch."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from lagrader.cli import console
from lagrader.cli.options import CourseOption, ExerciseArgument, course_again, load_course, render_options

if TYPE_CHECKING:
    from lagrader.course import Course, Exercise

_FIRST_DAY = """\
No exercises here yet. To begin:
  lagrader init          writes {count} into ./solutions
  lagrader show {first:<9}what the first one asks for
  lagrader check {first:<8}checks it, as often as you like"""

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def first_page() -> None:
    """What to type: for a newcomer in an empty folder, or the list where exercises are."""
    course = load_course(None)
    if any(_file(exercise) for exercise in course.exercises):
        _print_list(course, "")
    elif notebook := _notebook():
        again = console.shell_word(notebook)
        typer.echo(f"{console.shown(str(notebook), sys.stdout)} is here.\nNext: lagrader check {again}")
    elif there := console.elsewhere(course.title):
        typer.echo(f"No exercises here. Your last check was there:\n  cd {there}")
    else:
        further = sum(exercise.further for exercise in course.exercises)
        count = f"{_count(len(course.exercises) - further)} starters"
        count += f", and {_count(further)} more," if further else ""
        typer.echo(_FIRST_DAY.format(count=count, first=course.exercises[0].number))


def _count(number: int) -> str:
    return _WORDS[number] if number < len(_WORDS) else str(number)


def list_(course: CourseOption = None) -> None:
    """List the exercises with your points, as they were last checked."""
    _print_list(load_course(course), course_again(course))


def show(exercise: ExerciseArgument, course: CourseOption = None) -> None:
    """Show what exercise N asks for, and how it is checked.

    N is a number, or a name such as neuron.
    """
    from lagrader.cli.statement_page import statement_page

    found = load_course(course).find(exercise)
    page = statement_page(found, render_options(sys.stdout))
    again = f"lagrader check {found.number} {course_again(course)}".rstrip()
    file = console.shown(str(_wanted(found)), sys.stdout)
    where = f"Your file: {file}" if len(file) + 11 <= console.width() else f"Your file:\n  {file}"
    following = f"Next: {again}" if _file(found) else f"Next: {f'lagrader init {course_again(course)}'.rstrip()}"
    sys.stdout.write(f"{page}\n{where}\n{following}\n")


def _print_list(course: Course, again: str) -> None:
    from lagrader.cli.progress import print_progress

    print_progress(course, _folder(), again)


def _folder() -> Path:
    from lagrader.cli.init import FOLDER

    return Path(FOLDER) if Path(FOLDER).is_dir() else Path()


def _notebook() -> Path | None:
    """The newest notebook here, which may hold the exercises: nobody looks into it until it is checked."""
    try:
        return max(_folder().glob("*.ipynb"), key=lambda path: path.stat().st_mtime, default=None)
    except OSError:
        return None


def _wanted(exercise: Exercise) -> Path:
    from lagrader.cli.init import FOLDER

    return _file(exercise) or Path(FOLDER) / f"{exercise.id}.py"


def _file(exercise: Exercise) -> Path | None:
    path = _folder() / f"{exercise.id}.py"
    return path if path.is_file() else None
