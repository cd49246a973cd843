"""Grade texts of learners through the real grader: many submissions, one warm process, one event loop."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any, Self, TypeVar

from lagrader.course import Course
from lagrader.grader import DEFAULT_SEED, Grader
from lagrader.results import CriterionResult, ExerciseResult, Report
from lagrader.runner import Runner
from lagrader.runner.proof import Proof, prove
from lagrader.submission import find_submission

ROOT = Path(__file__).resolve().parent.parent
COURSE = Course.load(ROOT)
IDS = tuple(exercise.id for exercise in COURSE.exercises)
ALTERNATIVES = tuple(path for exercise in COURSE.exercises for path, _ in exercise.alternatives)
"""The course's own right answers in other styles, which are tried as the files of tests/submissions/accepted are."""
AT_A_TIME = 4
"""Submissions that are graded at the same time; more than there are processors is no faster."""

Work = Mapping[str, str | bytes | None]
"""One learner's work: what is in the file of each exercise, by its id; None where there is no such file."""

T = TypeVar("T")

_EXPECTED = re.compile(r"^# (?:criterion: )?(?P<name>file(?=:)|\w+):? (?P<rest>\w+(?: [A-Z_0-9]+)?)$")


class Desk:
    """Where work is graded: a runner, and a grader of the course for each seed. Use as a context manager."""

    def __init__(self, course: Course = COURSE, *, warm: bool = False) -> None:
        self._course = course
        self._loop = asyncio.Runner()
        self._runner = Runner(warm=warm)
        self._graders: dict[int, Grader] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.run(self._close())
        self._loop.close()

    def grade(self, work: Work, seed: int = DEFAULT_SEED) -> Report:
        """Grade one learner's work; an exercise whose text is not there is not asked for."""
        return self.grade_all([work], seed)[0]

    def grade_all(self, works: Sequence[Work], seed: int = DEFAULT_SEED) -> list[Report]:
        """Grade several learners' work, a few of them at a time."""
        return self._loop.run(self._grade_all(works, self._grader(seed)))

    def prove(self) -> Proof:
        """Try the sandbox of the workers that grade here."""
        return self._loop.run(prove(self._runner))

    @property
    def zygote(self) -> int:
        """The pid of the process that forks."""
        assert self._runner.zygote is not None
        return self._runner.zygote

    def leave(self, seed: int) -> None:
        """Let the grader of a seed go, which holds a process."""
        self._loop.run(self._graders.pop(seed).close())

    def _grader(self, seed: int) -> Grader:
        if seed not in self._graders:
            self._graders[seed] = Grader(self._runner, self._course, self._course.exercises, seed=seed)
        return self._graders[seed]

    async def _grade_all(self, works: Sequence[Work], grader: Grader) -> list[Report]:
        free = asyncio.Semaphore(AT_A_TIME)

        async def one(work: Work) -> Report:
            async with free:
                return await _in_folder(work, grader)

        return await _together([one(work) for work in works])

    async def _close(self) -> None:
        for grader in self._graders.values():
            await grader.close()
        await self._runner.__aexit__(None, None, None)


async def _together(parts: Sequence[Coroutine[Any, Any, T]]) -> list[T]:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(part) for part in parts]
    return [task.result() for task in tasks]


async def _in_folder(work: Work, grader: Grader) -> Report:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for id_, text in work.items():
            if text is not None:
                (folder / f"{id_}.py").write_bytes(text if isinstance(text, bytes) else text.encode())
        return await grader.grade(find_submission(folder, list(work)))


def exercise_of(path: Path) -> str:
    """The exercise that a file of tests is for, ``ex3_neuron__what_is_odd.py``, or that an alternative belongs to."""
    return path.parent.parent.name if path in ALTERNATIVES else path.stem.partition("__")[0]


def verdict_of(path: Path) -> str:
    """The verdict that a file must get: its folder in tests/submissions says so."""
    return "accepted" if path in ALTERNATIVES else path.parent.name


def expected(path: Path) -> dict[str, str]:
    """What the comments at the top of a file ask for: verdict and code by criterion, or of the ``file``."""
    lines = path.read_text("utf-8", "replace").splitlines()
    found = [_EXPECTED.match(line) for line in lines if line.startswith(("# criterion: ", "# file: "))]
    return {match["name"]: match["rest"] for match in found if match}


def solution(exercise: str) -> str:
    """The text of the reference solution."""
    return COURSE.find(exercise).solution


def starter(exercise: str) -> str:
    """The text that a learner begins with."""
    return COURSE.find(exercise).starter


def criterion(result: ExerciseResult, id_: str) -> CriterionResult:
    """The result of one criterion."""
    return next(one for one in result.criteria if one.id == id_)


def code(result: CriterionResult) -> str:
    """The code of the first feedback, empty where there is none."""
    return result.feedback[0].code if result.feedback else ""


def summary(result: ExerciseResult) -> dict[str, str]:
    """Verdict and code of each criterion; of the file alone, where that is to blame."""
    shown = {one.id: f"{one.verdict} {code(one)}".strip() for one in result.criteria}
    if result.problem:
        shown = {"file": f"{result.problem.verdict} {code(result.problem)}"}
    return shown
