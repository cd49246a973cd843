"""A file that cannot be used, and how a path is shown."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from lagrader.harmless import harmless_line
from lagrader.phrases import joined

Kind: TypeAlias = Literal[
    "missing", "folder", "special", "unreadable", "empty", "too_large", "binary", "nul", "encoding", "syntax"
]


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


SHOWN = 5
"""How many files or names one sentence lists."""


def display(path: Path) -> str:
    """Return a path as people see it: relative to the current folder where it lies below, and harmless."""
    return harmless_line(os.fspath(shortened(path)))


def shortened(path: Path) -> Path:
    """Return ``path`` relative to the current folder where it lies below that, else as it is."""
    try:
        return path.relative_to(Path.cwd()) if path.is_absolute() else path
    except (OSError, ValueError):
        return path


def listed(names: Sequence[str]) -> str:
    """Return names as a part of a sentence: the first few, and how many more there are."""
    shown = [harmless_line(name) for name in names[:SHOWN]]
    if len(names) > SHOWN:
        shown.append(f"{len(names) - SHOWN} more")
    return joined(shown)
