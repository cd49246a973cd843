"""Reading one file of a learner: bytes to text to syntax tree, or the reason why not, as a sentence.

Bytes are read with a cap, decoded as UTF-8 here and compiled from the text, so that no encoding line can show
Python another program than the one that was read. A file that is not a plain file is never opened.
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
COOKIE = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
BLANK = re.compile(rb"[ \t\f]*(?:#|$)")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that Python can read. A byte order mark and the line ends of Windows do no harm and are not told."""

    path: Path
    text: str
    parsed: Parsed

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
    """The decoded text of a file, with line ends as newlines and without a byte order mark."""

    path: Path
    text: str


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
    return SourceFile(path, read.text, parsed)


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
    if data.startswith(codecs.BOM_UTF8):
        data = data.removeprefix(codecs.BOM_UTF8)
    fault = _binary(data, path) or _other_cookie(data, path)
    if fault:
        return fault
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(data, error.start, path)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _nul(text, path) if "\0" in text else Text(path, text)


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


def _other_cookie(data: bytes, path: Path) -> Unreadable | None:
    """Refuse an encoding line (PEP 263) that names anything else than UTF-8 or its part ASCII."""
    for number, line in enumerate(re.split(rb"\r\n|\r|\n", data, maxsplit=2)[:2], 1):
        found = COOKIE.match(line)
        if found:
            name = found[1].decode("ascii", "replace")
            return None if _is_utf8(name) else _cookie_fault(name, number, line, path)
        if not BLANK.match(line):
            break
    return None


def _is_utf8(name: str) -> bool:
    try:
        return codecs.lookup(name).name in ("utf-8", "utf-8-sig", "ascii")
    except (LookupError, ValueError):
        return False


def _cookie_fault(name: str, number: int, line: bytes, path: Path) -> Unreadable:
    text = (
        f'{display(path)} says in line {number} that its encoding is "{harmless_line(name)}": '
        f"save it as UTF-8 ({SAVE_AS_UTF8}) and take that line out."
    )
    return Unreadable("encoding", text, path, number, None, line.decode("utf-8", "replace"))


def _not_utf8(data: bytes, start: int, path: Path) -> Unreadable:
    before = re.sub(rb"\r\n?", b"\n", data[:start])
    line = before.count(b"\n") + 1
    column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
    text = (
        f"{display(path)} is not saved as UTF-8 (byte 0x{data[start]:02x} in line {line}): "
        f"save it as UTF-8 ({SAVE_AS_UTF8})."
    )
    return Unreadable("encoding", text, path, line, column, line_of(data.decode("utf-8", "replace"), line))


def _nul(text: str, path: Path) -> Unreadable:
    before = text[: text.index("\0")]
    line, column = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
    says = f"{display(path)} has a NUL character in line {line}, which Python does not read: delete it."
    return Unreadable("nul", says, path, line, column, line_of(text, line))
