"""Partial credit: in proportion to the accepted cases, or by steps from a share of them on."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated

from pydantic import BeforeValidator, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from lagrader.rubric.strict import Points, Strict

_SHARE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?) ?%", re.ASCII)


def _share(value: object) -> Fraction:
    found = _SHARE.fullmatch(value) if isinstance(value, str) else None
    share = Fraction(found[1]) / 100 if found else Fraction()
    if not 0 < share <= 1:
        raise PydanticCustomError("share", "a share of the cases is wanted, above 0 and up to 100 %, such as 50 %")
    return share


class Step(Strict):
    """So many points from a share of the accepted cases on."""

    from_: Annotated[Fraction, BeforeValidator(_share, json_schema_input_type=str)] = Field(alias="from")
    """The share of the cases that must be accepted: ``50 %``."""
    points: Points


Partial = Annotated[
    Annotated[bool, Tag("share")] | Annotated[list[Step], Field(min_length=1, max_length=20), Tag("steps")],
    Discriminator(lambda value: "steps" if isinstance(value, list) else "share"),
]
"""``true``, or steps."""


def check_steps(steps: list[Step], points: Fraction) -> None:
    """Raise where more cases would not be worth more points, or all of them not all ``points`` of the criterion."""
    for place, (step, earlier) in enumerate(zip(steps, [None, *steps], strict=False)):
        if earlier is not None and not (step.from_ > earlier.from_ and step.points > earlier.points):
            _refuse("each step asks for more of the cases than the one before it, and gives more points", place)
        if step.from_ == 1 and step.points != points:
            _refuse(f"all cases give all points of the criterion, which are {points}", place)
        if step.from_ < 1 and not 0 < step.points < points:
            _refuse(f"a part of the cases gives a part of the points: more than 0, less than {points}", place)


def _refuse(message: str, place: int) -> None:
    raise PydanticCustomError("steps", "{message}", {"message": message, "path": ("partial", place)})
