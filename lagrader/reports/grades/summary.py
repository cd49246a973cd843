"""What a teacher asks first about a class: how it went, what was hard, what needs a look."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from statistics import mean, median

from lagrader.gradebook import Status
from lagrader.reports.grades.table import Line, Table, most_common

LOW = 40
"""Percent of the points below which somebody is counted as lost."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Shares are in percent of the points, exact; None where nobody has any marks."""

    submissions: int
    absent: int
    unreadable: int
    stopped: int
    not_graded: int
    mean: Fraction | None
    median: Fraction | None
    low: Fraction | None
    """The share of learners below :data:`LOW`."""
    full: Fraction | None
    """The share of learners with every point."""
    hardest: tuple[str, Fraction] | None
    """The criterion that the fewest got, with their share; None where all got everything."""
    mistake: tuple[str, int] | None
    """The most frequent code of feedback, with the number of learners."""
    outdated: int
    """Marks for another version of the course than most, which are in none of these figures but the first."""
    pending: int
    """Learners of whom a person has still to mark something."""
    late: int
    """Learners whom handing in late cost something."""
    untimed: int
    """Those of whom nobody knows when they handed in, where lateness costs something."""
    alike: tuple[tuple[str, ...], ...]
    """Groups of learners with the same work, the largest first."""
    packages: tuple[tuple[str, int], ...]
    """What was imported and is not here, with the number of learners who did, the most frequent first."""

    @property
    def looks(self) -> int:
        """How many submissions need a look."""
        return self.unreadable + self.stopped + self.not_graded

    @property
    def smooth(self) -> int:
        """How many were graded without anything to look at."""
        return self.submissions - self.looks


def summarise(table: Table) -> Summary:
    """Return the facts about a class."""
    scores = [score for line in table.comparable if (score := _score(line)) is not None]
    absent = len(table.with_status(Status.NOT_HANDED_IN))
    return Summary(
        submissions=len(table.lines) - absent,
        absent=absent,
        unreadable=len(table.with_status(Status.UNREADABLE)),
        stopped=sum(line.marks is not None and line.marks.stopped for line in table.lines),
        not_graded=len(table.with_status(Status.NOT_GRADED)),
        mean=mean(scores) if scores else None,
        median=median(scores) if scores else None,
        low=_share(sum(score < LOW for score in scores), len(scores)),
        full=_share(sum(score >= _ALL for score in scores), len(scores)),
        hardest=_hardest(table),
        mistake=next(iter(most_common(table)), None),
        outdated=len(table.graded) - len(table.comparable),
        pending=len(table.pending),
        late=sum(line.penalty is not None for line in table.lines),
        untimed=len(table.untimed),
        alike=tuple(map(tuple, table.alike)),
        packages=tuple((name, len(learners)) for name, learners in table.packages),
    )


_ALL = 100


def _score(line: Line) -> Fraction | None:
    row = line.row
    return None if row.points is None or not row.max_points else _percent(row.points, row.max_points)


@lru_cache(maxsize=1024)  # a class has the same few
def _percent(points: Fraction, max_points: Fraction) -> Fraction:
    return points / max_points * _ALL


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part * _ALL, whole) if whole else None


def _hardest(table: Table) -> tuple[str, Fraction] | None:
    graded = [line.marks for line in table.comparable if line.marks is not None]
    shares = [
        (Fraction(sum(column.name in marks.passed for marks in graded) * _ALL, len(graded)), column.name)
        for column in table.columns
        if graded and column.max_points and not (column.further or column.bonus)
    ]
    lowest = min(shares, key=lambda share: share[0], default=None)
    return None if lowest is None or lowest[0] == _ALL else (lowest[1], lowest[0])
