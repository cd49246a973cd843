"""Inputs that lie in a file beside the rubric: where that file may lie, and which array of it an input is."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from lagrader.errors import RubricError
from lagrader.rubric import InputSpec, nearest
from lagrader.yamlfile import read_bytes, shown

if TYPE_CHECKING:
    from lagrader.course.arrays import Arrays, Stored

FILE_LIMIT = 32 * 1024 * 1024
"""The most bytes of one file of arrays."""

ENDINGS = (".npz", ".safetensors")


class Shelf:
    """The files of arrays of one exercise; each is read once, when the first input asks for it."""

    def __init__(self, folder: Path) -> None:
        """Take the exercise's folder, in which they lie."""
        self._folder = folder
        self._files: dict[str, Arrays | str] = {}

    def fill(self, spec: InputSpec, name: str, repeat: int) -> str | None:
        """Give an input, called ``name``, its array out of its file; return what is wrong instead."""
        from lagrader.course.arrays import ArrayFault

        assert spec.file is not None
        arrays = self._opened(spec.file)
        if isinstance(arrays, str):
            return arrays
        wanted, path = spec.name or name, shown(self._folder / spec.file)
        if wanted not in arrays:
            close = nearest(wanted, tuple(arrays))
            held = f'did you mean "{close}"?' if close else f"it has {', '.join([*arrays][:20]) or 'none'}"
            return f'{path} has no array "{wanted}"; {held}'
        try:
            stored = arrays[wanted]()
        except ArrayFault as fault:
            return f'the array "{wanted}" of {path} can\'t be read: {fault}'
        if spec.each and (said := _not_for_each(stored, repeat)):
            return f'the array "{wanted}" of {path} {said}'
        spec.fill(stored)
        return None

    def _opened(self, file: str) -> Arrays | str:
        if file not in self._files:
            self._files[file] = self._read(file)
        return self._files[file]

    def _read(self, file: str) -> Arrays | str:
        from lagrader.course.arrays import ArrayFault, opened  # brings NumPy

        if said := self._misplaced(file):
            return said
        path = self._folder / file
        try:
            return opened(
                file, read_bytes(path, "this file is missing; a path begins in the exercise's folder", FILE_LIMIT)
            )
        except RubricError as error:
            return f"{shown(path)}: {error.message}"
        except ArrayFault as fault:
            return f"{shown(path)}: {fault}"

    def _misplaced(self, file: str) -> str | None:
        """Say why a file can't lie there; one that is left out of the course's digest could change unseen."""
        parts = PurePosixPath(file).parts
        if not file.endswith(ENDINGS):
            return f"a file of arrays ends in {' or '.join(ENDINGS)}"
        if "\\" in file or PurePosixPath(file).is_absolute() or ".." in parts:
            return 'a path leads down from the exercise\'s folder, with /, such as "data/cases.npz"'
        if any(part.startswith(".") or part == "__pycache__" for part in parts) or parts[0] == "alternatives":
            return "what lies there does not belong to the course's files: put it into another folder of the exercise"
        try:
            inside = (self._folder / file).resolve().is_relative_to(self._folder.resolve())
        except (OSError, RuntimeError, ValueError):
            return "this path leads nowhere"
        return None if inside else "a link on this path leads out of the exercise's folder: put the file itself there"


def _not_for_each(stored: Stored, repeat: int) -> str | None:
    count = len(stored.values) if stored.values.ndim else 0
    if count == repeat:
        return None
    found = f"has {count}" if stored.values.ndim else "is a single number"
    return f"{found}; with each it has one entry for each repetition: write repeat: {count or 1}, or leave each out"
