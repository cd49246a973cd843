"""Marks put into a table that a platform gave its teacher: what Canvas and Moodle have in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from lagrader.gradebook import Row
from lagrader.phrases import few, points_text
from lagrader.reports.grades.numbers import number, number_text, rounded
from lagrader.reports.grades.people import Match, quoted
from lagrader.reports.grades.table import Line
from lagrader.submission.sheet import Sheet

Said = Callable[[Row], str]
"""What a learner is told in a line."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A platform's table with marks in it, and what its importer will make of it, as sentences."""

    sheet: Sheet
    notes: tuple[str, ...]


@dataclass(slots=True)
class Entries:
    """Marks on their way into one column, scaled to what the platform gives, and what becomes of each."""

    column: int
    most: Fraction
    mark: str
    """What stands before decimals."""
    takes_more: bool = True
    """Whether the platform takes a grade above its maximum, as bonuses make one."""
    unchanged: list[str] = field(default_factory=list)
    _entered: int = 0
    _changed: list[str] = field(default_factory=list)
    _above: list[str] = field(default_factory=list)
    _lowered: list[str] = field(default_factory=list)
    _provisional: list[str] = field(default_factory=list)
    _left: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def enter(self, row: list[str], line: Line) -> bool:
        """Put a learner's mark into a row; return False where there is none."""
        learner, points, max_points = line.row.learner, line.row.points, line.row.max_points
        if line.marks is None or points is None or not max_points:
            self.leave(line, "without marks here")
            return False
        grade, before = rounded(points * self.most / max_points), row[self.column].strip()
        if grade > self.most:
            grade = grade if self.takes_more else self.most
            self._above.append(learner)
        row[self.column] = number_text(grade, self.mark)
        if line.penalty:
            self._lowered.append(learner)
        if line.marks.pending:
            self._provisional.append(learner)
        self._entered += 1
        if number(before, self.mark) == grade:
            self.unchanged.append(learner)
        elif before.strip("-"):
            self._changed.append(f"{learner} {before} -> {row[self.column]}")
        return True

    def leave(self, line: Line, why: str) -> None:
        """Note that a row stays as it is."""
        self._left[why].append(line.row.learner)

    def notes(self, found: Match, heading: str, rows: int) -> list[str]:
        """Return what is to be told before the upload, of a table with so many ``rows`` of learners."""
        out_of = points_text(self.most)
        notes = [f"{self._entered:,} of {rows:,} rows filled, in {quoted(heading)}, out of {out_of}."]
        notes += [f"Left as they are, {why}: {few(who)}." for why, who in self._left.items()]
        above = "With bonuses above the maximum" + ("" if self.takes_more else ", entered as the maximum")
        told = {
            above: self._above,
            "After a penalty for late work": self._lowered,
            "Not filled, since it isn't sure whose they are": found.doubtful,
            "Not in the file, so their marks arrive nowhere": found.missing,
            "Not in the gradebook, so their rows stay as they are": found.strangers,
            "Another grade stood there": self._changed,
            "Provisional, since a person has still to mark something": self._provisional,
        }
        return notes + [f"{what}: {few(who)}." for what, who in told.items() if who]
