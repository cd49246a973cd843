"""What handing in late costs: a share of all points earned, taken from the sum and from no criterion.

The rule is the gradebook's, not the course's, which has another deadline next year. Points before the penalty are kept,
and what it costs is worked out anew whenever marks are read, so that a new deadline changes no mark of a criterion.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lagrader.gradebook.rows import Row
from lagrader.phrases import counted, out_of, points_text
from lagrader.results import Report

if TYPE_CHECKING:
    from lagrader.gradebook.book import Gradebook
    from lagrader.gradebook.by_hand import Override

LATE = "late"
"""What the penalty is called where a teacher enters another one by hand, in percent."""

FACT = "late"
"""What a gradebook notes the rule under; the learners' own times have a table."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """When work is due, and the shares of the points earned, in 0..1, that lateness costs. Moments have zones."""

    deadline: datetime
    per_day: Fraction
    most: Fraction
    grace: timedelta
    extensions: Mapping[str, datetime]
    handed_in: Mapping[str, datetime]

    def handed(self, row: Row) -> datetime | None:
        """Return when a learner handed in; None where nobody knows."""
        return self.handed_in.get(row.learner, row.handed)


class Penalty(NamedTuple):
    """What a learner's lateness costs: a share of the points earned, in 0..1, and why."""

    share: Fraction
    reason: str

    @property
    def percent(self) -> str:
        """The share in words."""
        return f"{points_text(self.share * 100)} %"


def read_rule(path: Path) -> Rule:
    """Read ``late.yaml``; raise RubricError where it is none."""
    from lagrader import yamlfile
    from lagrader.rubric import LateFile

    file = yamlfile.validate(LateFile, yamlfile.load(path))
    return Rule(file.deadline, file.per_day, file.most, file.grace, file.extensions, file.handed_in)


def enter_rule(book: Gradebook, rule: Rule | None) -> None:
    """Have a gradebook go by a rule from now on; by none where there is none."""
    plain = rule and [rule.deadline.isoformat(), str(rule.per_day), str(rule.most), rule.grace.total_seconds()]
    book.execute("DELETE FROM times")
    for kind in ("extensions", "handed_in"):
        for learner, moment in (getattr(rule, kind) if rule else {}).items():
            book.execute("INSERT INTO times VALUES (?, ?, ?)", learner, kind, moment.isoformat())
    book.note(FACT, json.dumps(plain))


def rule_of(book: Gradebook) -> Rule | None:
    """Return the rule that a gradebook goes by."""
    plain = json.loads(book.fact(FACT) or "null")
    if plain is None:
        return None
    deadline, per_day, most, grace = plain
    times: dict[str, dict[str, datetime]] = {"extensions": {}, "handed_in": {}}
    for learner, kind, moment in book.query("SELECT learner, kind, moment FROM times"):
        times[kind][learner] = datetime.fromisoformat(moment)
    return Rule(datetime.fromisoformat(deadline), Fraction(per_day), Fraction(most), timedelta(seconds=grace), **times)


def penalty_of(rule: Rule | None, row: Row, held: Sequence[Override]) -> Penalty | None:
    """Return what lateness costs a learner: what a teacher entered, else what the rule says; None for nothing."""
    by_hand = next((one for one in held if one.criterion == LATE and one.points is not None), None)
    if by_hand is not None:
        assert by_hand.points is not None
        said = ". ".join(part.rstrip(".") for part in (by_hand.reason, by_hand.comment) if part)
        why = f"by hand ({by_hand.author}, {by_hand.made[:10]}): {said}"
        return Penalty(by_hand.points / 100, why)
    handed = None if rule is None else rule.handed(row)
    if rule is None or handed is None:
        return None
    over = handed - rule.extensions.get(row.learner, rule.deadline)
    if over <= rule.grace:
        return None
    days = math.ceil(over / _DAY)
    share = min(rule.most, days * rule.per_day)
    return Penalty(share, f"late by {counted(days, 'day')} begun") if share else None


def lowered(report: Report, penalty: Penalty | None) -> Report:
    """Return a report whose sum is after the penalty, and says so."""
    if penalty is None:
        return report
    if not penalty.share:
        return replace(report, late=f"No penalty for late work: {penalty.reason}.")
    after = replace(report, penalty=penalty.share)
    sums = f"{out_of(after.points, after.max_points)} instead of {points_text(report.points)}"
    return replace(after, late=f"{penalty.percent} off for late work: {sums}; {penalty.reason}.")


def lowered_row(row: Row, penalty: Penalty | None) -> Row:
    """Return a row whose points are after the penalty."""
    if penalty is None or row.points is None:
        return row
    return replace(row, points=row.points * (1 - penalty.share))
