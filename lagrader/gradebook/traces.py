"""Where a person still stands in a gradebook's folder: in names of files, in texts of any encoding, in archives.

In the gradebook itself others' comments, rows and reports may name them.
"""

from __future__ import annotations

import html
import io
import os
import re
import sqlite3
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

from lagrader.gradebook.book import Gradebook
from lagrader.gradebook.by_hand import Override, comments, overrides
from lagrader.gradebook.codec import plain_text
from lagrader.gradebook.lock import NAME as LOCK
from lagrader.gradebook.schema import FILE_NAME
from lagrader.submission.archives import OF_A_CLASS, is_archive, open_archive
from lagrader.submission.shelf import Fault, Read, natural, read_file, walk

SHORTEST = 3
"""Characters of a name that is looked for in texts: shorter ones stand in every file."""

_SCANNED = 256 * 1024 * 1024

_DATABASE = b"SQLite format 3\0"

TABLE = "grades.csv"

_OURS = frozenset({LOCK, TABLE, FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm", f"{FILE_NAME}-journal"})
"""What stands in the gradebook, and in the table that is made of it, is asked for by its rows."""


class Names:
    """What a person is called, to be recognised; whether letters are capitals is no matter."""

    def __init__(self, names: Sequence[str]) -> None:
        """Take the names as they stand in the gradebook."""
        self._whole = frozenset(map(_plain, names))
        words = "|".join(_spelled(_plain(name)) for name in names if len(name) >= SHORTEST) or "(?!)"
        self._in_texts = re.compile(rf"(?<!\w)(?:{words})(?!\w)")
        self._in_paths = re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])")

    def has(self, name: str) -> bool:
        """Whether this is one of the names."""
        return _plain(name) in self._whole

    def is_in_text(self, text: str) -> bool:
        """Whether one of the names stands in a text as a word, also where it is written in escapes."""
        return any(self._in_texts.search(_plain(reading)) for reading in _readings(text))

    def is_in_data(self, data: bytes) -> bool:
        """Whether one of the names stands in a file, in any encoding that tables are saved in."""
        return any(map(self.is_in_text, _decoded(data)))

    def is_file_name(self, name: str) -> bool:
        """Whether a file or folder is called after the person."""
        return self._in_paths.search(_plain(name)) is not None

    def is_whole(self, name: str) -> bool:
        """Whether a name is one of the person's and nothing beside it, however short, but for a file's ending."""
        return self.has(name) or self.has(name.partition(".")[0])

    def is_in_path(self, path: str) -> bool:
        """Whether a part of a path is the person's."""
        parts = re.split(r"[/\\]", path)
        return any(self.is_whole(part) or self.is_file_name(part) for part in parts if part)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _spelled(name: str) -> str:
    """A pattern for a name, in which blanks may be a line's end, and what no folder can be called an underscore."""
    return "".join(
        r"[\s_]+" if char.isspace() else char if char.isalnum() else f"[{re.escape(char)}_]" for char in name
    )


_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([^\w\s]|_))")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def _readings(text: str) -> Iterator[str]:
    yield text
    if "&" in text:
        yield html.unescape(text)
    if "\\" in text:
        halves = _ESCAPE.sub(lambda found: found[3] or chr(int(found[1] or found[2], 16)), text)
        yield _PAIR.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), halves)


def _decoded(data: bytes) -> Iterator[str]:
    try:
        encodings = ["utf-8", "utf-16-le", "utf-16-be"] if b"\0" in data else []
        yield data.decode("utf-8")
    except UnicodeDecodeError:
        encodings = encodings or ["utf-8", "cp1252"]
    yield from (data.decode(encoding, "replace") for encoding in encodings)


# --- the folder --------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Left:
    """What a search of a folder found."""

    named: list[Path] = field(default_factory=list)
    """Files in which the person stands, or which are called so; of a folder that is called so nothing else."""
    unread: list[Path] = field(default_factory=list)
    """Files that nobody could look at."""


def left_in(folder: Path, names: Names, pages: str) -> Left:
    """Look through a folder; one that holds the file ``pages`` was made by an export, and has a folder per learner."""
    left = Left()
    for place, folders, files in os.walk(folder):
        is_export = pages in files
        theirs = [name for name in folders if names.is_file_name(name) or (is_export and names.is_whole(name))]
        folders[:] = sorted(set(folders) - set(theirs))
        left.named += [Path(place, name) for name in sorted(theirs)]
        for name in sorted(set(files) - (_OURS if Path(place) == folder else set())):
            _look(Path(place, name), names, left)
    return left


def _look(path: Path, names: Names, left: Left) -> None:
    if names.is_file_name(path.name):
        left.named.append(path)
        return
    found = _stands_in(path.name, lambda limit: read_file(path, limit), names)
    if found is None:
        left.unread.append(path)
    elif found:
        left.named.append(path)


def _stands_in(name: str, read: Read, names: Names) -> bool | None:
    """Whether a file names the person; None where nobody can look at it."""
    data = read(_SCANNED + 1)
    if isinstance(data, Fault) or len(data) > _SCANNED:
        return None
    if data.startswith(b"PK\x03\x04"):  # a zip, or what an office writes
        return _stands_in_archive(f"{name}.zip", data, names)
    if is_archive(name):
        return _stands_in_archive(name, data, names)
    return _stands_in_database(data, names) if data.startswith(_DATABASE) else names.is_in_data(data)


def _stands_in_archive(name: str, data: bytes, names: Names) -> bool | None:
    with ExitStack() as stack:
        folder = open_archive(name, io.BytesIO(data), stack, OF_A_CLASS)
        if isinstance(folder, Fault):
            return None
        found: list[bool | None] = []
        for way, entry in walk(folder):
            is_page = len(way) > 1 and way[1].startswith("feedback.") and names.is_whole(way[0])
            is_theirs = is_page or any(map(names.is_file_name, way))
            found.append(is_theirs or (entry.read is not None and _stands_in(way[-1], entry.read, names)))
    return any(found) or (None if None in found else False)


def _stands_in_database(data: bytes, names: Names) -> bool | None:
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(data[:18] + b"\1\1" + data[20:])  # a copy that needs no journal beside it
            return any(map(names.is_in_text, connection.iterdump()))
    except sqlite3.Error:
        return None


# --- the gradebook -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Named:
    """Where others' parts of a gradebook name the person."""

    by_hand: tuple[Override, ...]
    groups: tuple[str, ...]
    """Groups of wrong answers with a comment that does."""
    rows: tuple[str, ...]
    """Learners whose row or report does."""


def named_in(book: Gradebook, names: Names) -> Named:
    """Look through a gradebook."""
    held = [one for by_learner in overrides(book).values() for one in by_learner]
    by_hand = (one for one in held if names.is_in_text(f"{one.author}\n{one.reason}\n{one.comment}"))
    groups = (
        group for group, comment in comments(book).items() if names.is_in_text(f"{comment.author}\n{comment.text}")
    )
    return Named(tuple(by_hand), tuple(groups), tuple(_rows(book, names)))


def _rows(book: Gradebook, names: Names) -> Iterator[str]:
    reports = book.query("SELECT key, report FROM results")
    keys = {key for key, report in reports if names.is_in_text(plain_text(report))}
    found = set()
    for learner, key, reason, notes, *called in book.query(
        "SELECT learner, key, reason, notes, name, email, label FROM entries"
    ):
        # Another may have the first name that is this one's id: the same person has the same whole name.
        if key in keys or any(map(names.has, called)) or names.is_in_text(f"{reason}\n{notes}"):
            found.add(str(learner))
    yield from sorted(found, key=natural)
