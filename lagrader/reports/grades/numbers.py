"""Numbers in a platform's table: a point or a comma before the decimals, perhaps a sign between thousands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

_PLAIN = re.compile(r"-?\d+(?:(?P<mark>[.,])\d+)?")
_GROUPED = re.compile(
    r"-?[1-9]\d{0,2}(?P<sign>[.,'’ \u00a0\u202f])\d{3}(?:(?P=sign)\d{3})*(?:(?P<mark>(?!(?P=sign))[.,])\d+)?"
)
_PLACES = 5
"""Decimals that both platforms keep of a grade."""


def number(text: str, mark: str) -> Fraction | None:
    """Read a number whose decimals stand behind ``mark``, empty where the table has none.

    Returns:
        None where it is none, or could be two: ``1,000`` is one or a thousand, until another cell tells.
    """
    text = text.strip()
    plain, grouped = _PLAIN.fullmatch(text), _GROUPED.fullmatch(text)
    if grouped is None:
        return Fraction(text.replace(",", ".")) if plain else None
    if plain is None or (mark and grouped["sign"] != mark):
        return Fraction(text.replace(grouped["sign"], "").replace(",", "."))
    return Fraction(text.replace(",", ".")) if mark else None


def decimal_mark(cells: Iterable[str]) -> str:
    """Return what stands before the decimals of most numbers; empty where no cell tells."""
    marks: Counter[str] = Counter()
    for cell in map(str.strip, cells):
        found = _GROUPED.fullmatch(cell) or _PLAIN.fullmatch(cell)
        marks.update(filter(None, [found["mark"]] if found else ()))
    return marks.most_common(1)[0][0] if marks else ""


def rounded(value: Fraction) -> Fraction:
    """Return a grade as both platforms keep it."""
    return round(value, _PLACES)


def number_text(value: Fraction, mark: str) -> str:
    """Return a grade as the table writes numbers."""
    text = f"{float(value):.{_PLACES}f}".rstrip("0").rstrip(".") if value.denominator != 1 else str(value.numerator)
    return text.replace(".", mark or ".")
