"""A report as bytes and back: JSON, compressed, without what nobody asks for later.

Accepted cases keep their verdicts alone, and how far off they are where that is close to what is allowed. Of a failed
criterion the first few failed cases keep what they were called with and what came back, for feedback and appeals, in
texts of a length that a person reads; the seed draws all of it again. A character that is none (a lone surrogate, as
a program can return one) becomes the escape that shows it. Everything else comes back as it was.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from lagrader.gradebook.schema import GradebookError
from lagrader.harmless import shortened
from lagrader.results import (
    CaseResult,
    CriterionResult,
    Difference,
    Example,
    ExerciseResult,
    Report,
    Verdict,
    criterion_name,
)

_LEVEL = 6

MOST_CASES = 5
"""Failed cases of one criterion that keep what came of them."""

CLOSE = 10.0
"""An accepted result is close to the edge where its error is more than the allowed one over this."""

MOST_CHARACTERS = 2_000
"""Of one text of a case, and of what a program printed."""


class DamagedReportError(GradebookError):
    """The bytes are not what this version writes."""


@cache
def _adapter() -> TypeAdapter[Report]:
    return TypeAdapter(Report)


def encode(report: Report) -> bytes:
    """Return a report as bytes."""
    plain = _adapter().dump_python(kept(report), mode="json", exclude_defaults=True)
    text = _to_json(plain)
    if _HALVES.search(text):
        text = _to_json(_whole(plain))
    return zlib.compress(text.encode("ascii"), _LEVEL)


_HALVES = re.compile(r"\\ud[89a-f]")
"""What a surrogate is in JSON, one half of a pair; nearly all reports hold none."""

_to_json = json.JSONEncoder(separators=(",", ":")).encode


def kept(report: Report) -> Report:
    """Return the report with what a gradebook keeps of it."""
    return replace(report, exercises=tuple(_exercise(exercise) for exercise in report.exercises))


def _exercise(exercise: ExerciseResult) -> ExerciseResult:
    return replace(exercise, criteria=tuple(_criterion(criterion) for criterion in exercise.criteria))


def _criterion(criterion: CriterionResult) -> CriterionResult:
    if criterion.verdict is Verdict.ACCEPTED:
        return replace(criterion, cases=tuple(map(_bare, criterion.cases)), output="")
    cases, example = tuple(_cases(criterion)), _example(criterion.example)
    return replace(criterion, cases=cases, example=example, output=_short(criterion.output))


def _cases(criterion: CriterionResult) -> Iterator[CaseResult]:
    room = MOST_CASES
    for case in criterion.cases:
        if case.verdict is Verdict.ACCEPTED or not room:
            yield _bare(case)
        else:
            room -= 1
            yield replace(case, example=_example(case.example))


def _bare(case: CaseResult) -> CaseResult:
    return CaseResult(case.name, case.verdict, difference=_close(case), hidden=case.hidden, opens=case.opens)


def _close(case: CaseResult) -> Difference | None:
    found = case.difference
    is_close = case.verdict is Verdict.ACCEPTED and found is not None and found.error * CLOSE > found.allowed
    return found if is_close else None


def _example(example: Example | None) -> Example | None:
    if example is None:
        return None
    return replace(
        example,
        call=_short(example.call),
        setup=tuple(map(_short, example.setup)),
        expected=None if example.expected is None else _short(example.expected),
        actual=None if example.actual is None else _short(example.actual),
        note=_short(example.note),
    )


def _short(text: str) -> str:
    return shortened(text, MOST_CHARACTERS, "…")


def _whole(value: Any) -> Any:
    """The same, in which a surrogate without its other half is the escape that shows it."""
    if isinstance(value, dict):
        return {_whole(key): _whole(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return value.encode("utf-8", "backslashreplace").decode("utf-8") if isinstance(value, str) else value


def decode(data: bytes, limit: int = 0) -> Report:
    """Return the report that the bytes stand for; with a ``limit``, one of so many bytes of JSON at most.

    Raises:
        DamagedReportError: they stand for none.
    """
    try:
        return _adapter().validate_json(_inflated(data, limit))
    except (zlib.error, ValidationError) as error:
        raise DamagedReportError(
            f"A report in the gradebook is damaged: {str(error).splitlines()[0]}. Grade again."
        ) from None


def _inflated(data: bytes, limit: int) -> bytes:
    reading = zlib.decompressobj()
    text = reading.decompress(data, limit)
    if not reading.eof:
        raise zlib.error("it is cut off, or too long")
    return text


def plain_text(data: bytes) -> str:
    """Return what stands in a report, as JSON, to look for words in it.

    Raises:
        DamagedReportError: the bytes stand for none.
    """
    try:
        return zlib.decompress(data).decode("ascii")
    except (zlib.error, UnicodeDecodeError) as error:
        raise DamagedReportError(f"A report in the gradebook is damaged ({error}). Grade again.") from None


def decode_points(data: bytes) -> dict[str, Fraction]:
    """Return the points of each criterion by its name, ``ex3.output``, several times as fast as the whole report.

    Raises:
        DamagedReportError: the bytes stand for none.
    """
    try:
        exercises = json.loads(zlib.decompress(data))["exercises"]
        return {
            criterion_name(one["number"], c["id"]): Fraction(c["points"]) for one in exercises for c in one["criteria"]
        }
    except (zlib.error, ValueError, LookupError, TypeError) as error:
        raise DamagedReportError(f"A report in the gradebook is damaged ({error}). Grade again.") from None
