"""What would change if a class were graded anew: old and new, per learner and criterion, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from lagrader.gradebook.book import Gradebook
from lagrader.gradebook.by_hand import Override, overrides, points_of, report_of
from lagrader.gradebook.rows import Basis, Row, Status, is_forgotten
from lagrader.submission.shelf import natural


class Step(NamedTuple):
    """One criterion's points before and after; None where the rubric didn't have it, or doesn't any more."""

    criterion: str
    before: Fraction | None
    after: Fraction | None


@dataclass(frozen=True, slots=True)
class Change:
    """What would become of one learner's marks."""

    learner: str
    name: str
    before: Fraction | None
    """The points, with a teacher's own marks; None where there are none."""
    after: Fraction | None
    max_before: Fraction | None
    max_after: Fraction | None
    steps: tuple[Step, ...]
    causes: tuple[str, ...]
    """``submission``, ``rubric``, ``torch 2.6.0 -> 2.13.0`` …, and ``override`` where a teacher's mark has its part."""
    status: str = ""
    """What it would be called where there are no points any more, or there were none."""

    @property
    def is_lower(self) -> bool:
        """Whether the share of the points would be lower, for the same work."""
        if "submission" in self.causes or None in (self.before, self.after) or not (self.max_before and self.max_after):
            return False
        assert self.before is not None
        assert self.after is not None
        return self.after / self.max_after < self.before / self.max_before


@dataclass(frozen=True, slots=True)
class Plan:
    """A class as it is, against what it would be."""

    changes: tuple[Change, ...]
    """By learner, in natural order."""
    regraded: int
    """Marks that would be another version's, whether their points change or not."""
    same: int
    """Learners for whom nothing would change."""
    new: tuple[str, ...]
    """Who has no row yet."""
    gone: tuple[str, ...]
    """Whose work is not there any more: their marks stay."""


def planned(book: Gradebook, rows: Mapping[str, Row], basis: Basis) -> Plan:
    """Compare the current rows with those that a run on this ``basis`` would enter."""
    current = {row.learner: row for row in book.rows()}
    held = overrides(book)
    changes, regraded, same = [], 0, 0
    for learner in sorted(rows.keys() & current.keys(), key=natural):
        before, after = current[learner], rows[learner]
        if before.key == after.key and before.status == after.status:
            same += 1
            continue
        regraded += after.key is not None
        change = _change(book, before, after, basis, held.get(learner, ()))
        if change is None:
            same += 1
        else:
            changes.append(change)
    new = tuple(sorted(rows.keys() - current.keys(), key=natural))
    others = (row for row in current.values() if row.learner not in rows and not is_forgotten(row))
    marked = (row.learner for row in others if row.key is not None)
    return Plan(tuple(changes), regraded, same, new, tuple(sorted(marked, key=natural)))


def _change(book: Gradebook, before: Row, after: Row, basis: Basis, held: Sequence[Override]) -> Change | None:
    old, new = _points(book, before, held), _points(book, after, held)
    steps = tuple(Step(name, old.get(name), new.get(name)) for name in {**old, **new} if old.get(name) != new.get(name))
    was, total = _total(book, before, held), _total(book, after, held)
    most = None if total is None else total[1]
    is_same = not steps and before.status == after.status and before.max_points == most
    if is_same:
        return None
    return Change(
        before.learner,
        before.name,
        None if was is None else was[0],
        None if total is None else total[0],
        before.max_points,
        most,
        steps,
        tuple(_causes(book, before, after, basis, held)),
        "" if before.status == after.status == Status.GRADED else f"{before.status} -> {after.status}",
    )


def _total(book: Gradebook, row: Row, held: Sequence[Override]) -> tuple[Fraction, Fraction] | None:
    """The points that count, and what they could be."""
    report = report_of(book, row, held) if any(one.points is not None for one in held) else None
    if report is not None:
        return report.points, report.max_points
    return None if row.key is None else book.total(row.key)


def _points(book: Gradebook, row: Row, held: Sequence[Override]) -> dict[str, Fraction]:
    if row.key is None:
        return {}
    if not any(one.points is not None for one in held):
        return dict(book.points(row.key))
    report = report_of(book, row, held)
    return {} if report is None else points_of(report)


def _causes(book: Gradebook, before: Row, after: Row, basis: Basis, held: Sequence[Override]) -> Iterator[str]:
    if before.content != after.content:
        yield "submission"
    was = None if before.key is None else book.basis(before.key)
    if was is not None:
        if was.course != basis.course:
            yield "rubric"
        for what in ("torch", "lagrader", "device"):
            if getattr(was, what) != getattr(basis, what):
                yield f"{what} {getattr(was, what)} -> {getattr(basis, what)}"
    if any(one.points is not None for one in held):
        yield "override"
