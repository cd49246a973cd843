"""The heat map of learners and criteria: a row for each in a small class, bands of equally many in a large one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from lagrader.reports.classroom.model import Cell, Classroom, Who
from lagrader.reports.classroom.words import span

NAMED = 60
"""Learners up to whom each has a row of their own."""

BANDS, FINE = 20, 60
"""Rows of a large class: in the table, and in the picture."""


@dataclass(frozen=True, slots=True)
class Band:
    """Learners with neighbouring points, the best first, and which part of them got each criterion (0..1)."""

    who: Who
    low: float
    high: float
    """Their points, in percent."""
    shares: tuple[float, ...]


def by_points(found: Classroom) -> list[int]:
    """Return the places of those who count, the most points first."""
    return sorted(found.counted.learners, key=lambda place: (-(found.learners[place].score or 0), place))


def bands(found: Classroom, most: int) -> list[Band]:
    """Return at most so many bands; none where nobody counts."""
    ordered = by_points(found)
    number = min(most, len(ordered))
    edges = [len(ordered) * turn // number for turn in range(number + 1)] if number else []
    return [_band(found, turn, ordered[start:end]) for turn, (start, end) in enumerate(pairwise(edges), start=1)]


def _band(found: Classroom, turn: int, places: Sequence[int]) -> Band:
    learners = [found.learners[place] for place in places]
    scores = [float(one.score or 0) for one in learners]
    cells = [one.cells for one in learners]
    shares = tuple(sum(column == Cell.RIGHT for column in row) / len(places) for row in zip(*cells, strict=True))
    who = Who(f"band:{turn}", f"with {span(min(scores), max(scores))}", tuple(sorted(places)))
    return Band(who, min(scores), max(scores), shares)
