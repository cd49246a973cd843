"""Which folders lie where the system does not tell of changes: on another machine, or on Windows' side of WSL."""

from __future__ import annotations

import sys
from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")

SILENT = frozenset(
    {
        "9p",  # WSL 2's view of C:, some containers
        "afs",
        "ceph",
        "cifs",
        "davfs",
        "drvfs",  # WSL 1
        "fakeowner",  # Docker Desktop
        "glusterfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "prl_fs",
        "smb3",
        "smbfs",
        "vboxsf",
        "virtiofs",
        "vmhgfs",
    }
)
"""File systems whose other side can change a file without a word to this one."""

_REMOTE_DRIVE = 4
"""DRIVE_REMOTE of GetDriveTypeW."""


def silent_mount(folder: Path, mounts: Path = _MOUNTS) -> str:
    """Return why no event may come for ``folder``; nothing where they can be counted on, or nobody knows."""
    if sys.platform == "win32":
        return _remote_drive(folder)
    try:
        text = mounts.read_text("utf-8", "surrogateescape")
        kind = file_system(str(folder.resolve()), text)
    except (OSError, RuntimeError):
        return ""
    silent = kind in SILENT or kind.startswith("fuse.")
    return f"the folder is on a {kind} mount, which does not tell of every change" if silent else ""


def file_system(path: str, mountinfo: str) -> str:
    """Return the type of the file system that ``path`` is on, by the text of Linux' mountinfo (proc(5)).

    The deepest mount point counts, and of several at one place the last.
    """
    best, kind = -1, ""
    for line in mountinfo.splitlines():
        left, _, right = line.partition(" - ")
        fields = left.split(" ")
        if len(fields) < 5 or not right:
            continue
        point = _unescaped(fields[4])
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= best:
            best, kind = len(point), right.split(" ")[0]
    return kind


def _unescaped(point: str) -> str:
    for code, char in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        point = point.replace(code, char)
    return point


def _remote_drive(folder: Path) -> str:
    import ctypes

    root = folder.resolve().anchor
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - Windows alone has it
    remote = root.startswith("\\\\") or kernel.GetDriveTypeW(root) == _REMOTE_DRIVE
    return "the folder is on another machine, which does not tell of every change" if remote else ""
