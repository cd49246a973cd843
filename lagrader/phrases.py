"""How points, counts and several names are written in a sentence; points for machines as a number."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

_PLACES = 3
"""Decimals that a person still reads at a glance; beyond them a fraction is shorter and exact."""


def points_text(points: Fraction) -> str:
    """Return points for people, always exact: ``4``, ``2.5``, ``1/3``, ``7 7/11``."""
    scaled = points * 10**_PLACES
    if scaled.denominator == 1:
        return _decimal(scaled.numerator)
    whole, rest = divmod(abs(points.numerator), points.denominator)
    sign = "-" if points < 0 else ""
    fraction = f"{rest}/{points.denominator}"
    return f"{sign}{whole} {fraction}" if whole else f"{sign}{fraction}"


def out_of(points: Fraction, max_points: Fraction) -> str:
    """Return ``8 of 20``."""
    return f"{points_text(points)} of {points_text(max_points)}" if max_points else "nothing to score"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: ``1 learner``, ``2,000 learners``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def joined(words: Sequence[str], last: str = "and") -> str:
    """Return ``a``, ``a and b``, ``a, b and c``: words for a sentence."""
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


MOST_NAMED = 10
"""Names of a list that one sentence has."""


def few(names: Sequence[str]) -> str:
    """Return names for a sentence, the first of them where there are many."""
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


def percent_text(percent: Fraction | float) -> str:
    """Return a share of people in whole percent: 0 and 100 only where it is nobody, or everybody."""
    return f"{min(max(round(percent), 1), 99) if 0 < percent < 100 else round(percent)} %"


def _decimal(thousandths: int) -> str:
    whole, rest = divmod(abs(thousandths), 10**_PLACES)
    sign = "-" if thousandths < 0 else ""
    return sign + f"{whole}.{rest:0{_PLACES}d}".rstrip("0").rstrip(".")


def points_number(points: Fraction) -> int | float:
    """Return points for machines: a whole number where they are whole, else the nearest float."""
    return points.numerator if points.denominator == 1 else float(points)
