"""What every model of the rubric shares: unknown keys are refused, and points are exact."""

from __future__ import annotations

import difflib
import re
from fractions import Fraction
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

LONGEST_NAME = 60
MOST_NAMES = 300


def nearest(word: str, known: list[str] | tuple[str, ...]) -> str | None:
    """Return the known word nearest to ``word``, or None where none is close.

    Who has misspelt something longer than :data:`LONGEST_NAME`, or has more than :data:`MOST_NAMES` to choose from,
    finds out without help: comparing takes the product of both lengths, for each name.
    """
    if len(word) > LONGEST_NAME:
        return None
    names = [name for name in known[:MOST_NAMES] if len(name) <= LONGEST_NAME]
    found = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    return found[0] if found else None


_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,20}|/[0-9]{1,9})?|-?[0-9](\.[0-9]{1,17})?e-[0-9]{2}", re.ASCII)
"""Points as they may be written; the last form is Python's for small floats. 1e9999999999 would fill the memory."""


def _points(value: object) -> object:
    """Read points exactly: 0.1 is a tenth, ``"1/3"`` a third."""
    fault = PydanticCustomError("points", "points are a number such as 4, 0.5 or 1/3")
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise fault
    try:
        text = str(value)
        points = Fraction(text) if _NUMBER.fullmatch(text) else None
    except (ValueError, ZeroDivisionError):  # a whole number of thousands of digits has no text
        raise fault from None
    if points is None:
        raise fault
    if points < 0:
        raise PydanticCustomError("points", "points can't be negative")
    return points


Points = Annotated[Fraction, BeforeValidator(_points, json_schema_input_type=int | float | str)]


class Strict(BaseModel):
    """A model that refuses unknown keys and names the nearest known one."""

    model_config = ConfigDict(extra="ignore", frozen=True, arbitrary_types_allowed=True, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _no_unknown_keys(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        known = [field.alias or name for name, field in cls.model_fields.items()]
        for key in data:
            if key not in known:
                close = nearest(str(key), known)
                advice = f'; did you mean "{close}"?' if close else f"; known here: {', '.join(known)}"
                context = {"message": f'unknown key "{str(key)[:LONGEST_NAME]}"{advice}', "key": key}
                raise PydanticCustomError("unknown_key", "{message}", context)
        return data
