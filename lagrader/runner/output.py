"""What a program prints: it goes to a file of the child's own, from which each call's part is read.

A file and not a pipe: the worker tells with each answer how far the file reached then, so that what a call
printed is told from what the next one did, however far the child is ahead; and nothing needs to be read
while it runs, nor at all where nothing was printed.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

KEPT_AT_EACH_END = 8 * 1024
"""Bytes of one call's output that are kept from its beginning, and from its end."""


class Output:
    """A file that a child writes to; in memory where the system has that."""

    def __init__(self) -> None:
        """Make the file; whoever does must call :meth:`close`."""
        self._path: Path | None = None
        if hasattr(os, "memfd_create"):
            self._writer = self._reader = os.memfd_create("output")
        else:
            # Read through a descriptor of its own, since a place in the file is shared by those that are passed on.
            self._writer, path = tempfile.mkstemp(prefix="output")
            self._path = Path(path)
            self._reader = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))

    def fileno(self) -> int:
        """The descriptor to give to a child."""
        return self._writer

    @property
    def size(self) -> int:
        """How far the file reaches, in bytes."""
        return os.fstat(self._reader).st_size

    def text(self, start: int, end: int) -> str:
        """Return what stands between two places: both ends, with a line that says how much is left out."""
        left_out = end - start - 2 * KEPT_AT_EACH_END
        if left_out <= 0:
            return self._read(start, end).decode("utf-8", "backslashreplace")
        middle = f"\n… {left_out:,} bytes are left out here …\n".encode()
        head, tail = self._read(start, start + KEPT_AT_EACH_END), self._read(end - KEPT_AT_EACH_END, end)
        return (head + middle + tail).decode("utf-8", "backslashreplace")

    def close(self) -> None:
        """Let it go; the child must be gone, or some systems don't allow it."""
        for descriptor in {self._writer, self._reader}:
            os.close(descriptor)
        if self._path is not None:
            with contextlib.suppress(OSError):
                self._path.unlink()

    def _read(self, start: int, end: int) -> bytes:
        if self._path is None:
            return os.pread(self._reader, end - start, start)
        os.lseek(self._reader, start, os.SEEK_SET)
        return os.read(self._reader, end - start)
