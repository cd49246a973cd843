"""What was handed in, folders and archives alike: a tree of entries, read only when asked for.

Nothing is unpacked onto the disk, no link is followed, and nothing but a plain file is opened.
"""

from __future__ import annotations

import errno
import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

from lagrader.errors import LagraderError
from lagrader.harmless import harmless_line
from lagrader.submission.place import read_plain

_OF_SYSTEMS = {"__MACOSX", "Thumbs.db", "desktop.ini"}
_OF_PYTHON = {"__pycache__", "site-packages", "venv", "env", "node_modules"}
JUNK = frozenset(_OF_SYSTEMS | _OF_PYTHON)
"""What systems, editors and environments leave beside work; names that begin with a dot belong to it, too."""

DEEPEST = 30
MOST_FILES = 5_000
"""How deep folders are followed, and how many files one learner's work may have."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why something can't be opened, as the end of a sentence."""

    reason: str


Read: TypeAlias = Callable[[int], "bytes | Fault"]
"""Reads at most so many bytes of a file."""


class Folder(Protocol):
    """Something with entries: a folder of the disk, one within an archive, or an archive."""

    def entries(self) -> list[Entry] | Fault:
        """Return what lies in it, in natural order, without junk."""
        ...

    def holds(self, name: str) -> bool:
        """Whether something of this name lies in it, junk or not."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or a folder by its name. ``modified`` counts seconds from any fixed time; 0 where nobody knows."""

    name: str
    read: Read | None = None
    folder: Folder | None = None
    modified: float = 0.0


def no_read(reason: str) -> Read:
    """Return the reader of what is there but is no file that can be opened."""

    def read(limit: int) -> bytes | Fault:
        return Fault(reason)

    return read


def is_junk(name: str) -> bool:
    """Whether a name says that nobody wrote this to hand it in."""
    return name.startswith((".", "~$")) or name in JUNK


def natural(name: str) -> tuple[int | str, ...]:
    """Return a key by which s2 comes before s10, and S1 beside s1; equal names alone have equal keys."""
    key: list[int | str] = []  # one flat row, since a large class is sorted by as many
    for index, part in enumerate(re.split(r"(\d{1,18})", unicodedata.normalize("NFC", name))):
        key += (0, int(part)) if index % 2 else (1, part.casefold())
    return (*key, 2, name)


def walk(folder: Folder, depth: int = DEEPEST) -> Iterator[tuple[tuple[str, ...], Entry]]:
    """Yield every file below, with the names of the folders on the way to it and its own; what is too deep is left out.

    A folder that can't be listed is yielded as a file that can't be read.
    """
    waiting: list[tuple[tuple[str, ...], Folder]] = [((), folder)]
    while waiting:
        way, place = waiting.pop(0)
        entries = place.entries()
        if isinstance(entries, Fault):
            if way:
                yield way, Entry(way[-1], no_read(entries.reason))
            continue
        for entry in entries:
            if entry.folder is None:
                yield (*way, entry.name), entry
            elif len(way) + 1 < depth:
                waiting.append(((*way, entry.name), entry.folder))


# --- the disk --------------------------------------------------------------------------------------------


class DiskFolder:
    """A folder of this machine."""

    __slots__ = ("_path",)

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Look at nothing yet."""
        self._path = os.fspath(path)  # not a Path, which takes 300 bytes more: a class has many folders

    def entries(self) -> list[Entry] | Fault:
        """See :class:`Folder`."""
        try:
            with os.scandir(self._path) as found:
                entries = [_of_disk(entry) for entry in found if not is_junk(entry.name)]
        except OSError as error:
            _raise_if_ours(error, Path(self._path))
            return Fault(f"this folder can't be listed ({error.strerror})")
        return sorted(entries, key=lambda entry: natural(entry.name))

    def holds(self, name: str) -> bool:
        """See :class:`Folder`."""
        return os.path.lexists(os.path.join(self._path, name))  # noqa: PTH118 - see above


def disk_file(path: Path) -> Entry:
    """Return the entry of one file of this machine, which may be a link: whoever runs this named it."""
    return Entry(path.name, lambda limit: read_file(path, limit, follow=True), None, path.stat().st_mtime)


def _of_disk(entry: os.DirEntry[str]) -> Entry:
    path = Path(entry.path)
    try:
        if entry.is_symlink():
            return Entry(entry.name, no_read("it is a link: put the file itself in its place"))
        if entry.is_dir(follow_symlinks=False):
            return Entry(entry.name, None, DiskFolder(path))
        modified = entry.stat(follow_symlinks=False).st_mtime
    except OSError as error:
        return Entry(entry.name, no_read(f"it can't be looked at ({error.strerror})"))
    return Entry(entry.name, lambda limit: read_file(path, limit), None, modified)


_OURS = frozenset({errno.EMFILE, errno.ENFILE, errno.EIO, errno.ENOMEM, errno.ENOSPC, getattr(errno, "ESTALE", 0)})
"""What goes wrong with this machine, and never with what somebody handed in."""


def _raise_if_ours(error: OSError | ValueError, path: Path) -> None:
    if isinstance(error, OSError) and error.errno in _OURS:
        what = harmless_line(path.name)
        raise LagraderError(f"{what} could not be read by this machine ({error.strerror}). Try again.") from error


def read_file(path: Path, limit: int, *, follow: bool = False) -> bytes | Fault:
    """Read at most ``limit`` bytes of a plain file; nothing else is opened."""
    try:
        data = read_plain(path, limit, follow=follow)
    except (OSError, ValueError) as error:
        _raise_if_ours(error, path)
        return Fault(f"it can't be read ({harmless_line(getattr(error, 'strerror', None) or str(error))})")
    return Fault("it is not a plain file (it is a pipe, a device or the like)") if data is None else data
