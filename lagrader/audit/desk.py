"""Where specimens are graded: one runner, a grader for each seed and device, all of a batch in flight together."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, TypeVar

from lagrader.audit.specimens import Graded, Specimen, submission_of
from lagrader.course import Course, Exercise
from lagrader.grader import DEFAULT_SEED, Grader
from lagrader.results import ExerciseResult
from lagrader.runner import Runner

MUTANT_SECONDS = 0.25
"""CPU seconds that a call of a mutant may take: a loop that a fault made endless need not be waited for.

A reference's calls take a few milliseconds; where a rubric allows more than the default 2 s, this grows with it.
"""

T = TypeVar("T")
Tell = Callable[[int], None]
Variant = Callable[[Exercise], Exercise]


class Desk:
    """Grades specimens of one course."""

    def __init__(self, runner: Runner, course: Course, exercises: Sequence[Exercise], tell: Tell) -> None:
        """``tell`` is called with how many specimens were graded since it was called last."""
        self._runner, self._course, self._exercises, self._tell = runner, course, exercises, tell
        self._free = asyncio.Semaphore(2 * (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2))

    @asynccontextmanager
    async def grader(
        self, seed: int = DEFAULT_SEED, device: str = "cpu", variant: Variant = lambda exercise: exercise
    ) -> AsyncIterator[Grader]:
        """A grader that goes on where a criterion can't be judged; ``variant`` says what each exercise is graded as."""
        exercises = [variant(exercise) for exercise in self._exercises]
        grader = Grader(self._runner, self._course, exercises, seed=seed, device=device, hidden=True, lenient=True)
        try:
            yield grader
        finally:
            await grader.close()

    async def grade(self, rows: Iterable[Mapping[str, Specimen]], grader: Grader) -> list[Graded]:
        """Grade each row, a specimen for each of several exercises, as one submission; return all in the same order."""
        graded = await _together(self._row(grader, row) for row in rows)
        return [one for row in graded for one in row]

    async def _row(self, grader: Grader, row: Mapping[str, Specimen]) -> list[Graded]:
        async with self._free:
            report, _ = await grader.grade_in_a_crowd(submission_of(row))
        self._tell(len(row))
        results: dict[str, ExerciseResult] = {result.id: result for result in report.exercises}
        return [Graded(specimen, results[id_]) for id_, specimen in row.items()]


async def _together(parts: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(part) for part in parts]
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None
    return [task.result() for task in tasks]


def hurried(exercise: Exercise) -> Exercise:
    """The same exercise with less time for each call, for what may never end."""
    whole = exercise.whole
    limit = whole.rubric.time_limit * MUTANT_SECONDS / 2.0
    rubric = whole.rubric.model_copy(update={"time_limit": limit})
    return _changed(whole, {"rubric": rubric, "whole_rubric": rubric})


def cramped(exercise: Exercise) -> Exercise:
    """The same exercise with half of the memory that its rubric gives, where it says how much."""
    whole = exercise.whole
    limit = whole.rubric.memory_limit
    rubric = whole.rubric.model_copy(update={"memory_limit": limit and limit // 2})
    return _changed(whole, {"rubric": rubric, "whole_rubric": rubric})


def as_written(exercise: Exercise) -> Exercise:
    """The same exercise without a starter, so that what stands in the starter is judged as a learner's."""
    return _changed(exercise.whole, {"starter": ""})


def _changed(exercise: Exercise, changes: Mapping[str, object]) -> Exercise:
    copy = replace(exercise)
    copy.__dict__.update({**exercise.__dict__, **changes})
    return copy
