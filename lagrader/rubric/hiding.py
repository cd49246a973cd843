"""What is hidden from learners: for good, or until a moment."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, Discriminator, StrictBool, Tag
from pydantic_core import PydanticCustomError

from lagrader import moments
from lagrader.rubric.strict import Strict


def _moment(value: object) -> datetime:
    try:
        return value if isinstance(value, datetime) else moments.moment(value)
    except ValueError as error:
        raise PydanticCustomError("moment", "{message}", {"message": str(error)}) from None


Moment = Annotated[datetime, BeforeValidator(_moment, json_schema_input_type=str)]
"""A date and a time with a time zone."""


class HiddenUntil(Strict):
    """Hidden before a moment, and open to learners from then on."""

    until: Moment


def _form(value: object) -> str:
    return "dated" if isinstance(value, (dict, HiddenUntil)) else "plain"


Hidden = Annotated[
    Annotated[StrictBool, Tag("plain")] | Annotated[HiddenUntil, Tag("dated")],
    Discriminator(_form),
]


def is_hidden(hidden: bool | HiddenUntil) -> bool:
    """Whether it is hidden at the moment of this run."""
    return moments.now() < hidden.until if isinstance(hidden, HiddenUntil) else hidden


def opens(hidden: bool | HiddenUntil) -> datetime | None:
    """When it opens; None where it never does, or was never hidden."""
    return hidden.until if isinstance(hidden, HiddenUntil) else None


def outlasts(one: bool | HiddenUntil, other: bool | HiddenUntil) -> bool:
    """Whether there is a time at which one is hidden and the other is not."""
    if not one or other is True:
        return False
    ends, starts = opens(one), opens(other)
    return ends is None or starts is None or starts < ends
