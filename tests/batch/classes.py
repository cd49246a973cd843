"""A grader that computes nothing, to see what a batch makes of what a grader may do."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from lagrader.batch import Batch, Tally
from lagrader.errors import SandboxError
from lagrader.gradebook import Gradebook, Row
from lagrader.results import ExerciseResult, Feedback, Report, Verdict
from lagrader.submission import SourceFile, Submission
from lagrader.submission.learners import find_learners
from tests.gradebook.examples import BASIS, COURSE, FACTS, criterion
from tests.submission.class_files import laid_out
from tests.submission.test_find import TARGETS


class Grader:
    """Marks a program by what stands in it: ``points = 7``; ``fault``, ``lost``, ``bug`` and ``slow`` go wrong."""

    def __init__(self, *, loses: int = 0) -> None:
        self.graded: list[str] = []
        self.confirmed: list[str] = []
        self.most, self._now, self._loses = 0, 0, loses

    async def prepared(self) -> None:
        pass

    async def grade_in_a_crowd(self, submission: Submission) -> tuple[Report, frozenset[str]]:
        text = source(submission)
        self.graded.append(text)
        self._now += 1
        self.most = max(self.most, self._now)
        try:
            await asyncio.sleep(0.002)
        finally:
            self._now -= 1
        if "lost" in text and self._loses >= 0:
            self._loses -= 1
            raise SandboxError("The worker was lost.\nMore about it.")
        if "bug" in text:
            raise ZeroDivisionError
        waiting = frozenset({"ex3_neuron"}) if "slow" in text else frozenset()
        return mark(text, Verdict.TIME_LIMIT_EXCEEDED if waiting else None), waiting

    async def confirm(self, submission: Submission, report: Report, exercises: frozenset[str]) -> Report:
        assert self._now == 0  # nothing competes
        text = source(submission)
        self.confirmed.append(text)
        return report if "forever" in text else mark(text)


def source(submission: Submission) -> str:
    file = submission.files["ex3_neuron"].source
    assert isinstance(file, SourceFile)
    return file.text


def mark(text: str, verdict: Verdict | None = None) -> Report:
    points = 0 if verdict else int(text.partition("points = ")[2].split()[0])
    result = criterion("output", points, 12)
    if "fault" in text:
        verdict = Verdict.JUDGE_ERROR
        result = replace(result, points=Fraction(), feedback=(Feedback("COURSE_FAULT", "The course failed."),))
    result = replace(result, verdict=verdict) if verdict else result
    return Report(COURSE, "cpu", 7, (ExerciseResult(3, "ex3_neuron", "A neuron", "ex3_neuron.py", (result,)),))


def program(points: int, more: str = "") -> str:
    return f"neuron = 1  # {more}\npoints = {points}\n"


def run(folder: Path, out: Path, grader: Grader, jobs: int = 2) -> Tally:
    """Grade the class in ``folder`` as ``lagrader grade`` would."""
    with contextlib.ExitStack() as closing, Gradebook.writing(out) as book:
        class_ = find_learners(folder, list(TARGETS), closing, "each")
        book.begin(FACTS)
        tallies: list[Tally] = []
        batch = Batch(grader, book, BASIS, class_.learners, {"ex3_neuron": TARGETS["ex3_neuron"]}, jobs, tallies.append)
        asyncio.run(batch.run())
        return batch.tally


def rows(out: Path) -> dict[str, Row]:
    with Gradebook.reading(out) as book:
        return {row.learner: row for row in book.rows()}


def points(out: Path) -> dict[str, int | None]:
    return {learner: None if row.points is None else int(row.points) for learner, row in rows(out).items()}


def a_class(root: Path, programs: Mapping[str, str]) -> Path:
    return laid_out(root, {f"{learner}/ex3_neuron.py": text for learner, text in programs.items()})


def learners(count: int) -> Sequence[str]:
    return [f"s{number}" for number in range(count)]
