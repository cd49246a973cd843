"""``lagrader new``: a course of one exercise that works, or one more exercise in a course; nothing is overwritten."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from lagrader.cli.console import shell_word
from lagrader.cli.writing import New, next_step, refusal, tell, write_together
from lagrader.errors import UsageError
from lagrader.harmless import harmless_line

_LONGEST = 60
_NAME = re.compile(rf"(?:ex(?P<number>[0-9]{{1,6}})_)?(?!ex[0-9]+(?:_|$))(?P<short>[a-z][a-z0-9_]{{0,{_LONGEST - 1}}})")


class Name(NamedTuple):
    """What an exercise was asked to be called."""

    number: int | None
    short: str


def new(
    folder: Annotated[Path | None, typer.Argument(metavar="DIR", hidden=True)] = None,
    exercise: Annotated[
        str | None, typer.Option("--exercise", metavar="NAME", help="Add an exercise to a course, such as softmax.")
    ] = None,
    course: Annotated[
        Path | None,
        typer.Option("--course", metavar="DIR", help="With --exercise: the course; by default the one in this folder."),
    ] = None,
) -> None:
    """Make a course in DIR, or add an exercise to one.

    The exercise is small and works as it stands, for you to change. Nothing is overwritten.
    """
    if exercise is None:
        if course is not None:
            raise UsageError("--course goes with --exercise NAME; a new course goes into lagrader new DIR.")
        if folder is None:
            raise UsageError("Name the new course's folder: lagrader new DIR. One more exercise: --exercise NAME.")
        _new_course(folder)
    else:
        if folder is not None:
            again = f"lagrader new --exercise {shell_word(exercise)} --course {shell_word(folder)}"
            raise UsageError(f"One thing at a time: a new course, or an exercise in one. For that: {again}")
        _new_exercise(course or Path(), exercise)


def _new_course(folder: Path) -> None:
    from lagrader.cli.skeleton import FIRST, course_files, exercise_files, notes, title_of

    try:
        _refuse_what_is_taken(folder)
        title = title_of(folder)
        kept = [note for note in notes(folder, title) if _is_there(note.path)]
        files = [note for note in notes(folder, title) if note not in kept]
        files += [*course_files(folder, title), *exercise_files(folder, 1, FIRST)]
        _write(files)
    except OSError as error:
        raise refusal(error, (folder, folder / "exercises", folder / "solutions"), "lagrader new DIR") from error
    for note in kept:
        tell(note.path, written=False)
    typer.echo("A course with one exercise, which works as it stands and is yours to change.")
    typer.echo(f"Next: {next_step(folder, 'lagrader check --course .')}")


def _refuse_what_is_taken(folder: Path) -> None:
    name = harmless_line(str(folder))
    if _is_there(folder / "exercises" / "course.yaml"):
        add = next_step(folder, "lagrader new --exercise NAME")
        raise UsageError(f"{name} is a course already. To add an exercise to it: {add}")
    for part in (folder / "exercises", folder / "solutions"):
        if part.is_dir() and any(part.iterdir()):
            raise UsageError(
                f"{harmless_line(str(part))} is there already, and holds something: a new course needs that place. "
                "Name another folder, lagrader new DIR."
            )


def _new_exercise(folder: Path, asked: str) -> None:
    from lagrader.cli.skeleton import exercise_files

    try:
        number, short = _free(_name(asked), _exercises(folder))
        _write(exercise_files(folder, number, short))
    except OSError as error:
        raise refusal(error, (folder,), "lagrader new --exercise NAME --course DIR") from error
    typer.echo(f"Exercise {number} works as it stands: a weighted mean, for you to change, file by file.")
    typer.echo(f"Next: {next_step(folder, f'lagrader check {number} --course .')}")


def _exercises(folder: Path) -> dict[int, str]:
    """Return the short names of a course's exercises by their numbers, whatever else may be wrong with it."""
    from lagrader.course.exercise import FOLDER_NAME

    home = folder / "exercises"
    if not (home / "course.yaml").is_file():
        lack = f"{harmless_line(str(folder))} holds no course: there is no exercises/course.yaml in it."
        raise UsageError(f"{lack} Name the course's folder with --course DIR, or make a course: lagrader new DIR.")
    found = filter(None, (FOLDER_NAME.fullmatch(entry.name) for entry in home.iterdir()))
    return {int(match["number"]): match["short"] for match in found}


def _name(asked: str) -> Name:
    if found := _NAME.fullmatch(asked):
        return Name(None if found["number"] is None else int(found["number"]), found["short"])
    plain = unicodedata.normalize("NFKD", asked.casefold()).encode("ascii", "ignore").decode()
    near = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:_LONGEST]
    advice = f"; {near} would do" if _NAME.fullmatch(near) else ", such as softmax or ex2_softmax"
    raise UsageError(
        f'"{harmless_line(asked)}" can\'t be the name of an exercise: up to {_LONGEST} small letters, digits and _, '
        f"with a letter first{advice}."
    )


def _free(asked: Name, there: dict[int, str]) -> tuple[int, str]:
    """Return the number and the short name of a new exercise, where neither is taken."""
    number = max(there, default=0) + 1 if asked.number is None else asked.number
    if number in there:
        raise UsageError(
            f"There is an exercise {number} already: ex{number}_{there[number]}. "
            f"The next number is {max(there) + 1}: --exercise {asked.short} takes it by itself."
        )
    if asked.short in there.values():
        raise UsageError(f'There is an exercise "{asked.short}" already. Give the new one another name.')
    return number, asked.short


def _write(files: list[New]) -> None:
    for one in files:
        if _is_there(one.path):
            name = harmless_line(str(one.path))
            raise UsageError(f"{name} is there already; nothing was written. Move it away, or take another name.")
    write_together(files)
    for one in files:
        tell(one.path, written=True)


def _is_there(path: Path) -> bool:
    return path.exists() or path.is_symlink()
