"""``lagrader init``: starters into DIR/solutions, nothing overwritten."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lagrader.cli.options import CourseOption, load_course
from lagrader.errors import UsageError

FOLDER = "solutions"


def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to put solutions/; here by default.")] = Path(),
    course: CourseOption = None,
) -> None:
    """Write the exercises' starters into DIR/solutions; what is there already stays as it is."""
    target = folder / FOLDER
    exercises = load_course(course).exercises
    try:
        target.mkdir(parents=True, exist_ok=True)
        written = [_write(target / f"{exercise.id}.py", exercise.starter) for exercise in exercises]
    except OSError as error:
        raise UsageError(f"{error.filename or target} could not be written: {error.strerror}.") from error
    for exercise, new in zip(exercises, written, strict=True):
        typer.echo(f"  {'written' if new else 'kept   '}  {target / exercise.id}.py")
    typer.echo(_summary(sum(written), len(written) - sum(written)))
    inside = "" if folder in (Path(), Path.cwd()) else f"cd {folder}, then "
    typer.echo(f"Next: {inside}lagrader show {exercises[0].number}")


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
    return f"{new} starters written." + (f" {kept} were there already and stay as they are." if kept else "")
