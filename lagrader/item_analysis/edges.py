"""Results within ten times of a tolerance's edge: where another tolerance would have given another mark."""

from __future__ import annotations

import math
from collections.abc import Iterator

from lagrader.results import CaseResult, CriterionResult, Verdict

NEAR = 10.0
"""The error is between a tenth of what is allowed and ten times as much."""


def closeness(result: CriterionResult) -> float | None:
    """Return the largest error of a criterion's cases over the allowed one, where that is within 10 x of the edge.

    A criterion is as good as its worst case, so one that also failed by a wide margin, or by anything else than the
    value (a shape, an exception), is close to no edge. None where it is not close, or where nothing is known.
    """
    ratios = list(_ratios(result))
    worst = max(ratios, default=0.0)
    return worst if 1 / NEAR < worst < NEAR else None


def _ratios(result: CriterionResult) -> Iterator[float]:
    for case in result.cases:
        if case.verdict is Verdict.SKIPPED:
            continue
        if case.difference is not None and case.difference.kind in ("none", "value"):
            yield _ratio(case)
        elif case.verdict is not Verdict.ACCEPTED and (case.difference or case.example or case.feedback):
            yield math.inf
        # A failed case that says nothing is one more than a gradebook keeps; the kept ones stand for it.


def _ratio(case: CaseResult) -> float:
    assert case.difference is not None
    error, allowed = case.difference.error, case.difference.allowed
    if case.verdict is not Verdict.ACCEPTED and case.difference.kind == "none":
        return math.inf  # the value was right, and something else was wrong
    if not error:
        return 0.0
    return error / allowed if allowed else math.inf
