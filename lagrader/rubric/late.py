"""``late.yaml``: when the work of one class is due, and what handing it in later costs."""

from __future__ import annotations

import re
from datetime import timedelta
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from lagrader.rubric.hiding import Moment
from lagrader.rubric.strict import Strict

_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,3})?) ?%", re.ASCII)
_DURATION = re.compile(r"(\d{1,4}) ?(min|h|d)", re.ASCII)
_UNITS = {"min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


def _percent(value: object) -> object:
    if isinstance(value, Fraction):
        return value
    found = _PERCENT.fullmatch(value) if isinstance(value, str) else None
    share = Fraction(found[1]) / 100 if found else None
    if share is None or share > 1:
        raise PydanticCustomError("percent", "a share from 0 % to 100 % is wanted, such as 10 %")
    return share


def _duration(value: object) -> object:
    if isinstance(value, timedelta):
        return value
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise PydanticCustomError("duration", "a time is wanted, such as 15 min, 2 h or 1 d")
    return int(found[1]) * _UNITS[found[2]]


Percent = Annotated[Fraction, BeforeValidator(_percent, json_schema_input_type=str)]
Duration = Annotated[timedelta, BeforeValidator(_duration, json_schema_input_type=str)]


class LateFile(Strict):
    """What a teacher keeps of one class, beside its marks: a course has many classes."""

    deadline: Moment
    per_day: Percent
    """The share of the points earned that each day begun after the deadline costs."""
    most: Percent = Fraction(1)
    """The share that lateness costs at most."""
    grace: Duration = timedelta()
    """Until so long after the deadline nothing is late."""
    extensions: dict[str, Moment] = {}
    """Deadlines of their own, by the learner's id."""
    handed_in: dict[str, Moment] = {}
    """When somebody handed in, by the learner's id, in the place of what the platform says."""


def late_schema() -> dict[str, Any]:
    """Return the JSON Schema of ``late.yaml``."""
    found = LateFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found, "additionalProperties": False}
