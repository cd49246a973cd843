"""Notebooks where one learner's work is looked for: on disk, and in a kernel that runs.

A notebook is read as the program that its cells come to, so everything behind sees a program.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from lagrader.results import CriterionResult, ExerciseResult, Location
from lagrader.submission.notebook import NOTEBOOK_LIMIT, NoProgram, Program, program_of, program_of_cells
from lagrader.submission.place import DISK, read_plain
from lagrader.submission.unreadable import Unreadable, display

SUFFIX = ".ipynb"

Notes = MutableMapping[Path, tuple[str, ...]]
"""What there is to say about each notebook that was read."""


def read_notebook(path: Path, data: bytes, notes: Notes) -> bytes | Unreadable:
    """Return the program in a notebook's bytes; note what there is to say about it."""
    if len(data) > NOTEBOOK_LIMIT:
        text = f"{display(path)} has more than {NOTEBOOK_LIMIT // 2**20} MiB: clear its outputs and save it again."
        return Unreadable("too_large", text, path)
    return _read(path, program_of(data), notes)


def _read(path: Path, found: Program | NoProgram, notes: Notes) -> bytes | Unreadable:
    if isinstance(found, NoProgram):
        return Unreadable("unreadable", f"{display(path)} cannot be read: {found.reason}.", path)
    notes[path] = found.notes
    return found.text.encode("utf-8", "replace")


@dataclass
class Notebooks:
    """The files of this machine, notebooks among them."""

    notes: dict[Path, tuple[str, ...]] = field(default_factory=dict)

    def entries(self, folder: Path) -> frozenset[str]:
        """See :class:`Place`."""
        return DISK.entries(folder)

    def read(self, path: Path) -> bytes | Unreadable:
        """See :class:`Place`."""
        if path.suffix.lower() != SUFFIX:
            return DISK.read(path)
        try:
            data = read_plain(path, NOTEBOOK_LIMIT + 1)
        except (OSError, ValueError):
            data = None
        if data is None:
            why = DISK.read(path)  # it says why not; of one that can be read by now it is the source of nothing
            return why if isinstance(why, Unreadable) else Unreadable("missing", f"There is no {display(path)}.", path)
        return read_notebook(path, data, self.notes)

    def leads_out(self, path: Path, folder: Path) -> bool:
        """See :class:`Place`."""
        return DISK.leads_out(path, folder)


@dataclass
class Kernel(Notebooks):
    """The cells that a kernel ran, by their numbers, as a place that holds one notebook.

    What lies beside it is read where the kernel runs. Whoever typed the cells needs no notes about them.
    """

    cells: Mapping[int, str] = field(default_factory=dict)

    def read(self, path: Path) -> bytes | Unreadable:
        """See :class:`Place`."""
        return _read(path, program_of_cells(self.cells), {}) if path.suffix == SUFFIX else DISK.read(path)


# --- where something stands ------------------------------------------------------------------------------

_HEAD = re.compile(r"# cell (\d+)")
_BROKEN = re.compile(r"raise SyntaxError\((?P<message>.*)\)  # line (?P<line>\d+)")


class CellLines:
    """The lines of a notebook's program as people know them: by cell, counted from 1 in each."""

    def __init__(self, text: str, file: str) -> None:
        """``file`` is the name that reports give the notebook."""
        self._lines = text.split("\n")
        self._file = file
        self._heads = [number for number, line in enumerate(self._lines, 1) if _HEAD.fullmatch(line)]

    def located(self, result: ExerciseResult) -> ExerciseResult:
        """Return a result whose places are named by cell."""
        problem = None if result.problem is None else self._criterion(result.problem)
        return replace(result, problem=problem, criteria=tuple(map(self._criterion, result.criteria)))

    def _criterion(self, criterion: CriterionResult) -> CriterionResult:
        place = None if criterion.location is None else self._place(criterion.location)
        return replace(criterion, location=place, trace=tuple(map(self._place, criterion.trace)))

    def _place(self, place: Location) -> Location:
        at = bisect(self._heads, place.line) - 1 if place.file == self._file and place.line else -1
        if at < 0 or place.line is None:
            return place
        head = self._heads[at]
        number = _HEAD.fullmatch(self._lines[head - 1])
        file = f"{self._file}, cell {number[1] if number else '?'}"
        broken = _BROKEN.fullmatch(self._lines[head]) if head < len(self._lines) else None
        if broken is None:
            return replace(place, file=file, line=place.line - head)
        line = int(broken["line"])
        source = self._lines[head + line].removeprefix("# ") if head + line < len(self._lines) else None
        return replace(place, file=file, line=line, source=source)
