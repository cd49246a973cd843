"""Modules of the learner's own that stand beside a file and are imported by it: their sources travel along.

They are found by reading the imports, never by importing. A name that belongs to Python, torch or NumPy is
never sent, so that a ``random.py`` beside the work cannot take the real one's place.
"""

from __future__ import annotations

import ast
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from lagrader.submission.sources import Text, Unreadable, display, read_text
from lagrader.syntax import Parsed, imported_names, parse

Helper: TypeAlias = tuple[str, str, str]
"""Module name, file name to show, text."""

HELPER_LIMIT = 64
HELPER_BYTES = 1024 * 1024
LIBRARIES = {"torch", "torchgen", "functorch", "numpy", "typing_extensions"}
TAKEN = frozenset(sys.stdlib_module_names) | LIBRARIES | {"lagrader"}
PACKAGE = "__init__.py"


@dataclass(frozen=True, slots=True)
class Helpers:
    """What was found: the sources, the paths that they came from, and what a learner should know about it."""

    modules: tuple[Helper, ...] = ()
    paths: frozenset[Path] = frozenset()
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Search:
    """One walk along the imports."""

    folder: Path
    module: str
    found: dict[str, Helper] = field(default_factory=dict)
    paths: set[Path] = field(default_factory=set)
    notes: dict[str, None] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    waiting: deque[str] = field(default_factory=deque)
    size: int = 0
    full: bool = False

    def run(self, tree: ast.Module) -> Helpers:
        self._wait_for(imported_names(tree))
        while self.waiting and not self.full:
            self._take(self.waiting.popleft())
        return Helpers(tuple(self.found.values()), frozenset(self.paths), tuple(self.notes))

    def _wait_for(self, names: frozenset[str]) -> None:
        for name in sorted(names):
            parts = name.split(".")
            for end in range(1, len(parts) + 1):
                prefix = ".".join(parts[:end])
                if prefix not in self.seen and prefix != self.module:
                    self.seen.add(prefix)
                    self.waiting.append(prefix)

    def _take(self, name: str) -> None:
        path = _locate(self.folder, name)
        if path is None:
            return
        if name.partition(".")[0] in TAKEN:
            top = name.partition(".")[0]
            self.notes[f"{display(path)} is not used: {top} is the name of a library. Give it another name."] = None
            return
        # A folder without __init__.py is a package all the same; it is sent as an empty one.
        text = read_text(path) if path.name != PACKAGE or path.exists() else Text(path, "")
        if isinstance(text, Unreadable):
            self.notes[f"{text.text} Until then it cannot be imported."] = None
        elif self._has_room(text.text):
            self.notes.update({text.note: None} if text.note else {})
            self._add(name, path, text.text)

    def _has_room(self, text: str) -> bool:
        self.size += len(text.encode("utf-8"))
        self.full = self.size > HELPER_BYTES or len(self.found) >= HELPER_LIMIT
        if self.full:
            self.notes[
                f"Only the first {len(self.found)} modules beside {self.module}.py are used: "
                f"there may be {HELPER_LIMIT} with {HELPER_BYTES:,} bytes in all."
            ] = None
        return not self.full

    def _add(self, name: str, path: Path, text: str) -> None:
        self.found[name] = (name, display(path), text)
        self.paths.add(path)
        parsed = parse(text, display(path))
        if isinstance(parsed, Parsed):  # a module with a fault travels too: its import says what is wrong
            package = name if path.name == PACKAGE else name.rpartition(".")[0]
            self._wait_for(imported_names(parsed.tree, package))


def find_helpers(tree: ast.Module, folder: Path, module: str) -> Helpers:
    """Find what ``tree``, the module ``module`` in ``folder``, imports from beside it, and what that imports."""
    return _Search(folder, module).run(tree)


def _locate(folder: Path, name: str) -> Path | None:
    """Return the file of a dotted module name: a package comes before a module of the same name."""
    *packages, last = name.split(".")
    for part in packages:
        if part not in entries(folder):
            return None
        folder /= part
    names = entries(folder)
    if last in names and PACKAGE in (inner := entries(folder / last)):
        return folder / last / PACKAGE
    if f"{last}.py" in names:
        return folder / f"{last}.py"
    has_sources = last in names and any(entry.endswith(".py") for entry in inner)
    return folder / last / PACKAGE if has_sources else None


def entries(folder: Path) -> frozenset[str]:
    """Return the names in a folder as they are written; none where it can't be listed.

    Asking the file system for one name would also find ``Ex3_Neuron.PY`` where case does not matter.
    """
    return frozenset(_names(folder))


def _names(folder: Path) -> Iterator[str]:
    try:
        yield from (path.name for path in folder.iterdir())
    except (OSError, ValueError):
        return
