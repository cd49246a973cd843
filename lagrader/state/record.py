"""The form of one file of state, read by a strict check by hand: what does not fit is damaged as a whole.

::

    {"format_version": 1, "work": "/home/ada/solutions", "course": "…",
     "exercises": {"ex3_neuron": {"points": "8", "max_points": "20", "verdicts": {"value": "accepted"}, …}},
     "hints": {"ex3_neuron": 2}}

``work`` and ``course`` are there for a person who opens the file. Hints stand apart, since they may be asked for
before any check. Points are exact fractions, written as text. Named tuples, since dataclasses take ten times as long
to come into being and ``lagrader list`` waits for them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import PurePath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from lagrader.results import ExerciseResult, Report

FORMAT_VERSION = 1

SIZE_LIMIT = 1024 * 1024
"""The most bytes of one file; an exercise takes about 600."""

_FRACTION = re.compile(r"[0-9]{1,40}(/[1-9][0-9]{0,39})?")


class DamagedError(ValueError):
    """The text is not what this version writes."""


class NewerError(ValueError):
    """A newer version wrote it: it is left as it is."""


class Basis(NamedTuple):
    """What the verdicts of two checks must have in common to be compared."""

    course: str = ""
    """The digest of the course's files."""
    seed: int = 0
    device: str = ""
    file: str = ""
    """The name of the learner's file, without its folder."""


class Remembered(NamedTuple):
    """The last check of one exercise."""

    points: Fraction
    max_points: Fraction
    verdicts: Mapping[str, str]
    """The verdict's value by the id of its criterion."""
    digest: str
    """SHA-256 of the learner's file as it was checked, see :func:`lagrader.state.digests.digest_of`."""
    checked: datetime
    """When, in UTC."""
    basis: Basis = Basis()


class Record(NamedTuple):
    """All that one file holds."""

    exercises: Mapping[str, Remembered] = MappingProxyType({})
    hints: Mapping[str, int] = MappingProxyType({})


def basis_of(report: Report, exercise: ExerciseResult) -> Basis:
    """Return what a later check must have in common with this one to be compared with it."""
    return Basis(report.course.digest, report.seed, report.device, PurePath(exercise.file or "").name)


def written(record: Record, work: str, course: str) -> bytes:
    """Return a record as the bytes of its file, in ASCII."""
    data = {
        "format_version": FORMAT_VERSION,
        "work": work,
        "course": course,
        "exercises": {id_: _plain(remembered) for id_, remembered in record.exercises.items()},
        "hints": dict(record.hints),
    }
    return json.dumps(data, ensure_ascii=True, indent=1).encode("ascii") + b"\n"


def _plain(remembered: Remembered) -> dict[str, Any]:
    basis = remembered.basis
    return {
        "points": str(remembered.points),
        "max_points": str(remembered.max_points),
        "verdicts": dict(remembered.verdicts),
        "digest": remembered.digest,
        "checked": remembered.checked.astimezone(UTC).isoformat(timespec="seconds"),
        "course": basis.course,
        "seed": basis.seed,
        "device": basis.device,
        "file": basis.file,
    }


# --- reading -----------------------------------------------------------------------------------------------


def parse(data: bytes) -> Record:
    """Read a file's bytes.

    Raises:
        NewerError: a newer version wrote them.
        DamagedError: they are anything else than what this version writes.
    """
    if len(data) > SIZE_LIMIT:
        raise DamagedError("too large")
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise DamagedError("no JSON") from error
    top = _mapping(found)
    version = _whole(top.get("format_version"))
    if version > FORMAT_VERSION:
        raise NewerError(str(version))
    if version != FORMAT_VERSION:
        raise DamagedError("an unknown version")
    hints = {id_: _whole(count) for id_, count in _mapping(top.get("hints")).items()}
    exercises = {id_: _remembered(one) for id_, one in _mapping(top.get("exercises")).items()}
    return Record(MappingProxyType(exercises), MappingProxyType(hints))


def _remembered(found: object) -> Remembered:
    one = _mapping(found)
    return Remembered(
        points=_fraction(one.get("points")),
        max_points=_fraction(one.get("max_points")),
        verdicts=MappingProxyType({id_: _text(verdict) for id_, verdict in _mapping(one.get("verdicts")).items()}),
        digest=_text(one.get("digest")),
        checked=_time(one.get("checked")),
        basis=Basis(
            _text(one.get("course")), _whole(one.get("seed")), _text(one.get("device")), _text(one.get("file"))
        ),
    )


def _mapping(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise DamagedError("not an object")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise DamagedError("not a text")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise DamagedError("not a whole number")
    return value


def _fraction(value: object) -> Fraction:
    # Not everything that Fraction reads: "1e999999999" would take all memory.
    if not isinstance(value, str) or not _FRACTION.fullmatch(value):
        raise DamagedError("not points")
    return Fraction(value)


def _time(value: object) -> datetime:
    try:
        found = datetime.fromisoformat(_text(value))
        if found.tzinfo is None:
            raise DamagedError("a time without a zone")
        return found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise DamagedError("not a time") from error
