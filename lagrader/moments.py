"""Moments that a course names, such as when a hidden case opens, and the one clock that they are held against."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache

from lagrader.errors import UsageError

VARIABLE = "LAGRADER_NOW"
"""The environment's variable that takes the clock's place: to see what a course will be like, and for tests."""


@cache
def now() -> datetime:
    """Return the moment of this run, the same for all of it.

    Raises:
        UsageError: the environment names one that is none.
    """
    text = os.environ.get(VARIABLE, "")
    try:
        return moment(text) if text else datetime.now(UTC)
    except ValueError as error:
        raise UsageError(f"{VARIABLE}: {error}.") from None


def moment(text: object) -> datetime:
    """Return the moment that a text means, ISO 8601 with a time zone; raise ValueError with a sentence for its author.

    Without a zone it would be another moment for each reader, and where the marks are made.
    """
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        found = None
    if found is None:
        message = f'a date and a time with a zone is wanted, such as 2026-12-01T18:00+01:00; "{str(text)[:40]}" is none'
        raise ValueError(message)
    if found.tzinfo is None:
        written = found.isoformat(timespec="minutes")
        message = (
            f"{text} has no time zone: write {written}+01:00 for one hour before UTC, or {written}Z for UTC itself"
        )
        raise ValueError(message)
    return found


def hides(hidden: object) -> bool:
    """Whether a rubric's plain ``hidden`` hides something now: true, or a date to come."""
    until = hidden.get("until") if isinstance(hidden, Mapping) else None
    return hidden is True if until is None else now() < moment(until)


def written(when: datetime) -> str:
    """Return a moment as a person reads it, in the zone that it was given in: ``2026-12-01 18:00 +01:00``."""
    zone = when.strftime("%z")
    return f"{when:%Y-%m-%d %H:%M} {zone[:3]}:{zone[3:5]}"
