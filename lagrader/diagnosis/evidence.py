"""When is a coincidence no coincidence? The rules by which a claim about numbers is sure.

A relation turns a pair into two arrays that must be equal, and a third: what would stand there if nothing were
wrong. It must hold in every case, those that passed too (where a passing case shows no difference). Then it must
be *convincing*: entries in which the relation changes something count, each by how many tolerances the change
measures, and there must be several different ones. So neither zeros, nor ones, nor one number alone prove
anything: -3 for 3 may be a sign, or a subtraction of 6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from lagrader.diagnosis.values import Numbers, Pair
from lagrader.tolerance import Tolerance

SLACK = 4.0
"""How many tolerances a transformed value may be off: a factor, a square or a sum magnifies rounding."""

VISIBLE = 20.0
"""Tolerances that a change must measure to count as one."""

DECADES = 2.5
"""What all changes together must reach: the sum of log10(1 + change / tolerance) over different entries."""

LATTICE = 0.25
"""What counts as the tolerance where everything is a whole number: few of them are within reach by chance."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Two arrays that a relation says are equal, and the one to measure the change against."""

    got: Numbers
    want: Numbers
    null: Numbers
    scale: float = 1.0
    """By how much the relation magnifies absolute errors."""


Relation: TypeAlias = Callable[[Pair], Compared | None]


def allowed(want: Numbers, tolerance: Tolerance, scale: float = 1.0) -> Numbers:
    """Return the error allowed at each entry of ``want``."""
    with np.errstate(all="ignore"):
        size: Numbers = np.abs(want)
        found: Numbers = SLACK * (tolerance.atol * max(1.0, scale) + tolerance.rtol * size) + 1e-12 * size
    return found


def close(got: Numbers, want: Numbers, tolerance: Tolerance, scale: float = 1.0) -> bool:
    """Whether both have one shape and equal entries; equal infinities are, NaN never is."""
    if got.shape != want.shape:
        return False
    with np.errstate(all="ignore"):
        near = (np.abs(got - want) <= allowed(want, tolerance, scale)) & np.isfinite(got)
        return bool(np.all(near | (got == want)))


def holds(relation: Relation, pairs: Iterable[Pair], *, distinct: int = 2) -> bool:
    """Whether the relation is true in all pairs, and convincing.

    ``distinct`` is the number of different values that must show it: one more where a number was fitted to them.
    """
    found: list[tuple[Compared, Pair]] = []
    for pair in pairs:
        with np.errstate(all="ignore"):
            compared = relation(pair)
        if compared is None or not close(compared.got, compared.want, pair.sample.tolerance, compared.scale):
            return False
        found.append((compared, pair))
    return bool(found) and convincing(found, distinct)


def convincing(found: Sequence[tuple[Compared, Pair]], distinct: int = 2) -> bool:
    """Whether the changes, taken together, are no coincidence."""
    whole = all(_whole(one.got) and _whole(one.want) for one, _ in found)
    weights: dict[str, float] = {}
    for one, pair in found:
        unit = allowed(one.want, pair.sample.tolerance, one.scale)
        unit = np.full_like(one.want, LATTICE) if whole else np.maximum(unit, 1e-12)
        weights.update(_weights(one, unit, 1.0 if whole else VISIBLE))
    best = sorted(weights.values(), reverse=True)
    return len(best) >= distinct and sum(best[distinct - 2 :]) >= DECADES


def _weights(one: Compared, unit: Numbers, visible: float) -> dict[str, float]:
    """Weigh each different value that the relation visibly changes; a few dozen of them are plenty."""
    with np.errstate(all="ignore"):
        change = (np.abs(one.want - one.null) / unit).ravel()
    places = np.flatnonzero(np.isfinite(change) & (change > visible))[:50]
    want, null = one.want.ravel(), one.null.ravel()
    return {f"{want[place]:.6g} for {null[place]:.6g}": float(np.log10(1.0 + change[place])) for place in places}


def _whole(values: Numbers) -> bool:
    return bool(np.all(np.isfinite(values)) and np.all(values == np.round(values)))


def forward(change: Callable[[Numbers], Numbers | None], scale: float = 1.0) -> Relation:
    """Return the relation ``result = change(expected)``; where the shape stays, measured against no change."""

    def relation(pair: Pair) -> Compared | None:
        want = change(pair.expected)
        if want is None:
            return None
        same = want.shape == pair.expected.shape
        return Compared(pair.actual, want, pair.expected if same else np.zeros_like(want), scale)

    return relation


def backward(change: Callable[[Numbers], Numbers | None]) -> Relation:
    """Return the relation ``change(result) = expected``: a step that is missing."""

    def relation(pair: Pair) -> Compared | None:
        got = change(pair.actual)
        if got is None:
            return None
        same = got.shape == pair.actual.shape
        null: Any = pair.actual if same else np.zeros_like(pair.expected)
        return Compared(got, pair.expected, null) if got.shape == pair.expected.shape else None

    return relation
