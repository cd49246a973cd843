"""``lagrader init``: starters into DIR/solutions, or what another place needs; nothing is overwritten."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from lagrader.cli.console import shell_word, shown
from lagrader.cli.options import CourseOption, course_again, load_course
from lagrader.errors import UsageError
from lagrader.harmless import harmless_line

FOLDER = "solutions"


class Ci(StrEnum):
    """The places for which there is a file."""

    GITHUB = "github"
    GITLAB = "gitlab"


class New(NamedTuple):
    """One file to be written."""

    path: Path
    text: str
    runs: bool = False
    """Whether it is a program."""


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", hidden=True)] = Path(),
    course: CourseOption = None,
    notebook: Annotated[bool, typer.Option("--notebook", help="Write the course as one notebook instead.")] = False,
    ci: Annotated[Ci | None, typer.Option("--ci", help="Write the file that has a CI check every push.")] = None,
    gradescope: Annotated[bool, typer.Option("--gradescope", help="Write an autograder for Gradescope.")] = False,
) -> None:
    """Write the exercises' starters into DIR/solutions.

    DIR is this folder by default. What is there already stays as it is.
    """
    if sum((notebook, ci is not None, gradescope)) > 1:
        raise UsageError("One thing at a time: --notebook, --ci or --gradescope.")
    if ci is not None:
        _write_ci(folder, ci)
    elif gradescope:
        _write_gradescope(folder, course)
    elif notebook:
        _write_notebook(folder, course)
    else:
        _write_starters(folder, course)


def _write_starters(folder: Path, course: str | None) -> None:
    target = folder / FOLDER
    exercises = load_course(course).exercises
    new = [New(target / f"{exercise.id}.py", exercise.starter) for exercise in exercises]
    written = _write_all(new, folder)
    typer.echo(_summary(sum(written), len(written) - sum(written)))
    typer.echo(f"Next: {_next(folder, f'lagrader show {exercises[0].number} {course_again(course)}')}")


def _write_notebook(folder: Path, course: str | None) -> None:
    from lagrader.cli.places import NOTEBOOK, notebook

    _write_all([New(folder / NOTEBOOK, notebook(load_course(course)))], folder)
    typer.echo(f"Next: {_next(folder, f'open {NOTEBOOK} in Jupyter, or in an editor that runs notebooks')}")


def _write_ci(folder: Path, ci: Ci) -> None:
    from lagrader.cli.places import ci_file

    place, text = ci_file(ci.value)
    (written,) = _write_all([New(folder / place, text)], folder)
    if not written:
        raise UsageError(f"{harmless_line(str(folder / place))} is there already: move it away to have it written.")
    begin = "" if _in_repository(folder) else "git init, then "
    typer.echo(f"Next: {_next(folder, f'{begin}git add {place.as_posix()}, commit and push')}")


def _in_repository(folder: Path) -> bool:
    """Whether a folder lies in a repository of git's; one that can't be looked at is taken for one."""
    try:
        return any((place / ".git").exists() for place in (folder.resolve(), *folder.resolve().parents))
    except OSError:
        return True


def _write_gradescope(folder: Path, course: str | None) -> None:
    from lagrader.cli.places import gradescope_files

    _write_all([New(folder / path, text, runs=True) for path, text in gradescope_files()], folder)
    if course is not None:
        loaded = load_course(course)
        for name in ("exercises", "solutions"):
            _copy(loaded.folder / name, folder / "course" / name)
    typer.echo(f"Next: {_next(folder, 'zip -r autograder.zip . , and upload it as the assignment’s autograder')}")


def _copy(source: Path, target: Path) -> None:
    if target.exists():
        typer.echo(f"  kept     {shown(harmless_line(str(target)), sys.stdout)}")
        return
    try:
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    except (OSError, shutil.Error) as error:
        shutil.rmtree(target, ignore_errors=True)
        raise UsageError(f"{harmless_line(str(target))} cannot be written ({error}).") from error
    typer.echo(f"  written  {shown(harmless_line(str(target)), sys.stdout)}")


def _write_all(new: Sequence[New], folder: Path) -> list[bool]:
    """Write files, each whole and over none; say of each whether it is new, and return the same."""
    written = []
    for one in new:
        try:
            one.path.parent.mkdir(parents=True, exist_ok=True)
            written.append(_write(one))
        except OSError as error:
            raise UsageError(_refused(error, folder, one.path.parent)) from error
    for one, is_new in zip(new, written, strict=True):
        path = harmless_line(str(one.path))
        typer.echo(f"  {'written' if is_new else 'kept   '}  {shown(path, sys.stdout)}")
    return written


def _refused(error: OSError, folder: Path, target: Path) -> str:
    for path in (folder, target):
        if path.exists() and not path.is_dir():
            return f"{harmless_line(str(path))} is a file, and a folder is needed: name another one, lagrader init DIR."
    name = harmless_line(str(error.filename or target))
    return f"{name} cannot be written ({error.strerror}). To begin elsewhere: lagrader init DIR."


def _next(folder: Path, step: str) -> str:
    try:
        here = folder.samefile(Path())
    except OSError:
        here = False
    there = "" if here else f"cd {shell_word(folder)}, then "
    return f"{there}{step}".rstrip()


def _write(new: New) -> bool:
    """Write a new file whole; return False where there is something of that name."""
    try:
        # "x" refuses a file, a folder and a dangling link of that name alike: nothing is overwritten.
        with new.path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(new.text)
    except FileExistsError:
        return False
    except OSError:
        if new.path.exists() and not new.path.is_symlink():
            new.path.unlink()  # ours, half written: a full disk must not leave a broken starter
        raise
    if new.runs:
        new.path.chmod(0o755)
    return True


def _summary(new: int, kept: int) -> str:
    if not new:
        return "Every exercise has its file already; nothing was changed."
    written = f"{new} starter{'' if new == 1 else 's'} written."
    return f"{written} {kept} {'was' if kept == 1 else 'were'} there already, untouched." if kept else written
