"""One grader to a folder: a lock that the system lets go when its holder ends, however that is."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from lagrader.errors import UsageError

NAME = "gradebook.lock"


@contextlib.contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the folder for this process.

    Raises:
        UsageError: another one holds it.
    """
    path = folder / NAME
    with path.open("a+b") as file:
        if not _taken(file.fileno()):
            raise UsageError(
                f"Another lagrader grades into {folder} at this moment (process {_holder(path)}). Wait until it is "
                "done, or choose another folder with --out."
            )
        file.truncate(0)
        file.write(str(os.getpid()).encode("ascii"))
        file.flush()
        yield


def _holder(path: Path) -> str:
    text = path.read_bytes()[:20].decode("ascii", "replace").strip()
    return text if text.isdigit() else "unknown"


def _taken(descriptor: int) -> bool:
    try:
        import fcntl
    except ImportError:
        return _taken_on_windows(descriptor)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _taken_on_windows(descriptor: int) -> bool:
    import msvcrt

    try:
        # Far behind the number that stands in the file, so that it can be read meanwhile.
        os.lseek(descriptor, 1 << 20, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    except OSError:
        return False
    return True
