"""``lagrader init``: starters into DIR/solutions, or what another place needs; nothing is overwritten."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from lagrader.cli.console import shell_word, shown
from lagrader.cli.options import CourseOption, course_again, load_course
from lagrader.cli.writing import New, next_step, refusal, tell, write
from lagrader.errors import UsageError
from lagrader.harmless import harmless_line

FOLDER = "solutions"


class Ci(StrEnum):
    """The places for which there is a file."""

    GITHUB = "github"
    GITLAB = "gitlab"


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", hidden=True)] = Path(),
    course: CourseOption = None,
    notebook: Annotated[bool, typer.Option("--notebook", help="Write the course as one notebook instead.")] = False,
    ci: Annotated[Ci | None, typer.Option("--ci", help="Write the file that has a CI check every push.")] = None,
    gradescope: Annotated[bool, typer.Option("--gradescope", help="Write an autograder for Gradescope.")] = False,
    requirement: Annotated[
        str | None,
        typer.Option("--install", metavar="WHAT", help="With --ci or --gradescope: what pip installs lagrader from."),
    ] = None,
) -> None:
    """Write the exercises' starters into DIR/solutions.

    DIR is this folder by default, and itself where it is called solutions. What is there already stays as it is.
    """
    if sum((notebook, ci is not None, gradescope)) > 1:
        raise UsageError("One thing at a time: --notebook, --ci or --gradescope.")
    if requirement is not None and ci is None and not gradescope:
        raise UsageError("--install says what another machine installs: it belongs to --ci or --gradescope.")
    if ci is not None:
        _write_ci(folder, ci, course, requirement)
    elif gradescope:
        _write_gradescope(folder, course, requirement)
    elif notebook:
        _write_notebook(folder, course)
    else:
        _refuse_what_is_no_folder(folder, course)
        _write_starters(folder, course)


def _refuse_what_is_no_folder(folder: Path, course: str | None) -> None:
    """Who names an exercise, or the folder that is made anyway, means no new folder of that name."""
    word = str(folder)
    if folder.exists() or len(folder.parts) != 1:
        return
    again = f"lagrader init {course_again(course)}".rstrip()
    if word.casefold() == FOLDER.removesuffix("s"):
        raise UsageError(f"The starters go into a folder {FOLDER} by themselves: {again}.")
    try:
        exercise = load_course(course).find(word)
    except UsageError:
        return
    raise UsageError(
        f"{word} is an exercise, and init takes a folder: {again} writes the starters of all of them. "
        f"One exercise anew: lagrader reset {exercise.number}."
    )


def _write_starters(folder: Path, course: str | None) -> None:
    target = starters_in(folder)
    loaded = load_course(course)
    new = [New(target / f"{exercise.id}.py", loaded.starter_of(exercise)) for exercise in loaded.exercises]
    written = _write_all(new, folder)
    typer.echo(_summary(sum(written), len(written) - sum(written)))
    typer.echo(f"Next: {next_step(folder, f'lagrader show {loaded.exercises[0].number} {course_again(course)}')}")


def _write_notebook(folder: Path, course: str | None) -> None:
    from lagrader.cli.places import NOTEBOOK, notebook

    _write_all([New(folder / NOTEBOOK, notebook(load_course(course)))], folder)
    typer.echo(f"Next: {next_step(folder, f'open {NOTEBOOK} in Jupyter, or in an editor that runs notebooks')}")


def starters_in(folder: Path) -> Path:
    """Return the folder of the starters: ``folder`` itself where it is called so already."""
    return folder if folder.resolve().name == FOLDER else folder / FOLDER


def _write_ci(folder: Path, ci: Ci, course: str | None, requirement: str | None) -> None:
    from lagrader.cli.installing import course_there, install
    from lagrader.cli.places import ci_file

    exercises = load_course(course).exercises
    what = install(requirement, course)
    place, text = ci_file(ci.value, what, course_there(folder, course))
    (written,) = _write_all([New(folder / place, text)], folder)
    if not written:
        raise UsageError(f"{harmless_line(str(folder / place))} is there already: move it away to have it written.")
    if what.doubt:
        typer.echo(what.doubt)
    if not any((home / f"{exercise.id}.py").exists() for home in (folder, folder / FOLDER) for exercise in exercises):
        again = f"lagrader init {shell_word(folder)} {course_again(course)}".rstrip()
        typer.echo(f"There are no exercises in {harmless_line(str(folder))} yet: {again} writes the starters.")
    begin = "" if _in_repository(folder) else "git init, then "
    typer.echo(f"Next: {next_step(folder, f'{begin}git add {place.as_posix()}, commit and push')}")


def _in_repository(folder: Path) -> bool:
    """Whether a folder lies in a repository of git's; one that can't be looked at is taken for one."""
    try:
        return any((place / ".git").exists() for place in (folder.resolve(), *folder.resolve().parents))
    except OSError:
        return True


def _write_gradescope(folder: Path, course: str | None, requirement: str | None) -> None:
    from lagrader.cli.installing import install
    from lagrader.cli.places import gradescope_files

    what = install(requirement, None)
    _write_all([New(folder / path, text, runs=True) for path, text in gradescope_files(what)], folder)
    if what.doubt:
        typer.echo(what.doubt)
    if course is not None:
        loaded = load_course(course)
        for name in ("exercises", "solutions"):
            _copy(loaded.folder / name, folder / "course" / name)
    typer.echo(f"Next: {next_step(folder, 'zip -r autograder.zip *, and upload that as the assignment’s autograder')}")


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
            written.append(write(one))
        except OSError as error:
            raise refusal(error, (folder, one.path.parent), "lagrader init DIR") from error
    for one, is_new in zip(new, written, strict=True):
        tell(one.path, written=is_new)
    return written


def _summary(new: int, kept: int) -> str:
    if not new:
        return "Every exercise has its file already; nothing was changed."
    written = f"{new} starter{'' if new == 1 else 's'} written."
    return f"{written} {kept} {'was' if kept == 1 else 'were'} there already, untouched." if kept else written
