"""``lagrader init``: starters into DIR/solutions, nothing overwritten."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from lagrader.cli.console import shell_word, shown
from lagrader.cli.options import CourseOption, course_again, load_course
from lagrader.errors import UsageError
from lagrader.harmless import harmless_line

FOLDER = "solutions"


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", hidden=True)] = Path(),
    course: CourseOption = None,
) -> None:
    """Write the exercises' starters into DIR/solutions.

    DIR is this folder by default. What is there already stays as it is.
    """
    target = folder / FOLDER
    exercises = load_course(course).exercises
    try:
        target.mkdir(parents=True, exist_ok=True)
        written = [_write(target / f"{exercise.id}.py", exercise.starter) for exercise in exercises]
    except OSError as error:
        raise UsageError(_refused(error, folder, target)) from error
    for exercise, new in zip(exercises, written, strict=True):
        path = harmless_line(str(target / f"{exercise.id}.py"))
        typer.echo(f"  {'written' if new else 'kept   '}  {shown(path, sys.stdout)}")
    typer.echo(_summary(sum(written), len(written) - sum(written)))
    typer.echo(f"Next: {_next(folder, exercises[0].number, course_again(course))}")


def _refused(error: OSError, folder: Path, target: Path) -> str:
    for path in (folder, target):
        if path.exists() and not path.is_dir():
            return f"{harmless_line(str(path))} is a file, and a folder is needed: name another one, lagrader init DIR."
    name = harmless_line(str(error.filename or target))
    return f"{name} cannot be written ({error.strerror}). To begin elsewhere: lagrader init DIR."


def _next(folder: Path, number: int, course: str) -> str:
    try:
        here = folder.samefile(Path())
    except OSError:
        here = False
    there = "" if here else f"cd {shell_word(folder)}, then "
    return f"{there}lagrader show {number} {course}".rstrip()


def _write(path: Path, text: str) -> bool:
    """Write a new file whole; return False where there is something of that name."""
    try:
        # "x" refuses a file, a folder and a dangling link of that name alike: nothing is overwritten.
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return False
    except OSError:
        if path.exists() and not path.is_symlink():
            path.unlink()  # ours, half written: a full disk must not leave a broken starter
        raise
    return True


def _summary(new: int, kept: int) -> str:
    if not new:
        return "Every exercise has its file already; nothing was changed."
    written = f"{new} starter{'' if new == 1 else 's'} written."
    return f"{written} {kept} {'was' if kept == 1 else 'were'} there already, untouched." if kept else written
