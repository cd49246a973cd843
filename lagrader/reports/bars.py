"""A bar that shows points at a glance, wherever a list or a batch needs one."""

from __future__ import annotations

from fractions import Fraction


def progress_bar(points: Fraction, max_points: Fraction, width: int, unicode: bool = True) -> str:
    """Return a bar of ``width`` cells.

    It is full only with every point, and empty only without any; out of nothing it is empty.
    """
    full, empty = ("█", "░") if unicode else ("#", ".")
    done = _cells(points, max_points, width)
    return full * done + empty * (width - done)


def _cells(points: Fraction, max_points: Fraction, width: int) -> int:
    if max_points <= 0 or points <= 0 or width <= 0:
        return 0
    if points >= max_points:
        return width
    done = int(points / max_points * width)
    return min(max(done, 1), max(width - 1, 0))
