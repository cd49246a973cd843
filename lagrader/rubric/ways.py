"""What must hold of the ways of an ``any_of`` criterion, which are criteria themselves."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from lagrader.rubric.criteria import BaseCriterion

_WHOLE = ("needs", "hints", "hidden", "devices", "refuses")
"""Keys that belong to the criterion as a whole."""


def check_ways(ways: Sequence[BaseCriterion], points: Fraction) -> None:
    """Raise where ways have one id, a key that none of them reads, or points that don't fit those of the whole."""
    for place, way in enumerate(ways):
        if way.id in [other.id for other in ways[:place]]:
            _refuse(f'the id "{way.id}" stands twice among the ways', place, "id")
        for key in _WHOLE:
            if getattr(way, key, None):
                _refuse(f"{key} belongs to the criterion as a whole: write it beside any_of", place, key)
        if any(case.hidden for case in getattr(way, "cases", ())):
            _refuse("a way has no hidden cases: hide the criterion as a whole", place, "cases")
        if way.mistakes and way.kind not in ("call", "answer", "check"):
            _refuse(f"nothing reads the mistakes of a way of the kind {way.kind}", place, "mistakes")
        if not 0 < way.points <= points:
            _refuse(f"a way is worth more than 0 points, and at most the criterion's {points}", place, "points")
    if all(way.points != points for way in ways):
        _refuse(f"one of the ways is worth all points of the criterion, which are {points}", 0, "points")


def _refuse(message: str, place: int, key: str) -> None:
    raise PydanticCustomError("way", "{message}", {"message": message, "path": ("any_of", place, key)})
