"""Reading one file of a learner: bytes to text to syntax tree, or the reason why not, as a sentence.

Bytes are read with a cap, decoded here (as UTF-8, or as cp1252 or latin-1 where the file says so) and compiled from
the text, so that no encoding line can show Python another program than the one that was read. A file that is not
a plain file is never opened.
"""

from __future__ import annotations

import ast
import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from lagrader.harmless import harmless_line
from lagrader.submission.place import DISK, Place
from lagrader.submission.unreadable import Unreadable, display
from lagrader.syntax import SyntaxFault, likely_slip, line_of, parse

SAVE_AS_UTF8 = "in your editor, choose Save with encoding, then UTF-8"
BOMS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
MAGIC = {
    b"PK\x03\x04": "a zip archive or an office document",
    b"%PDF-": "a PDF document",
    b"\x89PNG": "a picture",
    b"GIF8": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "a gzip archive",
    b"\x7fELF": "a program",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"{\\rtf": "an RTF document",
}
ENCODINGS = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8",
    "ascii": "utf-8",
    "cp1252": "cp1252",
    "iso8859-1": "latin-1",
}
"""What an encoding line may say, by Python's own name for it, and what the file is then read as."""

EDITOR_ENDINGS = re.compile(r"(utf-8(?!-sig)|latin-1|iso-8859-1|iso-latin-1)-.*", re.DOTALL)
"""Emacs adds the kind of line ends to the name (utf-8-unix), which Python leaves out."""

COOKIE = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
BLANK = re.compile(rb"[ \t\f]*(?:#|$)")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that Python can read. A byte order mark and the line ends of Windows do no harm and are not told.

    ``note`` is a sentence where it was not read as UTF-8, else empty.
    """

    path: Path
    text: str
    tree: ast.Module
    note: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """The decoded text of a file, with line ends as newlines and without a byte order mark; ``note`` as above."""

    path: Path
    text: str
    note: str = ""


def read_source(path: Path, place: Place = DISK) -> SourceFile | Unreadable:
    """Read and parse one file; whatever is wrong with it is returned, never raised."""
    read = read_text(path, place)
    if isinstance(read, Unreadable):
        return read
    tree = parse(read.text, display(path))
    if isinstance(tree, SyntaxFault):
        text = f"{display(path)} cannot be read by Python"
        if tree.line is None:
            return Unreadable("syntax", f"{text}: {tree.message}.", path)
        slip = likely_slip(tree.message, tree.source or "", tree.column)
        text += f": {slip}." if slip else ""
        return Unreadable("syntax", text, path, tree.line, tree.column, tree.source, tree.message)
    if not tree.body:
        return Unreadable("empty", f"{display(path)} has no code in it: save your work into it.", path)
    return SourceFile(path, read.text, tree, read.note)


def read_text(path: Path, place: Place = DISK) -> Text | Unreadable:
    """Read and decode one file, without parsing it."""
    data = place.read(path)
    return data if isinstance(data, Unreadable) else _decode(data, path)


# --- text ------------------------------------------------------------------------------------------------


def _decode(data: bytes, path: Path) -> Text | Unreadable:
    wide = _wide_encoding(data)
    if wide:
        text = f"{display(path)} is saved as {wide}, which Python does not read: save it as UTF-8 ({SAVE_AS_UTF8})."
        return Unreadable("encoding", text, path)
    has_mark = data.startswith(codecs.BOM_UTF8)
    data = data.removeprefix(codecs.BOM_UTF8)
    fault = _binary(data, path)
    if fault:
        return fault
    cookie = _cookie(data)
    encoding = "utf-8" if cookie is None else _encoding_of(cookie.name)
    if cookie is not None and (encoding is None or (has_mark and encoding != "utf-8")):
        return _cookie_fault(cookie, has_mark, path)
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        return _undecodable(data, error, cookie, path)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    note = _read_as(data, encoding, cookie, path) if cookie and encoding != "utf-8" else ""
    return _nul(text, path) if "\0" in text else Text(path, text, note)


def _wide_encoding(data: bytes) -> str | None:
    """Recognise UTF-16 and UTF-32 by their mark, or by what zero bytes in between make of the text."""
    for mark, name in BOMS:
        if data.startswith(mark):
            return name
    if b"\0" not in data:
        return None
    for codec in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"):
        if _reads_as_text(data, codec):
            return codec[:6].upper()
    return None


def _reads_as_text(data: bytes, codec: str) -> bool:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return False
    plain = sum(character.isascii() for character in text)
    return all(character.isprintable() or character in "\t\n\r\f" for character in text) and 2 * plain >= len(text)


def _binary(data: bytes, path: Path) -> Unreadable | None:
    """Tell a picture, an archive or a program from text that has a stray character in it."""
    what = next((name for magic, name in MAGIC.items() if data.startswith(magic)), None)
    controls = len(re.findall(rb"[\x00-\x08\x0e-\x1f\x7f]", data))
    if what is None and (controls < 2 or 20 * controls < len(data)):
        return None
    text = f"{display(path)} is {what or 'binary data'}, not Python source: save your program as a plain text file."
    return Unreadable("binary", text, path)


@dataclass(frozen=True, slots=True)
class _Cookie:
    """An encoding line (PEP 263): what it says, the number of the line, and the line."""

    name: str
    number: int
    line: bytes


def _cookie(data: bytes) -> _Cookie | None:
    """Find the encoding line, where Python would: in line 1, or in line 2 under a comment or a blank one."""
    for number, line in enumerate(re.split(rb"\r\n|\r|\n", data, maxsplit=2)[:2], 1):
        found = COOKIE.match(line)
        if found:
            return _Cookie(found[1].decode("ascii", "replace"), number, line)
        if not BLANK.match(line):
            break
    return None


def _encoding_of(name: str) -> str | None:
    """Return what a file is read as that names this encoding, or None where it is none of :data:`ENCODINGS`."""
    plain = EDITOR_ENDINGS.sub(r"\1", name.lower().replace("_", "-"))
    try:
        return ENCODINGS.get(codecs.lookup(plain).name)
    except (LookupError, ValueError):
        return None


def _read_as(data: bytes, encoding: str | None, cookie: _Cookie, path: Path) -> str:
    """Say that a file was read as it asked to be, where that makes a difference."""
    if data.isascii():
        return ""
    told = f"{display(path)} was read as {encoding}, as its line {cookie.number} says"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return f"{told}."
    return f"{told}, but it seems to be saved as UTF-8: take line {cookie.number} out if letters look wrong."


def _cookie_fault(cookie: _Cookie, has_mark: bool, path: Path) -> Unreadable:
    says = f'{display(path)} says in line {cookie.number} that its encoding is "{harmless_line(cookie.name)}"'
    if has_mark:
        text = f"{says}, but it is saved as UTF-8 (it begins with a byte order mark): take that line out."
    else:
        text = f"{says}: save it as UTF-8 ({SAVE_AS_UTF8}) and take that line out."
    return Unreadable("encoding", text, path, cookie.number, None, cookie.line.decode("utf-8", "replace"))


def _undecodable(data: bytes, error: UnicodeDecodeError, cookie: _Cookie | None, path: Path) -> Unreadable:
    encoding = (cookie and _encoding_of(cookie.name)) or "utf-8"
    before = re.sub(rb"\r\n?", b"\n", data[: error.start])
    line = before.count(b"\n") + 1
    column = len(before.rpartition(b"\n")[2].decode(encoding, "replace")) + 1
    byte = f"byte 0x{data[error.start]:02x} in line {line}"
    if cookie is not None and encoding != "utf-8":
        why = f"says in line {cookie.number} that it is {cookie.name}, which has no character for {byte}"
        text = f"{display(path)} {why}: save it as UTF-8 ({SAVE_AS_UTF8}) and take line {cookie.number} out."
    else:
        text = f"{display(path)} is not saved as UTF-8 ({byte}): save it as UTF-8 ({SAVE_AS_UTF8})."
    return Unreadable("encoding", text, path, line, column, line_of(data.decode(encoding, "replace"), line))


def _nul(text: str, path: Path) -> Unreadable:
    before = text[: text.index("\0")]
    line, column = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
    says = f"{display(path)} has a NUL character in line {line}, which Python does not read: delete it."
    return Unreadable("nul", says, path, line, column, line_of(text, line))
