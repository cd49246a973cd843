"""The figures of test theory about one criterion: pure functions of numbers.

In test theory's words a criterion is an item and a class a sample. Sources:

- L. Crocker, J. Algina, Introduction to Classical and Modern Test Theory, 1986, chapter 14: item difficulty, item-total
  correlations, the index of discrimination.
- S. Henrysson, Correction of item-total correlations in item analysis, Psychometrika 28 (1963) 211-218: an item is held
  against the rest of the score, since it would correlate with itself.
- T. L. Kelley, The selection of upper and lower groups for the validation of test items, Journal of Educational
  Psychology 30 (1939) 17-24: 27 % at either end tell two groups apart best where scores are normally distributed.
- R. L. Ebel, D. A. Frisbie, Essentials of Educational Measurement, 5th edition 1991: what a discrimination is worth.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.float64]

KELLEY = 0.27
"""The part of a class in the upper group, and in the lower one."""

VERY_GOOD, GOOD, MARGINAL = 0.40, 0.30, 0.20
"""From where on a discrimination is very good, reasonably good, or marginal; below it is poor (Ebel and Frisbie)."""

_DIGITS = 9
"""Decimals of a score that count: sums of thirds must be equal where they are equal on paper."""


def difficulty(shares: Numbers) -> float | None:
    """Return the mean share of a criterion's points, in 0..1: test theory's item difficulty, high where it is easy.

    None where nobody was judged on it.
    """
    return float(np.clip(shares.mean(), 0.0, 1.0)) if shares.size else None


def discrimination(shares: Numbers, rest: Numbers) -> float | None:
    """Return the correlation of a criterion with the rest of the score, in -1..1.

    Pearson's formula; where a criterion is got or not got it is the point-biserial correlation. None where it is not
    defined: fewer than three learners, or one of the two is the same for everybody.
    """
    shares, rest = np.round(shares, _DIGITS), np.round(rest, _DIGITS)
    if shares.size < 3 or not np.ptp(shares) or not np.ptp(rest):
        return None
    left, right = shares - shares.mean(), rest - rest.mean()
    found = (left @ right) / math.sqrt((left @ left) * (right @ right))
    return float(np.clip(found, -1.0, 1.0))


def upper_lower(shares: Numbers, rest: Numbers) -> float | None:
    """Return the index of discrimination D, in -1..1: the difficulty in the upper group less that in the lower one.

    The groups are the 27 % of the class with the highest and with the lowest rest of the score. Of learners who are
    tied at a group's border each counts in part, so that it does not matter in which order they come. None where
    everybody has the same rest, so that there is no upper group.
    """
    rest = np.round(rest, _DIGITS)
    if rest.size < 2 or not np.ptp(rest):
        return None
    size = max(1, round(KELLEY * rest.size))
    return _mean_of_highest(shares, rest, size) - _mean_of_highest(shares, -rest, size)


def _mean_of_highest(shares: Numbers, rest: Numbers, size: int) -> float:
    border = np.sort(rest)[-size]
    above, tied = rest > border, rest == border
    part = (size - np.count_nonzero(above)) / np.count_nonzero(tied)
    return float((shares[above].sum() + part * shares[tied].sum()) / size)


def chance(correlation: float, learners: int) -> float | None:
    """Return how likely a correlation this low is where there is none in truth: one-sided, by Fisher's z.

    R. A. Fisher, On the "probable error" of a coefficient of correlation, Metron 1 (1921) 3-32: atanh(r) is nearly
    normal with the standard deviation 1 / sqrt(n - 3). None for three learners or fewer.
    """
    if learners <= 3:
        return None
    if abs(correlation) >= 1.0:
        return 0.0 if correlation < 0 else 1.0
    return NormalDist().cdf(math.atanh(correlation) * math.sqrt(learners - 3))


def margin(learners: int) -> float | None:
    """Return how far a correlation near 0 may be off in 95 of 100 classes of this size; see :func:`chance`."""
    return math.tanh(NormalDist().inv_cdf(0.975) / math.sqrt(learners - 3)) if learners > 3 else None
