"""Tensors in columns: aligned numbers, as many digits as it takes, and of a large tensor the part that matters."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np

from lagrader.comparison import as_numpy, compare_entries, differing
from lagrader.tolerance import Tolerance
from lagrader.wire import Array

MAX_COLUMNS = 6
MAX_ROWS = 6

CUT = "…"
MARK = ">"

Entry: TypeAlias = bool | int | float | complex
Pair: TypeAlias = tuple[Entry, Entry]
Writer: TypeAlias = Callable[[Entry], str]


def grid(array: Array) -> list[str]:
    """Return the lines of one tensor with at least one axis and one entry; a large one is cut to its first corner."""
    part = _Grid(array, (), None)
    write = _writer(part.entries, [])
    return [*part.lines(write, part.width(write)), *part.note()]


def grids(expected: Array, actual: Array, tolerance: Tolerance) -> tuple[list[str], list[str]]:
    """Return the lines of two tensors of one shape, of both the part around the worst entry.

    Columns are equally wide in both. Entries of ``actual`` that differ are marked; the note on what was cut stands
    under ``expected`` alone.
    """
    unequal = differing(expected, actual, tolerance)
    worst = compare_entries(expected, actual, tolerance).worst_index
    left, right = _Grid(expected, worst, None), _Grid(actual, worst, unequal)
    pairs = list(zip(left.entries, right.entries, strict=True))
    told = [pair for pair, bad in zip(pairs, right.bad, strict=True) if bad]
    write = _writer([*left.entries, *right.entries], told)
    width = max(left.width(write), right.width(write))
    return [*left.lines(write, width), *left.note()], right.lines(write, width)


class _Grid:
    """The part of a tensor that is shown: of its last two axes, a window around one entry."""

    def __init__(self, array: Array, around: tuple[int, ...], unequal: Any) -> None:
        self.shape = array.shape
        self.flat = len(array.shape) == 1
        rows, columns = (1, *array.shape)[-2:]
        row, column = (0, *(around or (0,) * len(array.shape)))[-2:]
        self.lead = around[:-2] or (0,) * (len(array.shape) - 2)
        self.rows = _window(rows, 0 if self.flat else row, MAX_ROWS - (rows > MAX_ROWS or bool(self.lead)))
        self.columns = _window(columns, column, MAX_COLUMNS)
        self.above, self.below = self.rows.start > 0, self.rows.stop < rows
        self.before, self.after = self.columns.start > 0, self.columns.stop < columns
        cells = self._part(as_numpy(array))
        marks = np.zeros(cells.shape, np.bool_) if unequal is None else self._part(unequal)
        self.cells: list[list[Entry]] = cells.tolist()
        self.marks: list[list[bool]] = marks.tolist()

    def _part(self, entries: Any) -> Any:
        part = entries.reshape(1, -1) if self.flat else entries[self.lead]
        return part[self.rows, self.columns]

    @property
    def entries(self) -> list[Entry]:
        return [cell for row in self.cells for cell in row]

    @property
    def bad(self) -> list[bool]:
        return [mark for row in self.marks for mark in row]

    def texts(self, write: Writer) -> list[list[str]]:
        rows = zip(self.cells, self.marks, strict=True)
        return [[MARK * bad + write(cell) for cell, bad in zip(*row, strict=True)] for row in rows]

    def width(self, write: Writer) -> int:
        return max(len(text) for row in self.texts(write) for text in row)

    def lines(self, write: Writer, width: int) -> list[str]:
        rows = [" ".join(text.rjust(width) for text in row) for row in self.texts(write)]
        rows = [f"[{f'{CUT} ' * self.before}{row}{f' {CUT}' * self.after}]" for row in rows]
        if self.flat:
            return rows
        rows = [*[CUT] * self.above, *rows, *[CUT] * self.below]
        inner = [f"{' ' if place else '['}{row}" for place, row in enumerate(rows)]
        return [*inner[:-1], f"{inner[-1]}]"]

    def note(self) -> list[str]:
        """Say of what this is a part, if it is one."""
        if self.lead:
            return [f"[{', '.join(map(str, self.lead))}, :, :] of shape {self.shape}"]
        return [f"shape {self.shape}"] if self.above or self.below or self.before or self.after else []


def _window(length: int, centre: int, most: int) -> slice:
    start = max(0, min(centre - most // 2, length - most))
    return slice(start, min(length, start + most))


def _writer(entries: Sequence[Entry], pairs: Sequence[Pair]) -> Writer:
    """Choose one way to write all ``entries``: the fewest digits that show them, and tell ``pairs`` apart."""
    if all(isinstance(entry, int) for entry in entries):
        return str
    style = _style(entries)
    digits = next((n for n in range(1, 4) if all(_shown(e, f"{e:.{n}{style}}") for e in entries)), 4)
    while digits < 17 and any(f"{a:.{digits}{style}}" == f"{b:.{digits}{style}}" for a, b in pairs):
        digits += 1
    return lambda entry: f"{entry:.{digits}{style}}"


def _style(entries: Sequence[Entry]) -> str:
    largest = max((_magnitude(entry) for entry in entries if math.isfinite(_magnitude(entry))), default=0.0)
    return "f" if largest == 0 or 1e-3 <= largest < 1e6 else "e"


def _shown(entry: Entry, text: str) -> bool:
    """Tell whether ``text`` gives the number as far as float32 knows it."""
    size = _magnitude(entry)
    return not math.isfinite(size) or _magnitude(complex(text) - entry) <= 1e-6 * size


def _magnitude(entry: complex) -> float:
    """Return the larger of the two parts: unlike ``abs`` of a complex number, never an OverflowError."""
    return max(abs(entry.real), abs(entry.imag))
