"""``lagrader reset``: an exercise's starter again, with what was there kept beside it.

First the copy is written whole, under a name that was free; then the starter takes the file's place in one step. If
something goes wrong in between, the learner's file is as it was.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from lagrader.cli.console import shell_word, shown
from lagrader.cli.options import CourseOption, ExerciseArgument, course_again, load_course
from lagrader.errors import UsageError
from lagrader.harmless import harmless_line

if TYPE_CHECKING:
    from lagrader.course import Course, Exercise

_MOST_BACKUPS = 10_000


def reset(
    exercise: ExerciseArgument,
    path: Annotated[Path | None, typer.Argument(metavar="PATH", hidden=True)] = None,
    course: CourseOption = None,
) -> None:
    """Put the starter of exercise N back; your file is kept beside it.

    N is a number, or a name such as neuron. PATH is the folder with your work, as in lagrader check.
    """
    loaded = load_course(course)
    found = loaded.find(exercise)
    file = _file(loaded, found, path)
    again = course_again(course)
    starter = loaded.starter_of(found)
    if nothing := _nothing_to_do(file, found, starter, again):
        _tell(nothing)
        return
    try:
        backup = put_back(file, starter)
    except OSError as error:
        raise UsageError(_refused(error, file)) from error
    _forget_hints(loaded, found, file)
    _tell(f"{_name(file)} is the starter again.")
    _tell(f"Your version is kept: {_name(backup)}")
    _tell(f"To bring it back: {_copy()} {_word(backup)} {_word(file)}")
    _tell(f"Next: lagrader show {found.number} {again}".rstrip())


def put_back(file: Path, starter: str) -> Path:
    """Keep ``file`` under a new name beside it, then put the starter in its place; return where it is kept.

    A link is not followed: what it leads to stays as it is, and the copy holds what that contains.

    Raises:
        OSError: something could not be written; ``file`` is then as it was, and no half copy is left.
    """
    backup = _keep(file)
    try:
        _replace(file, starter.encode())
    except OSError:
        backup.unlink(missing_ok=True)
        raise
    return backup


def _keep(file: Path) -> Path:
    """Copy a file to the first free name.

    That is ex3_neuron.py.bak, then .bak1, .bak2: Python imports no such name, and no check takes it for a submission.
    """
    with file.open("rb") as source:
        for number in itertools.count():
            backup = file.with_name(f"{file.name}.bak{number or ''}")
            try:
                target = backup.open("xb")  # never onto something that is there, a dangling link included
            except FileExistsError:
                if number > _MOST_BACKUPS:
                    raise
                continue
            _fill(target, source, file, backup)
            return backup
    raise AssertionError


def _fill(target: BinaryIO, source: BinaryIO, file: Path, backup: Path) -> None:
    try:
        with target:
            shutil.copyfileobj(source, target)
            target.flush()
            os.fsync(target.fileno())
        shutil.copystat(file, backup)
    except OSError:
        backup.unlink(missing_ok=True)
        raise


def _replace(file: Path, data: bytes) -> None:
    import tempfile

    descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as target:
            target.write(data)
            target.flush()
            os.fsync(target.fileno())
        shutil.copymode(file, beside)
        beside.replace(file)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


# --- which file, and whether -----------------------------------------------------------------------------------


def _file(course: Course, exercise: Exercise, path: Path | None) -> Path:
    """Return where the exercise's file is or would be.

    Raises:
        UsageError: the path is a file that may hold something else.
    """
    from lagrader.cli.words import parse_words
    from lagrader.submission.unreadable import shortened

    asked = parse_words([str(exercise.number), *([] if path is None else [str(path)])], course)
    name = f"{exercise.id}.py"
    if asked.path.is_dir():
        return shortened(asked.path / name)
    if asked.path.name == name:
        return asked.path
    raise UsageError(
        f"{_name(asked.path)} is not called {name} and may hold other work, so it is left alone. "
        "Give the folder, or the file of this exercise."
    )


def _nothing_to_do(file: Path, exercise: Exercise, starter: str, again: str) -> str:
    """Say why there is nothing to put back, an empty text where there is.

    Raises:
        UsageError: something else than a file stands in its place, or it cannot be read.
    """
    try:
        mode = file.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        if file.is_symlink():
            raise UsageError(
                f"{_name(file)} is a link that leads nowhere. Remove it, then lagrader init {again}".rstrip()
            ) from None
        return f"There is no {_name(file)}, so nothing was changed.\nNext: lagrader init {again}".rstrip()
    except OSError as error:
        raise UsageError(_refused(error, file)) from error
    if not stat.S_ISREG(mode):
        kind = "a folder" if stat.S_ISDIR(mode) else "no plain file"
        raise UsageError(f"{_name(file)} is {kind}: give it another name, then lagrader init {again}".rstrip())
    try:
        same = _holds(file, starter.encode())
    except OSError as error:
        raise UsageError(_refused(error, file)) from error
    step = f"Next: lagrader show {exercise.number} {again}".rstrip()
    return f"{_name(file)} is the starter already; nothing was changed.\n{step}" if same else ""


def _holds(file: Path, starter: bytes) -> bool:
    """Whether a file is the starter, whatever its line ends; no more of it is read than could be."""
    with file.open("rb") as source:
        return source.read(2 * len(starter) + 1).replace(b"\r\n", b"\n") == starter


def _refused(error: OSError, file: Path) -> str:
    where = harmless_line(str(error.filename or file))
    return (
        f"Nothing was changed: {where} ({error.strerror or error}). "
        f"Make sure that {_name(file)} can be read, that its folder can be written and has room, and try again."
    )


def _forget_hints(course: Course, exercise: Exercise, file: Path) -> None:
    """Begin anew with the hints, too; where that can't be remembered, nothing is lost."""
    from lagrader.state.memory import State

    state = State(course, file)
    sources = [exercise.id, *(f"{exercise.id}.{criterion.id}" for criterion in exercise.rubric.criteria)]
    for source in filter(state.hints, sources):
        state.save_hints(source, 0)


def _copy() -> str:
    return "copy" if sys.platform == "win32" else "cp"


def _word(path: Path) -> str:
    return harmless_line(shell_word(path))


def _name(path: Path) -> str:
    return harmless_line(os.fspath(path))


def _tell(text: str) -> None:
    with contextlib.suppress(UnicodeEncodeError):
        typer.echo(shown(text, sys.stdout))
