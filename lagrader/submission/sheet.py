"""A table as spreadsheets and platforms save it: read for sure or refused, and written back in the same dress.

Separator, encoding, byte order mark and line ends are found out and kept; what was guessed is told.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lagrader.errors import UsageError
from lagrader.submission.layouts import plain
from lagrader.submission.shelf import Fault, read_file
from lagrader.submission.unreadable import display

LIMIT = 32 * 1024 * 1024

_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of a table, and how it was written. ``notes`` tell what was guessed about the file."""

    rows: tuple[tuple[str, ...], ...]
    separator: str = ","
    encoding: str = "utf-8"
    line_end: str = "\r\n"
    first: str = ""
    """What stood before the table: a spreadsheet's own line ``sep=;``, with its end."""
    notes: tuple[str, ...] = ()

    def with_rows(self, rows: Sequence[Sequence[str]]) -> Sheet:
        """Return the same with other cells."""
        return replace(self, rows=tuple(map(tuple, rows)))

    def encoded(self) -> bytes:
        """Return the table as bytes, in the dress in which it came."""
        text = io.StringIO(newline="")
        text.write(self.first)
        csv.writer(text, delimiter=self.separator, lineterminator=self.line_end).writerows(self.rows)
        return text.getvalue().encode(self.encoding)


def read_sheet(path: Path, what: str) -> Sheet:
    """Read a table; ``what`` names it in errors, such as ``The roster``.

    Raises:
        UsageError: it can't be read for sure.
    """
    data = read_file(path, LIMIT + 1, follow=True)
    named = f"{what} {display(path)}"
    if isinstance(data, Fault):
        reason = data.reason if path.exists() else "there is no such file"
        raise UsageError(f"{named} cannot be read: {reason}.")
    if len(data) > LIMIT:
        raise UsageError(f"{named} has more than {LIMIT // 2**20} MiB.")
    if data.startswith(_WORKBOOKS):
        raise _doubt(named, "it is a workbook, not a table of text")
    text, encoding, notes = _decoded(data, named, display(path))
    rows, separator, first = _rows(text, named)
    if separator != ",":
        notes.append(f"{display(path)} was read as separated by {_SEPARATORS[separator]}.")
    line_end = "\r\n" if "\r\n" in text or "\n" not in text else "\n"
    return Sheet(tuple(map(tuple, rows)), separator, encoding, line_end, first, tuple(notes))


def _decoded(data: bytes, named: str, shown: str) -> tuple[str, str, list[str]]:
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    encoding = marked or "utf-8"
    try:
        return data.decode(encoding), encoding, []
    except UnicodeDecodeError as error:
        if marked is None and b"\0" not in data:
            return _old_encoding(data, named, shown)
        raise _doubt(named, f"it begins like {marked or 'UTF-8'} and is not ({error.reason})") from None


def _old_encoding(data: bytes, named: str, shown: str) -> tuple[str, str, list[str]]:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise _doubt(named, "its encoding is neither UTF-8 nor that of Windows (cp1252)") from None
    line = next(line for line in text.splitlines() if not line.isascii())
    return text, "cp1252", [f'{shown} was read as cp1252 (Windows): is this right? "{plain(line)[:60]}"']


def _doubt(named: str, why: str) -> UsageError:
    return UsageError(f"{named} cannot be read for sure: {why}. Save it as CSV in UTF-8.")


def _rows(text: str, named: str) -> tuple[list[list[str]], str, str]:
    lines = text.lstrip("\r\n").splitlines()
    counts = {separator: lines[0].count(separator) for separator in _SEPARATORS} if lines else {}
    separator = max(counts, key=lambda sign: counts[sign]) if any(counts.values()) else ","
    first = ""
    if lines and lines[0].lower().startswith("sep="):  # a spreadsheet's own line, that says what separates
        before, line, text = text.partition(lines[0])
        end = text[: len(text) - len(text.lstrip("\r\n"))][:2]
        separator, first, text = lines[0][4:5] or ",", before + line + end, text[len(end) :]
    if separator not in _SEPARATORS:
        raise _doubt(named, f"it is separated by {separator!r}")
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)), separator, first
    except csv.Error as error:
        raise _doubt(named, f"it is no table ({error})") from None
