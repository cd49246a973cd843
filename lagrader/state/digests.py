"""By what a file is recognised again: a digest of its content, to which line ends and a byte order mark don't count."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from lagrader.state import folder as folders

if TYPE_CHECKING:
    from lagrader.submission import Submission, SubmittedFile

_LIMIT = 1024 * 1024
"""Bytes that are looked at, and one more; a source file may have an eighth of that."""


def digest_of(path: Path) -> str | None:
    """Return the digest of a file, 64 hexadecimal digits; None where it is no plain file or cannot be read."""
    data = _read(path)
    return None if data is None else digest_of_bytes(data)


def digest_of_bytes(data: bytes) -> str:
    """Return the digest of a file's bytes."""
    data = data.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return hashlib.sha256(data).hexdigest()


def digests_of(submission: Submission) -> Mapping[str, str]:
    """Return the digests of the files that were found, by the exercise's id; those that are not there are not in it.

    To be called before grading: a file may be saved anew meanwhile.
    """
    found = ((id_, _digest(file)) for id_, file in submission.files.items())
    return {id_: digest for id_, digest in found if digest is not None}


def _digest(file: SubmittedFile) -> str | None:
    from lagrader.submission import SourceFile

    data = None if file.path is None else _read(file.path)
    if data is None:
        return None
    if isinstance(file.source, SourceFile) and _is_utf8(data):
        # Its text is what is graded, even where the file was saved between reading that and this.
        data = file.source.text.encode("utf-8", "surrogatepass")
    return digest_of_bytes(data)


def _read(path: Path) -> bytes | None:
    try:
        return folders.read(path, _LIMIT)
    except (OSError, ValueError):
        return None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
