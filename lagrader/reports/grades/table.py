"""The grades of a class as a table: a line for each learner, a column for each criterion."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from lagrader.gradebook import Gradebook, Kind, Row, Status, kind_of
from lagrader.gradebook.by_hand import Override, overrides, points_of, report_of, with_points
from lagrader.gradebook.late import Penalty, Rule, lowered_row, penalty_of, rule_of
from lagrader.gradebook.rows import is_forgotten
from lagrader.reports.wording import code, mistakes_of
from lagrader.results import CriterionResult, Report, Verdict, criterion_name
from lagrader.submission.shelf import natural

OUTDATED = "These marks are for another version of the course than most."
"""Older or newer ones: who was gone when the others were graded anew, or handed in after the course had changed."""

PROVISIONAL = "A person has still to mark a part of it: the points are provisional."


@dataclass(frozen=True, slots=True)
class Column:
    """One criterion of the course, as ``ex3.output``."""

    name: str
    max_points: Fraction
    further: bool = False
    """Whether it is of an exercise that goes further, which not everybody is asked for."""
    bonus: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """What the table needs of a report; equal work shares it."""

    points: dict[str, Fraction]
    """By the column's name."""
    passed: frozenset[str]
    """The columns in which it was accepted."""
    codes: tuple[str, ...]
    """The feedback's codes, one for each criterion that failed; none for a file that isn't there."""
    stopped: bool
    """Whether a part of it was stopped for its time, its memory or what it printed."""
    packages: frozenset[str] = frozenset()
    """What it imports and is not here."""
    pending: tuple[str, ...] = ()
    """The columns that a person has still to mark."""
    settled: Fraction = Fraction()
    """The points that could be earned in all others."""


@dataclass(frozen=True, slots=True)
class Line:
    """One learner; without marks where nothing was graded."""

    row: Row
    marks: Marks | None
    outdated: bool = False
    """Whether the marks are for another version of the course; they count in no figure about the class."""
    by_hand: bool = False
    """Whether a teacher has entered something."""
    penalty: Penalty | None = None
    """What handing in late cost; the row's points are after it."""
    untimed: bool = False
    """Whether lateness costs something in this class, and nobody knows when this was handed in."""


@dataclass(frozen=True, slots=True)
class Table:
    """The whole class, by id in natural order; the criteria as in the rubrics."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]

    @property
    def graded(self) -> list[Line]:
        """Those that have marks."""
        return [line for line in self.lines if line.marks is not None]

    @property
    def comparable(self) -> list[Line]:
        """Those whose marks are for the course as it is."""
        return [line for line in self.graded if not line.outdated]

    @property
    def pending(self) -> list[Line]:
        """Those of whom a person has still to mark something: their sums are provisional."""
        return [line for line in self.graded if line.marks and line.marks.pending]

    @property
    def untimed(self) -> list[Line]:
        """Those whose lateness would cost something, and nobody knows when they handed in."""
        return [line for line in self.lines if line.untimed]

    def with_status(self, status: Status) -> list[Line]:
        """Return the lines of one status."""
        return [line for line in self.lines if line.row.status is status]

    @property
    def alike(self) -> list[list[str]]:
        """Groups of learners with the same work, the largest first."""
        counted = [line.row for line in self.graded if line.marks and any(line.marks.points.values())]
        times = Counter(row.content for row in counted)
        groups: dict[bytes, list[str]] = {}
        for row in counted:
            if row.content is not None and times[row.content] > 1:
                groups.setdefault(row.content, []).append(row.learner)
        return sorted(groups.values(), key=lambda learners: (-len(learners), natural(learners[0])))

    @property
    def packages(self) -> list[tuple[str, list[str]]]:
        """What learners imported and is not here, with those who did; what the most imported first."""
        found: dict[str, list[str]] = {}
        for line in self.comparable:
            for name in line.marks.packages if line.marks else ():
                found.setdefault(name, []).append(line.row.learner)
        return sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))


Look = Callable[[bytes, Report], None]
"""What is shown every report on the way, with its key: reading them takes most of the time."""


def read_table(book: Gradebook, look: Look | None = None) -> Table:
    """Read all current rows of a gradebook."""
    rows = sorted(book.rows(), key=lambda row: natural(row.learner))
    columns: dict[str, Column] = {}
    marks: dict[bytes, Marks] = {}
    known: dict[Hashable, Marks] = {}  # a class has the same few again and again
    outdated = book.outdated()
    for key, report in book.reports():
        if look is not None:
            look(key, report)
        found = _marks(report)
        marks[key] = known.setdefault(_content(found), found)
        if key not in outdated:
            columns |= {column.name: column for column in _columns(report) if column.name not in columns}
    held = overrides(book)
    ordered = sorted(columns.values(), key=lambda column: natural(column.name.partition(".")[0]))
    rule = rule_of(book)
    lines = (_line(book, row, marks, held.get(row.learner, ()), rule) for row in rows)
    return Table(tuple(ordered), tuple(replace(one, outdated=_is_outdated(one, outdated)) for one in lines))


def _line(book: Gradebook, row: Row, marks: Mapping[bytes, Marks], held: Sequence[Override], rule: Rule | None) -> Line:
    its = marks.get(row.key) if row.key and row.status is Status.GRADED else None
    if its is None:
        return Line(row, its)
    penalty = penalty_of(rule, row, held)
    untimed = rule is not None and penalty is None and rule.handed(row) is None and not is_forgotten(row)
    costs = penalty if penalty is not None and penalty.share else None
    if not held:
        return Line(lowered_row(row, costs), its, penalty=costs, untimed=untimed)
    report = report_of(book, row, held)
    assert report is not None  # it has marks
    return Line(with_points(row, report), _marks(report), by_hand=True, penalty=costs, untimed=untimed)


def _is_outdated(line: Line, keys: set[bytes]) -> bool:
    return line.marks is not None and line.row.key in keys


def _columns(report: Report) -> list[Column]:
    return [
        Column(criterion_name(exercise.number, criterion.id), criterion.max_points, exercise.further, criterion.bonus)
        for exercise in report.exercises
        for criterion in exercise.criteria
    ]


def _marks(report: Report) -> Marks:
    criteria = report.named_criteria
    mistakes = [criterion for _, criterion in mistakes_of(report)]
    return Marks(
        points_of(report),
        frozenset(name for name, criterion in criteria.items() if criterion.verdict is Verdict.ACCEPTED),
        tuple(map(code, mistakes)),
        kind_of(report) is Kind.STOPPED,
        frozenset(filter(None, map(_package, mistakes))),
        tuple(name for name, criterion in criteria.items() if criterion.verdict is Verdict.PENDING),
        report.settled,
    )


def _package(criterion: CriterionResult) -> str:
    """What an import did not find, by Python's own words."""
    found = re.search(r"^ModuleNotFoundError: No module named '([\w.]{1,60})'", criterion.exception)
    return found[1] if found else ""


def _content(marks: Marks) -> Hashable:
    return (
        tuple(marks.points.items()),
        marks.passed,
        marks.codes,
        marks.stopped,
        marks.packages,
        marks.pending,
        marks.settled,
    )


def most_common(table: Table) -> list[tuple[str, int]]:
    """Return the codes of what went wrong with the number of learners whom it happened to, the most frequent first."""
    counts = Counter(code_ for line in table.comparable if line.marks for code_ in set(line.marks.codes))
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
