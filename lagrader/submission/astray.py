"""Work that lies beside where it is looked for: under another name, in a notebook, one folder above."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from lagrader.submission.cells import SUFFIX, Notebooks
from lagrader.submission.nearby import lookalikes, says_otherwise
from lagrader.submission.place import DISK
from lagrader.submission.sources import SourceFile, read_source
from lagrader.submission.unreadable import SHOWN, Unreadable, display, listed, shortened
from lagrader.syntax import defined_names

SOLUTIONS = "solutions"
"""The folder in which a learner's work is looked for first."""

MOST_PROGRAMS = 20
"""Notebooks, and programs of other names, of one folder that are looked into."""


class Beside:
    """What a folder holds under other names, for exercises that have no program in it: its notebooks count."""

    def __init__(self, folder: Path, names: set[str], targets: Mapping[str, frozenset[str]]) -> None:
        self.place = Notebooks()
        self.folder, self._targets = folder, targets
        self._paths = [folder / name for name in sorted(names) if name.lower().endswith(SUFFIX)][:MOST_PROGRAMS]
        self._held: dict[Path, set[str]] = {}

    @cached_property
    def above(self) -> Beside:
        """The folder above."""
        return Beside(self.folder.parent, set(DISK.entries(self.folder.parent)), self._targets)

    def find(self, id_: str) -> Path | None:
        """Return the notebook of an exercise: by its name, else the newest that defines one of its names."""
        named = next((path for path in self._paths if path.stem == id_), None)
        return named or max(self._notebooks_with(id_), key=_changed, default=None)

    def rivals(self, id_: str) -> list[str]:
        """Return the names of all notebooks that may be meant, where none is named after the exercise."""
        return [] if any(path.stem == id_ for path in self._paths) else [one.name for one in self._notebooks_with(id_)]

    def like(self, id_: str, names: Sequence[str], ids: Sequence[str]) -> list[str]:
        """Return the names that look like an exercise's file, but for those of something else by name and content."""
        alike = [name for name in lookalikes(id_, names, ids) if _is_file(self.folder / name)]
        return [name for name in alike if not says_otherwise(name, id_) or self._may_hold(self.folder / name, id_)]

    def _may_hold(self, path: Path, id_: str) -> bool:
        return id_ in self._in(path) or isinstance(read_source(path, self.place), Unreadable)

    def programs_with(self, id_: str, names: Sequence[str], ids: Sequence[str]) -> list[str]:
        """Return those of the ``names`` that stand for no exercise, and define something of this one."""
        named = {f"{other}.py" for other in ids}
        programs = [name for name in names if name.lower().endswith(".py") and name not in named][:MOST_PROGRAMS]
        return [name for name in programs if _is_file(self.folder / name) and id_ in self._in(self.folder / name)]

    def _notebooks_with(self, id_: str) -> list[Path]:
        return [path for path in self._paths if id_ in self._in(path)]

    def _in(self, path: Path) -> set[str]:
        if path not in self._held:
            self._held[path] = held_in(read_source(path, self.place), self._targets)
        return self._held[path]


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def held_in(source: SourceFile | Unreadable, targets: Mapping[str, frozenset[str]]) -> set[str]:
    """Return the exercises that a file holds something of: it defines one of their names."""
    defined = defined_names(source.tree) if isinstance(source, SourceFile) else frozenset()
    return {id_ for id_, names in targets.items() if names & defined}


def missing(id_: str, beside: Beside, found: Sequence[str], holding: Sequence[str]) -> Unreadable:
    """Say what lies there instead: ``found`` by its name, ``holding`` by what it defines."""
    folder = beside.folder
    path = folder / f"{id_}.py"
    programs = [name for name in found if not name.lower().endswith(".ipynb")]
    commands: tuple[str, ...] = ()
    text = f"There is no {display(path)}"
    if programs:
        one = len(programs) == 1
        text += f", but {listed(programs)} {'looks' if one else 'look'} like it: rename "
        text += "it." if one else "the one that counts."
        commands = tuple(f"mv {_word(folder / name)} {_word(path)}" for name in programs[:SHOWN])
    elif holding:
        text += f", but {listed(holding)} {'has' if len(holding) == 1 else 'have'} some of it: check that file itself."
        commands = tuple(f"lagrader check {_word(folder / name)}" for name in holding[:SHOWN])
    elif found:
        text += f", but there is {listed(found)}, which defines none of its names."
    elif folder.name == SOLUTIONS and _is_file(astray := folder.parent / f"{id_}.py"):
        text += f", but {display(astray)} lies one folder above: move it."
        commands = (f"mv {_word(astray)} {_word(folder)}",)
    elif folder.name == SOLUTIONS and (notebook := beside.above.find(id_)):
        text += f", but {display(notebook)} one folder above has some of it: check that file itself."
        commands = (f"lagrader check {_word(notebook)}",)
    else:
        text += ": save your work on this exercise under that name."
    return Unreadable("missing", text, path, commands=commands)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _word(path: Path) -> str:
    """Return a path as one word of a shell's command line, whatever signs it is made of."""
    text = os.fspath(shortened(path))
    text = f"./{text}" if text.startswith("-") else text
    if text.isprintable():
        return shlex.quote(text)
    plain = "".join(chr(b) if 32 <= b < 127 and chr(b) not in "'\\" else f"\\x{b:02x}" for b in os.fsencode(text))
    return f"$'{plain}'"
