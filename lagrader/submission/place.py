"""Where a learner's files lie, on disk or elsewhere: what is there, and their bytes up to a cap.

A file that is not a plain file is never opened.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from lagrader.harmless import harmless_line
from lagrader.submission.unreadable import Unreadable, display

SOURCE_LIMIT = 128 * 1024
"""The most bytes of one source file: parsing a legal 1 MiB took 3 s and 800 MB, this up to 0.45 s and 139 MB."""


class Place(Protocol):
    """Folders and files. Paths are a place's own: those of a disk, or those within an archive."""

    @property
    def notes(self) -> Mapping[Path, tuple[str, ...]]:
        """What there is to say about files that were read: of a notebook, what is defined twice."""
        ...

    def entries(self, folder: Path) -> frozenset[str]:
        """Return the names in a folder as they are written; none where it can't be listed."""
        ...

    def read(self, path: Path) -> bytes | Unreadable:
        """Return the bytes of a plain file of at most :data:`SOURCE_LIMIT`, else why not."""
        ...

    def leads_out(self, path: Path, folder: Path) -> bool:
        """Whether a link, in ``path`` or on the way to it, leads out of ``folder``."""
        ...


class Disk:
    """The files of this machine."""

    notes: Mapping[Path, tuple[str, ...]] = MappingProxyType({})

    def entries(self, folder: Path) -> frozenset[str]:
        """See :class:`Place`. Asking for one name would also find ``Ex3_Neuron.PY`` where case does not matter."""
        try:
            return frozenset(path.name for path in folder.iterdir())
        except (OSError, ValueError):
            return frozenset()

    def read(self, path: Path) -> bytes | Unreadable:
        """See :class:`Place`. Nothing but a plain file is opened: a fifo would block, a device has no end."""
        return _read_bytes(path)

    def leads_out(self, path: Path, folder: Path) -> bool:
        """See :class:`Place`."""
        try:
            return not path.resolve().is_relative_to(folder.resolve())
        except (OSError, RuntimeError, ValueError):
            return False  # reading it will say why


DISK = Disk()


def _read_bytes(path: Path) -> bytes | Unreadable:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return _not_a_file(path, status.st_mode)
        if status.st_size > SOURCE_LIMIT:
            return too_large(path, status.st_size)
        data = read_plain(path, SOURCE_LIMIT + 1)
    except (OSError, ValueError) as error:
        return _refused(path, error)
    if data is None:
        return _not_a_file(path, stat.S_IFIFO)
    return data if len(data) <= SOURCE_LIMIT else too_large(path, len(data))


def read_plain(path: Path, limit: int, *, follow: bool = True) -> bytes | None:
    """Read at most ``limit`` bytes; None where it is no plain file, or another kind has taken its place meanwhile.

    A fifo would block and a device has no end, so neither is waited for. With ``follow`` it may be a link.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0)
    with os.fdopen(os.open(path, flags if follow else flags | getattr(os, "O_NOFOLLOW", 0)), "rb") as file:
        return file.read(limit) if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else None


def _not_a_file(path: Path, mode: int) -> Unreadable:
    if stat.S_ISDIR(mode):
        text = f"{display(path)} is a folder, and a file is expected: move it away and save your work under this name."
        return Unreadable("folder", text, path)
    text = f"{display(path)} is not a plain file (it is a pipe, a device or the like): replace it with a file."
    return Unreadable("special", text, path)


def too_large(path: Path, size: int) -> Unreadable:
    """Say that a source has more bytes than the cap."""
    text = (
        f"{display(path)} has {max(size, SOURCE_LIMIT + 1):,} bytes; a source may have {SOURCE_LIMIT:,}: "
        "take data and long texts out of it."
    )
    return Unreadable("too_large", text, path)


def _refused(path: Path, error: OSError | ValueError) -> Unreadable:
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        if _is_link(path):
            text = f"{display(path)} is a link to a file that is not there: put the file itself in its place."
            return Unreadable("missing", text, path)
        return Unreadable("missing", f"There is no {display(path)}: save your work under this name.", path)
    if isinstance(error, PermissionError):
        text = f"{display(path)} may not be read by you: allow it, for example with chmod u+r."
        return Unreadable("unreadable", text, path)
    reason = getattr(error, "strerror", None) or str(error)
    text = f"{display(path)} cannot be read ({harmless_line(reason)}): save it again, under another name if need be."
    return Unreadable("unreadable", text, path)


def _is_link(path: Path) -> bool:
    try:
        return path.is_symlink()
    except (OSError, ValueError):
        return False
