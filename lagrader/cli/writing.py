"""Writing files for somebody: new ones, each whole and none over what is there; or one in the place of the former."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import typer

from lagrader.cli.console import shell_word, shown
from lagrader.errors import SandboxError, UsageError
from lagrader.harmless import harmless_line


class New(NamedTuple):
    """One file to be written."""

    path: Path
    text: str
    runs: bool = False
    """Whether it is a program."""


def write(new: New) -> bool:
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


def write_together(new: Sequence[New]) -> None:
    """Write files that are of no use without each other: all of them, or none and no folder either.

    Raises:
        OSError: one could not be written; FileExistsError where there is something of that name.
    """
    made: list[Path] = []
    try:
        for one in new:
            _make_folders(one.path.parent, made)
            if not write(one):
                raise FileExistsError(None, "it is there already", str(one.path))  # noqa: TRY301 - undone as any other
            made.append(one.path)
    except BaseException:
        _undo(made)
        raise


def replace_whole(file: Path, pieces: Iterable[bytes]) -> None:
    """Put a file in the place of the one that is there, if any: whole, or the former one stays.

    Raises:
        SandboxError: it can't be written.
    """
    fresh = file.with_name(f".{file.name}.new")
    try:
        try:
            with fresh.open("wb") as target:
                target.writelines(pieces)
            fresh.replace(file)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        raise SandboxError(
            f"{file} could not be written: {error.strerror}. Make room, close it elsewhere, or name another."
        ) from None


def _undo(made: Sequence[Path]) -> None:
    for path in reversed(made):
        with contextlib.suppress(OSError):  # a folder into which somebody else has put something stays
            path.rmdir() if path.is_dir() else path.unlink()


def _make_folders(folder: Path, made: list[Path]) -> None:
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    for place in reversed(missing):
        place.mkdir()
        made.append(place)


def tell(path: Path, *, written: bool) -> None:
    """Say of a file whether it was written or was there already."""
    typer.echo(f"  {'written' if written else 'kept   '}  {shown(harmless_line(str(path)), sys.stdout)}")


def refusal(error: OSError, folders: Sequence[Path], command: str) -> UsageError:
    """Return what to say where a file could not be written into one of ``folders``; ``command`` begins elsewhere."""
    for path in folders:
        if _is_no_folder(path):
            name = harmless_line(str(path))
            return UsageError(f"{name} is a file, and a folder is needed: name another one, {command}.")
    name = harmless_line(str(error.filename or folders[-1]))
    return UsageError(f"{name} cannot be written ({error.strerror}). To begin elsewhere: {command}.")


def _is_no_folder(path: Path) -> bool:
    try:
        return path.exists() and not path.is_dir()
    except OSError:  # it can't be looked at, which is what the error says
        return False


def next_step(folder: Path, step: str) -> str:
    """Return what to do next in ``folder``, beginning with the way there."""
    try:
        here = folder.samefile(Path())
    except OSError:
        here = False
    there = "" if here else f"cd {shell_word(folder)}, then "
    return f"{there}{step}".rstrip()
