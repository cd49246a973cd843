"""How much of a criterion's tolerance its own reference uses up, and whether the rest is too little or too much."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import count, islice
from typing import Any

import numpy as np

from lagrader.audit.findings import Finding, Margin
from lagrader.cases import Case, draw
from lagrader.checkers.interface import Expected, PreparedCase, Raises, Subject
from lagrader.checkers.preparing import result_of, tolerance_of
from lagrader.checkers.requests import call_of
from lagrader.comparison import as_numpy, compare
from lagrader.errors import CourseError
from lagrader.grader import Grader
from lagrader.rubric import CallCriterion
from lagrader.tolerance import Tolerance, tolerance_for
from lagrader.wire import Array, Value

DRAWS = 1000
"""Cases of each criterion that are tried; the literal ones once."""

TIGHT = 0.25
"""Used up by the reference's own rounding, from which on fair answers are in danger.

Another fair order of summation had up to 3.7 times the error of the usual one (see :data:`lagrader.tolerance.TERMS`).
"""

LOOSE = 1e-3
"""Used up at most where much is left: an error a thousand times as large would still pass."""

VISIBLE = 1e-3
"""What is allowed over the size of what is expected, from which on an answer that is plainly wrong passes."""

ROOM = 0.1
"""What the reference uses up of a tolerance that is advised."""


async def margin_of(grader: Grader, subject: Subject[CallCriterion], draws: int = DRAWS) -> Margin | None:
    """Measure one criterion on so many draws; None where what it returns has no rounding, or the reference can't say.

    Each case goes to the reference twice, widened to float64 and in the inputs' own dtype.
    """
    if subject.criterion.returns not in ("number", "tensor", "tuple"):
        return None
    cases = tuple(islice(_cases(subject), draws))
    key = (subject.exercise, subject.criterion.id)
    calls = [
        (key, call_of(subject.criterion, case, subject.reference, widen=widen, echo=False))
        for case in cases
        for widen in (True, False)
    ]
    results = [result_of(outcome) for outcome in await grader.oracle.answer(calls)]
    pairs = [
        (case, exact, given)
        for case, exact, given in zip(cases, results[::2], results[1::2], strict=True)
        if not isinstance(exact, Raises) and not isinstance(given, Raises)
    ]
    return _margin(subject, pairs) if pairs else None


def _cases(subject: Subject[CallCriterion]) -> Iterator[Case]:
    """Yield the cases of one seed after the other."""
    for further in count():
        try:
            cases = draw(subject.criterion, subject.exercise, subject.seed + further)
        except CourseError:
            return
        yield from (case for case in cases if not case.literal or not further)
        if all(case.literal for case in cases):
            return


def _margin(subject: Subject[CallCriterion], pairs: Sequence[tuple[Case, Expected, Expected]]) -> Margin:
    errors, shares, sizes, allowed = [], [], [], []
    for case, exact, given in pairs:
        tolerance = tolerance_of(subject, case)
        found = compare(exact, given, subject.criterion.returns, tolerance)  # type: ignore[arg-type]
        errors.append(found.error)
        shares.append(found.error / found.allowed if found.allowed > 0 else math.inf if found.error else 0.0)
        size = _size(exact)  # type: ignore[arg-type]
        if size:
            sizes.append(size)
            allowed.append(tolerance.allowed(size))
    usual, typical, limit = [float(np.median(values)) if values else 0.0 for values in (shares, sizes, allowed)]
    return Margin(subject.criterion.id, len(pairs), max(shares), usual, max(errors), typical, limit)


def _size(value: Value) -> float:
    """Return the largest entry's absolute value, 0 where there is none or it is no finite number."""
    if isinstance(value, Array):
        entries = np.abs(as_numpy(value).astype(np.complex128)) if value.dtype != "bool" else np.zeros(0)
        found = float(entries.max()) if entries.size else 0.0
    elif isinstance(value, (tuple, list)):
        found = max(map(_size, value), default=0.0)
    else:
        found = float(abs(value)) if isinstance(value, (int, float)) else 0.0
    return found if math.isfinite(found) else 0.0


async def is_random(grader: Grader, subject: Subject[CallCriterion], cases: Sequence[PreparedCase]) -> bool:
    """Whether the reference gives another result when it is asked again."""
    key = (subject.exercise, subject.criterion.id)
    calls = [
        (key, call_of(subject.criterion, one.case, subject.reference, widen=True, echo=False))
        for one in cases[:20]
        for _ in range(3)
    ]
    results = [result_of(outcome) for outcome in await grader.oracle.answer(calls)]
    return any(len({repr(one) for one in results[start : start + 3]}) > 1 for start in range(0, len(results), 3))


def of_random(subject: Subject[CallCriterion]) -> Finding:
    """Say that a reference which draws numbers can't be compared with."""
    text = "The reference gives another result each time, so no answer can be compared with it."
    advice = "Judge what it returns by a check of your own (check), or have it draw nothing."
    return Finding("REFERENCE_RANDOM", text, advice, subject.criterion.id)


def of_zero(subject: Subject[CallCriterion], cases: Sequence[PreparedCase]) -> Iterator[Finding]:
    """Say where a tolerance without atol allows nothing, since 0 is expected."""
    written = subject.criterion.tolerance
    if written is None or not written.rtol or written.atol:
        return
    if any(_has_zero(one.expected) for one in cases):
        text = "Its tolerance is relative alone, and where 0 is expected that allows no rounding at all."
        yield Finding("TOLERANCE_AT_ZERO", text, "Write an atol beside rtol.", subject.criterion.id)


def _has_zero(expected: Expected) -> bool:
    if isinstance(expected, Array):
        return expected.dtype != "bool" and bool((as_numpy(expected) == 0).any())
    return isinstance(expected, (int, float)) and not isinstance(expected, bool) and expected == 0


def of_margin(subject: Subject[CallCriterion], margin: Margin, sample: Case) -> Iterator[Finding]:
    """Say whether the tolerance is too tight or too loose, with what to write instead."""
    default = tolerance_for(sample.values, None, 1, "cpu")
    share = margin.allowed / margin.typical if margin.typical else 0.0
    visible = max(VISIBLE, 10 * default.rtol)  # half precision shows no more
    if margin.used > TIGHT:
        text = (
            f"The tolerance is too tight: in {margin.draws:,} draws the reference's own rounding takes up to "
            f"{share_text(margin.used)} what is allowed, and a fair answer that computes in another order may take "
            f"four times as much."
        )
        yield Finding("TOLERANCE_TIGHT", text, _instead(subject, margin, sample), subject.criterion.id)
    elif margin.usual < LOOSE and share > visible:
        text = (
            f"The tolerance is too loose: it allows {margin.allowed:.2g} where about {margin.typical:.2g} is expected, "
            f"and the reference's own rounding is at most {margin.largest:.1g}."
        )
        yield Finding("TOLERANCE_LOOSE", text, _instead(subject, margin, sample), subject.criterion.id)


def share_text(share: float) -> str:
    """Say a share of something: ``14 % of``, ``15 times``, ``endlessly many times``."""
    if not math.isfinite(share):
        return "endlessly many times"
    return f"{share:.3g} times" if share >= 1 else f"{100 * share:.2g} % of"


def _instead(subject: Subject[CallCriterion], margin: Margin, sample: Case) -> str:
    default = tolerance_for(sample.values, None, _terms(subject, sample), "cpu")
    if subject.criterion.tolerance is not None and _would_do(default, margin):
        return "Leave tolerance out: the default would do."
    if not math.isfinite(margin.largest):
        return "Draw inputs for which the result is a finite number in the inputs' own dtype."
    atol = rounded_up(max(margin.largest / ROOM, 1e-3 * default.atol))
    if margin.typical and atol > max(VISIBLE, 10 * default.rtol) * margin.typical:
        return "No tolerance helps: the reference itself loses its digits here. Draw inputs that don't nearly cancel."
    rtol = f"{default.rtol:.2g}"
    return f"Write instead: tolerance: {{atol: {atol:.0e}, rtol: {rtol}}}"


def _terms(subject: Subject[Any], sample: Case) -> int:
    reduction = subject.criterion.reduction
    if isinstance(reduction, int):
        return reduction
    return sample.sizes.get(reduction, 1) if reduction else sample.longest_axis


def _would_do(default: Tolerance, margin: Margin) -> bool:
    allowed = default.allowed(margin.typical)
    return margin.largest <= TIGHT * allowed and allowed <= VISIBLE * max(margin.typical, default.atol / VISIBLE)


def rounded_up(number: float) -> float:
    """Return a number with one digit that is not less."""
    if number <= 0:
        return 0.0
    step = 10.0 ** math.floor(math.log10(number))
    return math.ceil(number / step - 1e-9) * step
