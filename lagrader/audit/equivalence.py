"""Which survivors are equivalent: no input was found on which they give something else than what they were made of.

Cases of the rubric alone can't say: a bias that is 0 in all of them hides a missing one. So they are tried on probes:
the rubric's shapes, filled with other numbers than it draws or writes out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count, islice
from typing import Any

import numpy as np

from lagrader.audit.mutation import Made
from lagrader.cases import Case, draw_specs, from_wire, rounded, to_wire
from lagrader.checkers.interface import Expected, Raises, Subject
from lagrader.checkers.preparing import difference, result_of, tolerance_of
from lagrader.checkers.requests import call_of, lines_of
from lagrader.comparison import compare
from lagrader.course import Exercise
from lagrader.errors import CourseError
from lagrader.grader import DEFAULT_SEED
from lagrader.ladder import weight
from lagrader.outcomes import Outcome, Stopped
from lagrader.preparation import subject_of
from lagrader.rubric import AnswerCriterion, CallCriterion, CaseSpec, InputSpec, RaisesCriterion
from lagrader.runner import Job, Runner, Session
from lagrader.tolerance import tolerance_for
from lagrader.wire import Args, Array, Raised, Read, Returned, Setup, Value

PROBES = 60
"""Probes of each criterion."""

SECONDS = 1.0
"""CPU seconds of one call."""


def probes_of(criterion: CallCriterion | RaisesCriterion, exercise: str) -> tuple[Case, ...]:
    """Return :data:`PROBES` cases with other numbers than the rubric's own: whatever a case leaves fixed moves.

    The one with the least to read comes first: the first that tells is shown.
    """
    rng = np.random.default_rng(DEFAULT_SEED)
    return tuple(sorted(islice(_probes(criterion, exercise, rng), PROBES), key=weight))


def _probes(criterion: CallCriterion | RaisesCriterion, exercise: str, rng: np.random.Generator) -> Iterator[Case]:
    groups = [*criterion.cases, *getattr(criterion, "accepts", ())]
    ranges = {name: spec for group in groups for name, spec in group.inputs.items() if spec.source == "uniform"}
    for attempt in count():
        try:
            cases = draw_specs(groups, exercise, criterion.id, DEFAULT_SEED + 1, attempt)
        except CourseError:
            return
        specs = [spec for spec in groups for _ in range(spec.repeat)]
        yield from (_moved(case, spec, ranges, rng) for case, spec in zip(cases, specs, strict=True))


def _moved(case: Case, spec: CaseSpec, ranges: Mapping[str, InputSpec], rng: np.random.Generator) -> Case:
    sources = {**spec.given, **spec.inputs}
    args = [
        _other(value, sources[name], ranges.get(name), rng) for name, value in zip(case.names, case.args, strict=True)
    ]
    given = {name: _other(value, sources[name], ranges.get(name), rng) for name, value in case.given.items()}
    return replace(case, args=Args(args), given=given)


def _other(value: Value, spec: InputSpec, within: InputSpec | None, rng: np.random.Generator) -> Value:
    """Return other numbers for what was written out or drawn from all numbers; a range that was given is kept.

    So is that of the same input in another case (``within``). Half of the time the numbers are small whole ones, so
    that some are equal, and some are 0.
    """
    whole = bool(rng.integers(2))
    if within is not None and isinstance(value, Array) and value.dtype == "float64":
        drawn = rng.uniform(within.low, within.high, from_wire(value).shape)
        return to_wire(rounded(drawn, value.original), value.original) if spec.source in ("tensor", "file") else value
    if isinstance(value, Array) and spec.source in ("tensor", "file", "normal"):
        old = from_wire(value)
        if value.dtype == "float64":
            drawn = rng.integers(-2, 3, old.shape).astype(np.float64) if whole else rng.standard_normal(old.shape)
            drawn = np.where(drawn == 0, 1.0, drawn) if spec.nonzero else drawn
            return to_wire(rounded(drawn, value.original), value.original)
        if value.dtype == "int64":
            return to_wire(old + rng.integers(-3, 4, old.shape), value.original)
    if isinstance(value, float) and spec.source in ("number", "normal"):
        return float(rng.integers(-2, 3)) if whole else float(np.float32(rng.standard_normal() * 3))
    if isinstance(value, int) and not isinstance(value, bool) and spec.source == "number":
        return value + int(rng.integers(-3, 4))
    return value


async def differing(
    runner: Runner, exercise: Exercise, survivors: Sequence[Made], tell: Callable[[int], None]
) -> Mapping[int, str]:
    """Return a call on which each differs from what it was made of, by its place; equivalent ones are not in it.

    One on which nothing can be tried, since no ``call`` criterion is about it, has an empty text.
    """
    found: dict[int, str] = {}
    for place, one in enumerate(survivors):
        text = await _example(runner, exercise, one)
        if text is not None:
            found[place] = text
        tell(1)
    return found


async def _example(runner: Runner, exercise: Exercise, one: Made) -> str | None:
    criteria = [one_ for one_ in exercise.whole_rubric.judged if _shows(exercise, one_, one.mutant.target)]
    if not criteria:
        return ""
    sources = (("right", "right.py", one.original.text), ("mutant", "mutant.py", one.specimen.text))
    session = Session(runner, Setup(sources, "cpu", DEFAULT_SEED))
    try:
        for criterion in criteria:
            text = await _differs(session, subject_of(exercise, criterion, DEFAULT_SEED, "cpu"))
            if text is not None:
                return text
    finally:
        await session.close()
    return None


async def _differs(session: Session, subject: Subject[Any]) -> str | None:
    if isinstance(subject.criterion, AnswerCriterion):
        return await _differ_values(session, subject.criterion)
    return await _differ_calls(session, subject, probes_of(subject.criterion, subject.exercise))


async def _differ_values(session: Session, criterion: AnswerCriterion) -> str | None:
    jobs = [Job(Read(module, criterion.answer), SECONDS) for module in ("right", "mutant")]
    first, second = [outcome.reply for outcome in await session.ask(jobs)]
    if not isinstance(first, Returned) or not isinstance(second, Returned):
        return criterion.answer
    tolerance = tolerance_for((first.value,), None, 1, "cpu")
    same = compare(first.value, second.value, "text" if criterion.one_of else criterion.returns, tolerance)
    return None if same.kind == "none" else criterion.answer


def _shows(exercise: Exercise, criterion: Any, target: str) -> bool:
    """Whether a fault in ``target`` can show there: it is what is called, or in a handle, or helps some function."""
    if isinstance(criterion, RaisesCriterion):
        return criterion.raises == target
    if not isinstance(criterion, CallCriterion):
        return isinstance(criterion, AnswerCriterion) and criterion.answer == target
    handles = {one.call for case in criterion.cases for one in case.inputs.values()}
    return target in {criterion.call, *handles} or target not in exercise.target_names


async def _differ_calls(session: Session, subject: Subject[Any], probes: Sequence[Case]) -> str | None:
    jobs = [
        Job(call_of(subject.criterion, case, module, echo=False), SECONDS, group=module)
        for module in ("right", "mutant")
        for case in probes
    ]
    outcomes = await session.ask(jobs)
    right, mutated = outcomes[: len(probes)], outcomes[len(probes) :]
    for case, first, second in zip(probes, right, mutated, strict=True):
        if not _alike(subject, case, first, second):
            return "; ".join(lines_of(subject.criterion, case))
    return None


def _alike(subject: Subject[Any], case: Case, first: Outcome, second: Outcome) -> bool:
    """Whether both gave the same; where it is about refusing, whether both refused."""
    if isinstance(subject.criterion, RaisesCriterion):
        return isinstance(first.reply, Raised) == isinstance(second.reply, Raised)
    return not isinstance(first.reply, Returned) or _same(subject, case, first, second)


def _same(subject: Subject[Any], case: Case, first: Outcome, second: Outcome) -> bool:
    if isinstance(second.reply, Stopped):
        return False
    expected, actual = result_of(first), result_of(second)
    if (
        subject.criterion.dtype == "same"
        and subject.criterion.returns in ("tensor", "tuple")
        and _values(expected, actual)
    ):
        policy = compare(expected, actual, subject.criterion.returns, tolerance_of(subject, case), "same")  # type: ignore[arg-type]
        if policy.kind in ("type", "shape", "dtype"):
            return False
    return difference(subject, case, expected, actual).kind == "none"


def _values(*results: Expected) -> bool:
    return not any(isinstance(one, Raises) for one in results)
