"""The folder of state and its files: where it is, whole files or none, one writer at a time.

Nothing here knows what the files hold. Errors of the system leave as OSError; :func:`reason` puts them into words.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

VARIABLE = "LAGRADER_STATE"
"""The environment variable that moves the folder."""

_PATIENCE = 1.0
"""Seconds to wait for another process before going on without it."""
_PAUSE = 0.005

_FULL = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
_REFUSED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_NO_FOLDER = frozenset({errno.ENOTDIR, errno.EEXIST, errno.EISDIR})

ELSEWHERE = f"name another folder in {VARIABLE}"


class NoFileError(OSError):
    """Something else than a file stands in its place: a folder, a named pipe, a device."""


def find() -> Path | None:
    """Return the folder, an absolute path that need not be there yet; None where a person has no home folder."""
    try:
        if named := os.environ.get(VARIABLE):
            return Path(named).absolute()
        import platformdirs

        path = platformdirs.user_state_path("lagrader", appauthor=False)
    except (OSError, RuntimeError, KeyError):
        return None
    return path if path.is_absolute() else None


def read(path: Path, limit: int) -> bytes | None:
    """Return a file's bytes, at most one more than ``limit``; None where there is no such file.

    Raises:
        OSError: it is there and cannot be read, or is no plain file.
    """
    try:
        # Not blocking: opening a named pipe would wait for whoever writes into it.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise NoFileError(errno.EINVAL, "no plain file", os.fspath(path))
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(limit + 1)
    finally:
        os.close(descriptor)


def write(path: Path, data: bytes) -> None:
    """Replace a file: whoever reads it meanwhile sees all of the old or all of the new.

    Raises:
        OSError: it cannot be written; the old one is still there.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.{time.monotonic_ns()}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
        _patiently(lambda: beside.replace(path))
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def _patiently(action: Callable[[], object]) -> None:
    """On Windows a file that someone else reads at the moment cannot be replaced: wait for them."""
    end = time.monotonic() + (_PATIENCE if sys.platform == "win32" else 0)
    while True:
        try:
            action()
        except PermissionError:
            if time.monotonic() >= end:
                raise
            time.sleep(_PAUSE)
        else:
            return


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other processes from writing meanwhile.

    Where that cannot be had (a file system without locks, someone who holds it for a second) it goes on all the
    same: then the later of two writers may win, and nobody hangs.
    """
    descriptor = -1
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if descriptor >= 0:
            _lock(descriptor)
        yield
    finally:
        if descriptor >= 0:
            os.close(descriptor)  # which lets the lock go


def _lock(descriptor: int) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        try:
            _lock_now(descriptor)
        except (BlockingIOError, PermissionError):  # someone has it; the second is what Windows calls it
            time.sleep(_PAUSE)
        except OSError:
            return  # there are no locks on this file system
        else:
            return


if sys.platform == "win32":
    import msvcrt

    def _lock_now(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock_now(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


# --- what went wrong, in words -----------------------------------------------------------------------------


class Reason(NamedTuple):
    """Why the folder cannot be used, and what to do."""

    why: str
    do: str


def reason(error: OSError, folder: Path) -> Reason:
    """Put an error of the system into words."""
    from lagrader.harmless import harmless_line  # every check imports this module, few need a sentence of it

    name = harmless_line(str(folder))
    if isinstance(error, NoFileError):
        return Reason(f"{harmless_line(str(error.filename))} is no plain file", f"move it away, or {ELSEWHERE}")
    in_the_way = _file_above(folder)
    if in_the_way is not None and error.errno in _NO_FOLDER | {errno.ENOENT}:
        return Reason(f"{harmless_line(str(in_the_way))} is a file, not a folder", f"move it away, or {ELSEWHERE}")
    if error.errno in _FULL:
        return Reason(f"no room is left for {name}", f"make room, or {ELSEWHERE}")
    if error.errno in _REFUSED:
        return Reason(f"{name} may not be written", f"allow it, or {ELSEWHERE}")
    return Reason(f"{name} cannot be used ({error.strerror or error})", ELSEWHERE)


def _file_above(folder: Path) -> Path | None:
    """Return what stands in the place of the folder, or of one above it, and is none."""
    with contextlib.suppress(OSError):
        for path in (folder, *folder.parents):
            if os.path.lexists(path):
                return None if path.is_dir() else path
    return None
