"""``lagrader`` alone, ``list`` and ``show``: pages to read. They start without pydantic, NumPy or torch."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from lagrader.cli.options import CourseOption, load_course, render_options
from lagrader.course import Course, Exercise

_FIRST_DAY = """\
No exercises here yet. To begin:
  lagrader init          writes {count} starters into ./solutions
  lagrader show 1        what the first one asks for
  lagrader check 1       checks it, as often as you like"""

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def first_page() -> None:
    """What to type: for a newcomer in an empty folder, or the list where exercises are."""
    course = load_course(None)
    if any(_file(exercise) for exercise in course.exercises):
        _print_list(course)
    else:
        typer.echo(_first_day(course))


def list_(course: CourseOption = None) -> None:
    """List the exercises, and which of them you have begun."""
    _print_list(load_course(course))


def show(
    exercise: Annotated[str, typer.Argument(metavar="N", help="3, ex3_neuron or neuron")], course: CourseOption = None
) -> None:
    """Show what an exercise asks for, and how it is checked."""
    from rich.console import Console
    from rich.markdown import Markdown

    from lagrader.statement import statement_text

    found = load_course(course).find(exercise)
    options = render_options(sys.stdout)
    console = Console(
        file=sys.stdout,
        width=min(options.width, 88),
        color_system="auto" if options.color else None,
        force_terminal=options.color,
        legacy_windows=False,
        safe_box=not options.unicode,
        emoji=False,
        highlight=False,
    )
    with console.capture() as capture:
        console.print(Markdown(statement_text(found), hyperlinks=False, code_theme="ansi_dark"))
        console.print(f"\nYour file: {_wanted(found)}", markup=False)
        console.print(f"Next: lagrader check {found.number}", markup=False)
    text = capture.get()
    if not options.unicode:
        text = text.replace("•", "*").replace("─", "-").replace("━", "=").replace("▌", "|")
    sys.stdout.write("\n".join(line.rstrip() for line in text.splitlines()) + "\n")


def _first_day(course: Course) -> str:
    count = len(course.exercises)
    return _FIRST_DAY.format(count=_WORDS[count] if count < len(_WORDS) else count)


def _print_list(course: Course) -> None:
    typer.echo(course.title)
    begun = [_state(exercise) for exercise in course.exercises]
    width = max(len(_title(exercise)) for exercise in course.exercises)
    for exercise, state in zip(course.exercises, begun, strict=True):
        typer.echo(f"  {exercise.number}  {_title(exercise):{width}}   {state}")
    if not any(_file(exercise) for exercise in course.exercises):
        typer.echo("Next: lagrader init")
    else:
        first = next((e for e, state in zip(course.exercises, begun, strict=True) if state == "not started"), None)
        typer.echo(f"Next: lagrader show {first.number}" if first else "Next: lagrader check")


def _title(exercise: Exercise) -> str:
    return exercise.short.replace("_", " ")


def _folder() -> Path:
    from lagrader.cli.init import FOLDER

    return Path(FOLDER) if Path(FOLDER).is_dir() else Path()


def _wanted(exercise: Exercise) -> Path:
    from lagrader.cli.init import FOLDER

    return _file(exercise) or Path(FOLDER) / f"{exercise.id}.py"


def _file(exercise: Exercise) -> Path | None:
    path = _folder() / f"{exercise.id}.py"
    return path if path.is_file() else None


def _state(exercise: Exercise) -> str:
    path = _file(exercise)
    if path is None:
        return "no file yet"
    try:
        same = path.read_bytes().replace(b"\r\n", b"\n") == exercise.starter.encode()
    except OSError:
        return f"cannot be read: {path}"
    return "not started" if same else f"begun: {path}"
