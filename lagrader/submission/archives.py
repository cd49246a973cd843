"""Archives as folders: zip, tar, tar.gz and its kin. Members are read from them, up to a cap; nothing is unpacked.

Everything in an archive is a stranger's: names (absolute, with ``..``, with backslashes), sizes (a bomb), numbers of
members, links. A name is a key in a table here and never a path of the disk; what a size says is never believed.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import IO, Any, cast

from lagrader.harmless import harmless_line
from lagrader.submission.shelf import DEEPEST, Entry, Fault, Folder, Read, is_junk, natural, no_read

ZIP, TAR = (".zip",), (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
OTHERS = (".rar", ".7z", ".gz", ".bz2", ".xz", ".zst", ".lz4", ".tar.zst", ".arj", ".cab", ".dmg", ".iso")
"""Endings of archives that are told apart from work, and not opened."""

ARCHIVE_LIMIT = 256 * 1024 * 1024
"""Bytes of an archive within an archive, and of what a learner's compressed tar unpacks to."""

CLASS_LIMIT = 16 * 1024 * 1024 * 1024
"""Bytes that a whole class's compressed tar may unpack to, in a temporary file without a name."""

MOST_MEMBERS = 20_000
MOST_MEMBERS_OF_A_CLASS = 2_000_000
DIRECTORY_ENTRY = 400
"""Bytes that a member may take in a zip's directory, on average: what is read before the members can be counted."""

LONGEST = 255
"""Characters of a name: no disk that work is written on has longer ones."""

IN_MEMORY = 8 * 1024 * 1024
"""Bytes of an opened archive that are kept in memory; a larger one goes to a temporary file without a name."""

_PASSWORD = 0x1
_UTF8 = 0x800
_LINK = 0o120000


def is_archive(name: str) -> bool:
    """Whether a file's name says that it is an archive, one that can be opened or not."""
    return name.lower().endswith((*ZIP, *TAR, *OTHERS))


def stem_of(name: str) -> str:
    """Return an archive's name without its ending."""
    ending = max((end for end in (*ZIP, *TAR, *OTHERS) if name.lower().endswith(end)), key=len, default="")
    return name[: len(name) - len(ending)] or name


@dataclass(frozen=True, slots=True)
class Caps:
    """How much an archive may hold."""

    members: int = MOST_MEMBERS
    unpacked: int = ARCHIVE_LIMIT


OF_A_LEARNER = Caps()
OF_A_CLASS = Caps(MOST_MEMBERS_OF_A_CLASS, CLASS_LIMIT)


def open_archive(name: str, file: IO[bytes], closing: ExitStack, caps: Caps = OF_A_LEARNER) -> Folder | Fault:
    """Open an archive that lies in ``file``; its members can be read until ``closing`` closes it."""
    lower = name.lower()
    try:
        if lower.endswith(ZIP):
            return _zip(file, closing, caps)
        if lower.endswith(TAR):
            return _tar(file, lower, closing, caps)
    except _Refused as refusal:
        return Fault(str(refusal))
    except Exception as error:  # noqa: BLE001 - the libraries raise all kinds of things at what is broken
        return Fault(f"it is broken ({_said(error)})")
    kind = lower.rpartition(".")[2]
    return Fault(f"archives of the kind {kind} can't be opened here: hand it in as zip or tar.gz")


def open_member(name: str, read: Read, closing: ExitStack) -> Folder | Fault:
    """Open an archive that lies within another, or in a folder of the disk."""
    if not name.lower().endswith((*ZIP, *TAR)):
        return open_archive(name, io.BytesIO(), closing)
    data = read(ARCHIVE_LIMIT + 1)
    if isinstance(data, Fault):
        return data
    if len(data) > ARCHIVE_LIMIT:
        return Fault(f"it has more than {ARCHIVE_LIMIT // 2**20} MiB")
    if not data:
        return Fault("it is empty")
    return open_archive(name, io.BytesIO(data), closing)


class _Refused(Exception):  # noqa: N818 - it says so itself
    """An archive that is not opened, and why."""


def _said(error: Exception) -> str:
    text = harmless_line(str(error))[:200].rstrip(".")
    return text or type(error).__name__


# --- a tree of members -----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Branch:
    """A folder within an archive."""

    folders: dict[str, _Branch] = field(default_factory=dict)
    files: dict[str, Entry] = field(default_factory=dict)
    junk: set[str] = field(default_factory=set)

    def entries(self) -> list[Entry] | Fault:
        """See :class:`Folder`."""
        folders = [Entry(name, None, branch) for name, branch in self.folders.items()]
        # A file and a folder of one name can't both be meant; the file is what can be read.
        found = [*self.files.values(), *(entry for entry in folders if entry.name not in self.files)]
        return sorted(found, key=lambda entry: natural(entry.name))

    def holds(self, name: str) -> bool:
        """See :class:`Folder`."""
        return name in self.junk or name in self.files or name in self.folders


def _tree(members: Iterable[tuple[str, Entry | None]]) -> _Branch:
    """Grow the tree of members by name; None stands for a folder. Of two of one name the last one counts."""
    root = _Branch()
    for name, entry in members:
        *way, last = _parts(name) or [""]
        branch = root
        for part in way:
            if is_junk(part) or len(way) > DEEPEST or len(part) > LONGEST:
                branch.junk.add(part)
                break
            branch = branch.folders.setdefault(part, _Branch())
        else:
            if not last or is_junk(last) or len(last) > LONGEST:
                branch.junk.add(last)
            elif entry is None:
                branch.folders.setdefault(last, _Branch())
            else:
                branch.files[last] = Entry(last, entry.read, None, entry.modified)
    return root


def _parts(name: str) -> list[str]:
    """The names on the way to a member; what would lead elsewhere on a disk leads nowhere here."""
    return [part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in ("/", "//", ".", "..")]


# --- zip -------------------------------------------------------------------------------------------------

_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_SIZE = 20


def _zip(file: IO[bytes], closing: ExitStack, caps: Caps) -> Folder:
    if _size_of_directory(file) > caps.members * DIRECTORY_ENTRY:
        raise _Refused(f"it has more than {caps.members:,} files")
    archive = closing.enter_context(zipfile.ZipFile(file))
    members = archive.infolist()
    if len(members) > caps.members:
        raise _Refused(f"it has more than {caps.members:,} files")
    return _tree((_name_of(member), _zip_entry(archive, member)) for member in members)


def _size_of_directory(file: IO[bytes]) -> int:
    """Return the bytes that zipfile will read as the directory: it reads all of it before it can be asked how many.

    APPNOTE.TXT of PKWARE, 4.3.14 to 4.3.16: the end record stands last, behind it a comment of 64 KiB at most.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - (1 << 16) - _END.size))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise _Refused("it is no zip archive, or only the beginning of one")
    directory = int(_END.unpack_from(tail, at)[5])
    if tail[max(0, at - _LOCATOR_SIZE) : at].startswith(b"PK\x06\x07"):
        # Where there is a record of the larger kind it is the one that is believed.
        record = at - _LOCATOR_SIZE - _END_64.size
        if record < 0 or not tail.startswith(b"PK\x06\x06", record):
            raise _Refused("its end is not where it should be: pack it again")
        directory = max(directory % 0xFFFFFFFF, int(_END_64.unpack_from(tail, record)[8]))
    file.seek(0)
    return directory


def _name_of(member: zipfile.ZipInfo) -> str:
    """A member's name; macOS writes UTF-8 without saying so, which zipfile reads as an old code page."""
    if member.flag_bits & _UTF8:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename


def _zip_entry(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Entry | None:
    if member.is_dir():
        return None
    if (member.external_attr >> 16) & 0o170000 == _LINK:
        return Entry("", no_read("it is a link: put the file itself in its place"))
    if member.flag_bits & _PASSWORD:
        return Entry("", no_read("it is protected by a password"))
    return Entry("", lambda limit: _member(lambda: archive.open(member), limit), None, _seconds(member.date_time))


def _seconds(moment: tuple[int, int, int, int, int, int]) -> float:
    try:
        return datetime(*moment, tzinfo=UTC).timestamp()
    except (ValueError, OverflowError):
        return 0.0


def _member(opened: Callable[[], IO[bytes]], limit: int) -> bytes | Fault:
    try:
        with opened() as file:
            return file.read(limit)
    except Exception as error:  # noqa: BLE001 - a broken member raises what its decompressor raises
        return Fault(f"it is broken ({_said(error)})")


# --- tar -------------------------------------------------------------------------------------------------

_CHUNK = 1 << 20
_COMPRESSED: dict[str, Callable[[IO[bytes]], Any]] = {"gz": gzip.open, "bz2": bz2.open, "xz": lzma.open}


def _tar(file: IO[bytes], lower: str, closing: ExitStack, caps: Caps) -> Folder:
    plain = file if lower.endswith(".tar") else _unpacked(file, lower, closing, caps)
    archive = closing.enter_context(tarfile.open(fileobj=plain, mode="r:"))  # noqa: SIM115 - it is closed by the stack
    return _tree(_tar_members(archive, caps))


def _unpacked(file: IO[bytes], lower: str, closing: ExitStack, caps: Caps) -> IO[bytes]:
    """Decompress once, up to the cap: members of a compressed tar can't be reached without all that stands before."""
    kind = next(kind for ending, kind in _COMPRESSED.items() if lower.endswith(ending))
    spool = closing.enter_context(tempfile.SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115 - the same
    size = 0
    with kind(file) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > caps.unpacked:
                raise _Refused(f"it unpacks to more than {caps.unpacked // 2**20} MiB")
            spool.write(chunk)
    spool.seek(0)
    return cast("IO[bytes]", spool)


def _tar_members(archive: tarfile.TarFile, caps: Caps) -> Iterator[tuple[str, Entry | None]]:
    for number, member in enumerate(archive):
        if number >= caps.members:
            raise _Refused(f"it has more than {caps.members:,} files")
        if member.isdir():
            yield member.name, None
        elif member.isreg():
            yield member.name, _tar_entry(archive, member)
        elif member.issym() or member.islnk():
            yield member.name, Entry("", no_read("it is a link: put the file itself in its place"))
        else:
            yield member.name, Entry("", no_read("it is not a plain file (it is a pipe, a device or the like)"))


def _tar_entry(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Entry:
    # A member that is a plain file always has one.
    return Entry(
        "", lambda limit: _member(lambda: cast("IO[bytes]", archive.extractfile(member)), limit), None, member.mtime
    )
