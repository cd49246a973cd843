"""Files to build classes of: archives and notebooks, in memory and on disk."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from lagrader.submission.shelf import Entry, Fault, Folder, walk

Content = bytes | str


def as_bytes(content: Content) -> bytes:
    return content.encode("utf-8") if isinstance(content, str) else content


def zipped(files: Mapping[str, Content], *, moments: Mapping[str, int] | None = None) -> bytes:
    """A zip of these files; ``moments`` gives some of them a year in which they were last changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, ((moments or {}).get(name, 2026), 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, as_bytes(content))
    return buffer.getvalue()


def tarred(files: Mapping[str, Content], kind: str = "gz") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=f"w:{kind}") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            data = as_bytes(content)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def laid_out(root: Path, files: Mapping[str, Content]) -> Path:
    """Write files below ``root``, with the folders that they need."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_bytes(content))
    return root


def contents(folder: Folder | Fault, limit: int = 1 << 20) -> dict[str, bytes | str]:
    """What lies below, by path; the reason where something can't be read."""
    assert not isinstance(folder, Fault), folder.reason
    found = {}
    for way, entry in walk(folder):
        assert entry.read is not None
        data = entry.read(limit)
        found["/".join(way)] = data.reason if isinstance(data, Fault) else data
    return found


def reason(folder: Folder | Fault) -> str:
    assert isinstance(folder, Fault)
    return folder.reason


def names(folder: Folder) -> list[str]:
    entries = folder.entries()
    assert not isinstance(entries, Fault)
    return [entry.name for entry in entries]


def one(name: str, content: Content) -> Entry:
    return Entry(name, lambda limit: as_bytes(content)[:limit])
