"""What a submission could have left behind: processes, descriptors, limits, files, sockets, shared memory."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.grading import ROOT

MARK = "lagrader_breach"
"""Stands in the name of whatever a trick leaves behind."""

_FOLDERS = ("/", "/dev/shm", "/dev/mqueue", "/run", "/var/tmp", "/etc", "~", ".", tempfile.gettempdir(), str(ROOT))

_NOT_SHOWN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


@dataclass(frozen=True)
class Surroundings:
    """All of it at one moment; what is equal before and after was not touched."""

    processes: frozenset[int]
    descriptors: tuple[tuple[str, ...], ...]
    limits: tuple[bytes, ...]
    """Of the processes that a program could reach most easily, and of the first one, which is everybody's forebear."""
    left: frozenset[str]
    course: str

    @classmethod
    def of(cls, *, workers: Iterable[int]) -> Surroundings:
        """Look around; ``workers`` are the processes that fork."""
        own = [os.getpid(), *workers]
        limits = tuple(_read(f"/proc/{pid}/limits") for pid in (1, *own))
        return cls(_offspring(own), tuple(map(_descriptors, own)), limits, frozenset(_left()), _digest_of_the_course())


def _offspring(roots: Iterable[int]) -> frozenset[int]:
    """Every process below ``roots``, and every one with the command line of a worker that nobody owns any more."""
    parents, orphans = {}, set()
    commands = {_read(f"/proc/{root}/cmdline") for root in list(roots)[1:]}
    for path in Path("/proc").glob("[0-9]*"):
        state = _read(path / "stat").rpartition(b")")[2].split()
        if len(state) > 1 and state[0] not in (b"Z", b"X"):
            parents[int(path.name)] = int(state[1])
            # What waits for a next check is nobody's on purpose, and other tests have some.
            if state[1] == b"1" and _read(path / "cmdline") in commands and _read(path / "comm") != b"lagrader-waits\n":
                orphans.add(int(path.name))
    found = set(roots)
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return frozenset(found | orphans)


def _descriptors(pid: int) -> tuple[str, ...]:
    found = []
    for path in Path(f"/proc/{pid}/fd").iterdir():
        try:
            found.append(re.sub(r"(/proc/)\d+(/fd)", r"\1\2", str(path.readlink())))
        except OSError:
            continue  # the one that lists them
    return tuple(sorted(found))


def _left() -> Iterable[str]:
    for folder in {Path(name).expanduser() for name in _FOLDERS}:
        try:
            yield from (str(path) for path in folder.iterdir() if MARK in path.name)
        except OSError:
            continue
    yield from (line for line in _read("/proc/net/unix").decode("utf-8", "replace").splitlines() if MARK in line)
    for kind in ("shm", "sem", "msg"):
        yield from _read(f"/proc/sysvipc/{kind}").decode("ascii").splitlines()[1:]


def _digest_of_the_course() -> str:
    digest = hashlib.sha256()
    for path in sorted([*(ROOT / "exercises").rglob("*.*"), *(ROOT / "solutions").glob("*.py")]):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.read_bytes() + oct(path.stat().st_mode).encode())
    return digest.hexdigest()


def _read(path: str | Path) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError:
        return b""


def bad_characters(text: str) -> list[str]:
    """Characters that move, hide or reorder what a person sees, in the order in which they stand in ``text``."""
    return _NOT_SHOWN.findall(text)
