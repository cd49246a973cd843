"""Modules of the learner's own that stand beside a file and are imported by it: their sources travel along.

They are found by reading the imports, never by importing. A name that belongs to Python, torch or NumPy is
never sent, so that a ``random.py`` beside the work cannot take the real one's place.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from lagrader.submission.place import DISK, Place
from lagrader.submission.sources import Text, read_text
from lagrader.submission.unreadable import Unreadable, display
from lagrader.syntax import SyntaxFault, imported_names, parse

Helper: TypeAlias = tuple[str, str, str]
"""Module name, file name to show, text."""

HELPER_LIMIT = 64
HELPER_BYTES = 1024 * 1024
LIBRARIES = {"torch", "torchgen", "functorch", "numpy", "typing_extensions"}
TAKEN = frozenset(sys.stdlib_module_names) | LIBRARIES | {"lagrader"}
PACKAGE = "__init__.py"
_BY_CALL = re.compile(r"import_module|__import__")
DEEPEST = 20
"""Parts of a module's dotted name that are followed; a link may make a folder hold itself."""


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
    place: Place
    found: dict[str, Helper] = field(default_factory=dict)
    paths: set[Path] = field(default_factory=set)
    notes: dict[str, None] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    waiting: deque[str] = field(default_factory=deque)
    listings: dict[Path, frozenset[str]] = field(default_factory=dict)
    size: int = 0
    full: bool = False

    def run(self, tree: ast.Module, text: str) -> Helpers:
        if self._names_none(text):
            return Helpers()
        self._wait_for(imported_names(tree))
        while self.waiting and not self.full:
            self._take(self.waiting.popleft())
        return Helpers(tuple(self.found.values()), frozenset(self.paths), tuple(self.notes))

    def _names_none(self, text: str) -> bool:
        """Whether nothing of what lies beside is named anywhere in the text: the usual case, known without a search."""
        beside = {name.removesuffix(".py") for name in self._entries(self.folder)} - {self.module}
        # Other letters may be the same name to Python (PEP 3131), and a text in quotes may be written in escapes.
        return text.isascii() and not _BY_CALL.search(text) and not any(name in text for name in beside)

    def _wait_for(self, names: frozenset[str]) -> None:
        for name in sorted(names):
            parts = name.split(".", DEEPEST)[:DEEPEST]
            for end in range(1, len(parts) + 1):
                prefix = ".".join(parts[:end])
                if prefix not in self.seen and prefix != self.module:
                    self.seen.add(prefix)
                    self.waiting.append(prefix)

    def _take(self, name: str) -> None:
        path = self._locate(name)
        if path is None:
            return
        if name.partition(".")[0] in TAKEN:
            top = name.partition(".")[0]
            self.notes[f"{display(path)} is not used: {top} is the name of a library. Give it another name."] = None
            return
        if self.place.leads_out(path, self.folder):
            # What lies elsewhere may be what the author of this work may not read.
            self.notes[
                f"{display(path)} is a link that leads out of its folder: put the file itself in its place. "
                "Until then it cannot be imported."
            ] = None
            return
        # A folder without __init__.py is a package all the same; it is sent as an empty one.
        is_there = path.name in self._entries(path.parent)
        text = read_text(path, self.place) if is_there else Text(path, "")
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
        tree = parse(text, display(path))
        if not isinstance(tree, SyntaxFault):  # a module with a fault travels too: its import says what is wrong
            package = name if path.name == PACKAGE else name.rpartition(".")[0]
            self._wait_for(imported_names(tree, package))

    def _locate(self, name: str) -> Path | None:
        """Return the file of a dotted module name: a package comes before a module of the same name."""
        folder = self.folder
        *packages, last = name.split(".")
        for part in packages:
            if part not in self._entries(folder):
                return None
            folder /= part
        names = self._entries(folder)
        if last in names and PACKAGE in (inner := self._entries(folder / last)):
            return folder / last / PACKAGE
        if f"{last}.py" in names:
            return folder / f"{last}.py"
        has_sources = last in names and any(entry.endswith(".py") for entry in inner)
        return folder / last / PACKAGE if has_sources else None

    def _entries(self, folder: Path) -> frozenset[str]:
        """The names in a folder, listed once: it may be a large one, and be asked about by a thousand imports."""
        if folder not in self.listings:
            self.listings[folder] = self.place.entries(folder)
        return self.listings[folder]


def find_helpers(tree: ast.Module, text: str, folder: Path, module: str, place: Place = DISK) -> Helpers:
    """Find what the module ``module`` in ``folder`` imports from beside it, and what that imports.

    ``tree`` is its syntax tree, ``text`` the source.
    """
    return _Search(folder, module, place).run(tree, text)
