"""Reading one file of a learner: bytes to text to syntax tree, or the reason why not, as a sentence.

Bytes are read with a cap, decoded here (as UTF-8, or as cp1252 or latin-1 where the file says so) and compiled from
the text, so that no encoding line can show Python another program than the one that was read. A file that is not
a plain file is never opened.
"""

from __future__ import annotations

import ast
import codecs
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from lagrader.harmless import harmless_line
from lagrader.syntax import Parsed, SyntaxFault, line_of, parse

SOURCE_LIMIT = 128 * 1024
"""The most bytes of one source file: parsing a legal 1 MiB took 3 s and 800 MB, this up to 0.45 s and 139 MB."""

Kind: TypeAlias = Literal[
    "missing", "folder", "special", "unreadable", "empty", "too_large", "binary", "nul", "encoding", "syntax"
]

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
    parsed: Parsed
    note: str = ""

    @property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return self.parsed.tree


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that cannot be used, and why: ``text`` says what to do about it.

    Line and column count from 1, ``source`` is that line. ``note`` is what Python says about the place
    (``expected ':'``); ``commands`` are lines to paste into a shell that would put it right.
    """

    kind: Kind
    text: str
    path: Path
    line: int | None = None
    column: int | None = None
    source: str | None = None
    note: str = ""
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """The decoded text of a file, with line ends as newlines and without a byte order mark; ``note`` as above."""

    path: Path
    text: str
    note: str = ""


def read_source(path: Path) -> SourceFile | Unreadable:
    """Read and parse one file; whatever is wrong with it is returned, never raised."""
    read = read_text(path)
    if isinstance(read, Unreadable):
        return read
    parsed = parse(read.text, display(path))
    if isinstance(parsed, SyntaxFault):
        text = f"{display(path)} cannot be read by Python"
        if parsed.line is None:
            return Unreadable("syntax", f"{text}: {parsed.message}.", path)
        return Unreadable("syntax", text, path, parsed.line, parsed.column, parsed.source, parsed.message)
    if not parsed.tree.body:
        return Unreadable("empty", f"{display(path)} has no code in it: save your work into it.", path)
    return SourceFile(path, read.text, parsed, read.note)


def read_text(path: Path) -> Text | Unreadable:
    """Read and decode one file, without parsing it."""
    data = _read_bytes(path)
    return data if isinstance(data, Unreadable) else _decode(data, path)


def display(path: Path) -> str:
    """Return a path as people see it: relative to the current folder where it lies below, and harmless."""
    return harmless_line(os.fspath(shortened(path)))


def shortened(path: Path) -> Path:
    """Return ``path`` relative to the current folder where it lies below that, else as it is."""
    try:
        return path.relative_to(Path.cwd()) if path.is_absolute() else path
    except (OSError, ValueError):
        return path


# --- bytes -----------------------------------------------------------------------------------------------


def _read_bytes(path: Path) -> bytes | Unreadable:
    """Read a plain file up to the cap. Nothing else is opened: a fifo would block, a device has no end."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return _not_a_file(path, status.st_mode)
        if status.st_size > SOURCE_LIMIT:
            return _too_large(path, status.st_size)
        data = _read_plain(path)
    except (OSError, ValueError) as error:
        return _refused(path, error)
    if data is None:
        return _not_a_file(path, stat.S_IFIFO)
    return data if len(data) <= SOURCE_LIMIT else _too_large(path, len(data))


def _read_plain(path: Path) -> bytes | None:
    """Read one byte more than the cap at most; None where another kind of file has taken the place since."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return None
        return file.read(SOURCE_LIMIT + 1)


def _not_a_file(path: Path, mode: int) -> Unreadable:
    if stat.S_ISDIR(mode):
        text = f"{display(path)} is a folder, and a file is expected: move it away and save your work under this name."
        return Unreadable("folder", text, path)
    text = f"{display(path)} is not a plain file (it is a pipe, a device or the like): replace it with a file."
    return Unreadable("special", text, path)


def _too_large(path: Path, size: int) -> Unreadable:
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
