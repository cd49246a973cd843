"""A course's files as bytes, to be laid out where another machine grades."""

from __future__ import annotations

import base64
import json
import zlib
from pathlib import Path, PurePosixPath

from lagrader.course.folder import Course
from lagrader.errors import CourseError


def packed(course: Course) -> bytes:
    """Return all files that the course's digest is over.

    Raises:
        CourseError: one can't be read.
    """
    files = {name: base64.b64encode(data).decode("ascii") for name, data in course.files()}
    return zlib.compress(json.dumps(files).encode("ascii"))


def laid_out(data: bytes, folder: Path) -> None:
    """Write what :func:`packed` returned into an empty folder.

    Raises:
        CourseError: a name would lead out of it.
    """
    for name, text in json.loads(zlib.decompress(data)).items():
        pure = PurePosixPath(name)
        if pure.is_absolute() or ".." in pure.parts:
            raise CourseError(f"A course's file can't be called {name!r}.")
        path = folder / pure
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(text))
