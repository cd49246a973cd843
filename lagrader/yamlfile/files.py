"""Reading a text file of a course, which may be a stranger's: with a cap, and only where it is a plain file."""

from __future__ import annotations

import stat
from pathlib import Path

from lagrader.errors import RubricError

SIZE_LIMIT = 256 * 1024
"""The most bytes of one file; the longest rubric of the course has about 17,000."""


def shown(path: Path | str) -> str:
    """Return how messages name ``path``: relative to the current folder, with /, where it lies below it."""
    try:
        return Path(path).absolute().relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):  # elsewhere; or the current folder was deleted
        return str(path)


def read_text(path: Path, missing: str = "this file is missing") -> str:
    """Return the text of ``path`` with its line ends as they are, and without a byte order mark.

    Raises:
        RubricError: it is not there (said as ``missing``), can't be read, is not a plain file, is over
            :data:`SIZE_LIMIT`, or is not UTF-8.
    """
    raw = read_bytes(path, missing)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RubricError("this is UTF-16; save it as UTF-8", shown(path), 1)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise RubricError("this line is not UTF-8; save the file as UTF-8", shown(path), line) from None


def read_bytes(path: Path, missing: str = "this file is missing", limit: int = SIZE_LIMIT) -> bytes:
    """Return what is in the file ``path``, at most ``limit`` bytes; raises as :func:`read_text`."""
    try:
        kind = path.stat().st_mode
        if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):  # to open a pipe is to wait, a device has no end
            raise RubricError("this is not a plain file", shown(path))
        with path.open("rb") as file:
            raw = file.read(limit + 1)
    except FileNotFoundError:
        raise RubricError(missing, shown(path)) from None
    except OSError as error:
        raise RubricError(f"this file can't be read: {error.strerror}", shown(path)) from None
    if len(raw) > limit:
        raise RubricError(f"this file is over the limit of {limit // 1024:,} KiB", shown(path))
    return raw
