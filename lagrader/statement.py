"""An exercise's statement as a learner reads it: its text, and how it is checked, from the rubric alone.

The rubric's plain data is enough for that: its models would bring pydantic, and ``lagrader show`` must start
fast. Where the data does not have the form of a rubric, the models say what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lagrader.course import Exercise
from lagrader.moments import hides, moment, written
from lagrader.phrases import joined
from lagrader.tolerance import BASE, Tolerance

DEFAULT_SECONDS = 2.0
"""What a rubric without ``time_limit`` gives a call; a test holds it against the model."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a learner reads of an exercise. ``text`` is Markdown: the statement, points and tolerances."""

    title: str
    max_points: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class _Criterion:
    title: str
    points: Fraction
    tolerance: str
    earned: str
    bonus: bool = False


def statement(exercise: Exercise) -> Statement:
    """Read the statement; raise RubricError where the rubric is not one."""
    try:
        return _read(exercise)
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError):
        _ = exercise.rubric  # raises, with line and key
        raise


def _read(exercise: Exercise) -> Statement:
    data = exercise.document.data
    criteria = [_criterion(raw) for raw in data["criteria"] if not hides(raw.get("hidden"))]
    hidden = [raw for raw in data["criteria"] if hides(raw.get("hidden"))]
    tolerances = {criterion.tolerance for criterion in criteria if criterion.tolerance}
    # What holds for every number is said once, below; each on its own only where they differ.
    common = f"Numbers count as equal {tolerances.pop()}. " if len(tolerances) == 1 else ""
    lines = [exercise.statement.rstrip(), "", "## How it is checked", ""]
    lines += [_line(criterion, own=not common) for criterion in criteria]
    if hidden:
        more = sum((_criterion(raw).points for raw in hidden), Fraction())
        lines += [f"- hidden checks, when your class is graded ({more} points more{_opening(hidden)})"]
    seconds = float(data.get("time_limit", DEFAULT_SECONDS))
    lines += ["", f"{common}Each call may take {seconds:g} s of computing time."]
    if "memory_limit" in data:
        lines[-1] += f" The program may use {data['memory_limit']} of memory beyond what torch takes."
    total = sum((criterion.points for criterion in criteria if not criterion.bonus), Fraction())
    return Statement(str(data["title"]), total, "\n".join(lines) + "\n")


def _opening(hidden: Sequence[Mapping[str, Any]]) -> str:
    """Say when the first of what is hidden opens, where something does."""
    dates = [moment(raw["hidden"]["until"]) for raw in hidden if isinstance(raw["hidden"], Mapping)]
    return f"; you can check the first from {written(min(dates))} on" if dates else ""


def _criterion(raw: Mapping[str, Any]) -> _Criterion:
    return _Criterion(
        str(raw["title"]),
        Fraction(str(raw["points"])[:40]),
        _tolerance(raw),
        _earned(raw) + _devices(raw),
        raw.get("bonus") is True,
    )


def _line(criterion: _Criterion, *, own: bool) -> str:
    points = f"{criterion.points} point{'' if criterion.points == 1 else 's'}"
    stated = f": equal {criterion.tolerance}" if own and criterion.tolerance else ""
    bonus = ", a bonus" if criterion.bonus else ""
    return f"- {criterion.title} ({points}{bonus}{criterion.earned}){stated}"


def _devices(raw: Mapping[str, Any]) -> str:
    return f"; on {joined(raw['devices'], 'or')} alone" if raw.get("devices") else ""


def _earned(raw: Mapping[str, Any]) -> str:
    """Say how points are earned, or return an empty text where that is whole or not at all."""
    if "manual" in raw:
        return ", marked by a person"
    partial = raw.get("partial")
    if isinstance(partial, list):
        steps = [step for step in partial if float(step["from"].rstrip(" %")) < _ALL]
        return "".join(f"; {step['points']} from {step['from']} of the cases on" for step in steps)
    if "any_of" in raw:
        ways = [f"{way['title']} ({way['points']})" for way in raw["any_of"]]
        return f"; the best of {joined(ways)}"
    return ", in proportion to the cases that are right" if partial and "call" in raw else ""


_ALL = 100.0
"""The percentage that gives all points anyhow."""


def _tolerance(raw: Mapping[str, Any]) -> str:
    """State how numbers are compared, or return an empty text where none are."""
    by_default = {"call": "tensor", "answer": "number"}
    kind = next((kind for kind in by_default if kind in raw), None)
    if kind is None or "one_of" in raw or raw.get("returns", by_default[kind]) not in ("number", "tensor"):
        return ""
    limits = raw.get("tolerance") or {}
    if "atol" in limits or "rtol" in limits:
        return Tolerance(float(limits.get("atol", 0)), float(limits.get("rtol", 0))).sentence()
    return BASE["float32"].grown(1).sentence()
