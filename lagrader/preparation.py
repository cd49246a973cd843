"""The course's side of a run: the oracle, and what every criterion's cases should give."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lagrader.checkers import CHECKERS, Preparation, Prepared, Subject
from lagrader.course import Exercise
from lagrader.driving import drive
from lagrader.errors import CourseError, CriterionError
from lagrader.outcomes import Outcome
from lagrader.runner import Job, Runner, Session
from lagrader.runner.allowance import ENDLESS
from lagrader.wire import Load, Loaded, Raised, Request, Setup

ORACLE_SECONDS = 10.0
"""CPU seconds that one call of the course's own code may take."""

Key = tuple[str, str]
"""An exercise's id and a criterion's."""


class Oracle:
    """The worker that holds reference, mistakes and checks of the course; it lives as long as the run."""

    def __init__(self, runner: Runner, exercises: Sequence[Exercise], seed: int) -> None:
        """Take the course's sources; the oracle runs on the CPU, whatever the learner's device."""
        self._sources = {exercise.id: _sources(exercise) for exercise in exercises}
        everything = tuple(source for sources in self._sources.values() for source in sources)
        self._session = Session(runner, Setup(everything, "cpu", seed), ENDLESS)
        self._turn = asyncio.Lock()

    async def start(self, exercises: Sequence[Exercise]) -> None:
        """Load every module of some exercises, or say which one can't be."""
        sources = [source for exercise in exercises for source in self._sources[exercise.id]]
        jobs = [Job(Load(module), ORACLE_SECONDS) for module, _, _ in sources]
        async with self._turn:
            outcomes = await self._session.ask(jobs)
        for (_, filename, _), outcome in zip(sources, outcomes, strict=True):
            if not isinstance(outcome.reply, Loaded):
                reply = outcome.reply
                said = f"{reply.type}: {reply.message}" if isinstance(reply, Raised) else "it hangs"
                raise CourseError(f"{filename} of the course can't be imported ({said}).")

    async def answer(self, asked: Sequence[tuple[Key, Request]]) -> list[Outcome]:
        """Run the course's code; one batch at a time."""
        async with self._turn:
            return await self._session.ask([Job(request, ORACLE_SECONDS) for _, request in asked])

    async def close(self) -> None:
        """Let it go."""
        await self._session.close()


async def prepare(
    oracle: Oracle, exercises: Sequence[Exercise], seed: int, device: str, *, lenient: bool = False
) -> dict[Key, Prepared]:
    """Draw every criterion's cases and learn what they should give.

    Hidden cases are among them also where they are not tried: it takes all to tell mistakes from the right answer, and
    what is visible must not change with what is hidden. With ``lenient`` a criterion that can't be prepared is one with
    a fault, and costs no other one anything.

    Raises:
        CourseError: a criterion can't be prepared.
    """
    subjects = {
        (exercise.id, criterion.id): subject_of(exercise, criterion, seed, device)
        for exercise in exercises
        for criterion in _whole_criteria(exercise)
    }
    owners = {exercise.id: exercise for exercise in exercises}
    generators = {
        key: _placed(owners[subject.exercise], subject, CHECKERS[subject.criterion.kind].prepare(subject))
        for key, subject in subjects.items()
    }
    if lenient:
        generators = {key: _or_fault(preparation) for key, preparation in generators.items()}
    return await drive(generators, {"oracle": oracle.answer})


def _placed(exercise: Exercise, subject: Subject[Any], preparation: Preparation) -> Preparation:
    """Put file and line to what the preparation finds wrong with a key of the criterion."""
    try:
        return (yield from preparation)
    except CriterionError as error:
        place = exercise.whole_rubric.criteria.index(subject.criterion)
        exercise.document.refuse([exercise.document.fault(("criteria", place, *error.key), str(error))])


def _or_fault(preparation: Preparation) -> Preparation:
    try:
        return (yield from preparation)
    except CourseError as error:
        return Prepared(fault=str(error))


def _whole_criteria(exercise: Exercise) -> list[Any]:
    shown = {criterion.id for criterion in exercise.rubric.criteria}
    return [criterion for criterion in exercise.whole_rubric.criteria if criterion.id in shown]


def ready_parts(exercise: Exercise, prepared: Mapping[Key, Prepared]) -> Iterator[tuple[Any, Prepared]]:
    """Yield each criterion with what it was prepared to; in the place of one with several ways each of these."""
    for criterion in exercise.whole_rubric.criteria:
        ready = prepared[exercise.id, criterion.id]
        yield from zip(getattr(criterion, "any_of", ()), ready.ways, strict=False)
        if not ready.ways:
            yield criterion, ready


def subject_of(exercise: Exercise, criterion: Any, seed: int, device: str) -> Subject[Any]:
    """Return the subject that a criterion is for its checker."""
    return Subject(criterion, exercise.id, seed, device)


def _sources(exercise: Exercise) -> list[tuple[str, str, str]]:
    found = [("reference", exercise.solution_path, exercise.solution)]
    if exercise.mistakes is not None:
        found.append(("mistakes", exercise.folder / "mistakes.py", exercise.mistakes))
    if exercise.checks is not None:
        found.append(("checks", exercise.folder / "checks.py", exercise.checks))
    return [(f"{kind}_{exercise.id}", str(path), text) for kind, path, text in found]
