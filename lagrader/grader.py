"""One submission to results: load it, examine every criterion, try again alone what was not accepted."""

from __future__ import annotations

import ast
import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from typing import Any
from weakref import WeakSet

from lagrader.checkers import CHECKERS, Examination, Prepared, Task
from lagrader.checkers.verdicts import in_trouble, trouble
from lagrader.course import Course, Exercise
from lagrader.driving import drive
from lagrader.outcomes import Outcome
from lagrader.preparation import Key, Oracle, prepare, subject_of
from lagrader.results import CriterionResult, Example, ExerciseResult, Feedback, Location, Report, Verdict
from lagrader.rubric import BaseCriterion
from lagrader.runner import Job, Runner, Session
from lagrader.runner.session import LOAD_SECONDS, SUBMISSION_SECONDS
from lagrader.submission import SourceFile, Submission, SubmittedFile, Unreadable
from lagrader.syntax import Parsed, same_as_starter
from lagrader.syntax import parse as parse_source
from lagrader.wire import Load, Loaded, Request, Setup

DEFAULT_SEED = 41
"""The seed of a student's and of CI's check, so that a result repeats."""

_LATE_IMPORTS = re.compile(
    r"functorch|_dynamo|torch\s*\.\s*(func|vmap|optim|testing|compile)\b"
    r"|from\s+torch[\w.]*\s+import[^\n#]*\b(func|vmap|optim|testing|compile)\b|from\s+torch\s*\.\s*(func|optim|testing)\b"
)


@dataclass(frozen=True)
class Work:
    """One exercise of one submission that can be run: a readable file of a known exercise."""

    exercise: Exercise
    file: SubmittedFile
    source: SourceFile

    @cached_property
    def tree(self) -> ast.Module:
        """The learner's syntax tree."""
        return self.source.tree

    @cached_property
    def starter(self) -> ast.Module:
        """The starter's syntax tree."""
        parsed = parse_source(self.exercise.starter, "starter.py")
        assert isinstance(parsed, Parsed)
        return parsed.tree

    @property
    def sources(self) -> list[tuple[str, str, str]]:
        """Everything that the learner's child may import for it: (module, filename, text)."""
        return [(self.file.module, self.file.display, self.source.text), *self.file.helpers]


class Grader:
    """Grades submissions of one course with one seed on one device, through one runner."""

    def __init__(
        self,
        runner: Runner,
        course: Course,
        exercises: Sequence[Exercise],
        *,
        seed: int = DEFAULT_SEED,
        device: str = "cpu",
    ) -> None:
        """Start nothing yet; ``exercises`` are those that are asked for, in order."""
        self._runner, self._course, self._exercises = runner, course, exercises
        self._seed, self._device = seed, device
        self._oracle = Oracle(runner, exercises, seed)
        self._preparation: asyncio.Task[dict[Key, Prepared]] | None = None
        self._facts: dict[str, str] = {}
        self._sessions: WeakSet[Session] = WeakSet()

    async def prepared(self) -> dict[Key, Prepared]:
        """Start the oracle and prepare every criterion, once; raise CourseError where the course is broken."""
        if self._preparation is None:
            self._preparation = asyncio.create_task(self._prepare())
        return await self._preparation

    async def _prepare(self) -> dict[Key, Prepared]:
        await self._oracle.start()
        return await prepare(self._oracle, self._exercises, self._seed, self._device)

    async def close(self) -> None:
        """Let the oracle go."""
        if self._preparation is not None:
            self._preparation.cancel()
        await self._oracle.close()

    def drop(self) -> None:
        """Let what is being graded come to its end at once; its report then means nothing, and is thrown away."""
        for session in self._sessions:
            session.give_up()

    async def grade(self, submission: Submission) -> Report:
        """Grade one submission; whatever it does becomes a verdict."""
        asked = [exercise for exercise in self._exercises if exercise.id in submission.files]
        works = {work.exercise.id: work for work in self._works(asked, submission)}
        results = await self._grade_together(works)
        exercises = tuple(
            results.get(exercise.id) or unreadable(exercise, submission.files[exercise.id]) for exercise in asked
        )
        return Report(
            self._course.identity,
            self._device,
            self._seed,
            exercises,
            {"start": self._runner.start, "layers": dict(self._facts)},
            whole_course=len(asked) == len(self._course.exercises),
        )

    def _works(self, asked: Iterable[Exercise], submission: Submission) -> Iterable[Work]:
        for exercise in asked:
            file = submission.files[exercise.id]
            if isinstance(file.source, SourceFile):
                yield Work(exercise, file, file.source)

    async def _grade_together(self, works: Mapping[str, Work]) -> dict[str, ExerciseResult]:
        """All in one child first; then each that is not accepted again, alone, with the time that is left."""
        attempt = Attempt(self, works.values(), SUBMISSION_SECONDS)
        # The learner's modules are loaded while the oracle computes.
        results, _ = await asyncio.gather(attempt.run(), self.prepared())
        alone = len(works) == 1
        left = attempt.seconds_left
        for id_, result in results.items():
            # Who has used up the time of all leaves the others what is theirs.
            seconds = max(left, SUBMISSION_SECONDS / len(works) - attempt.used[id_])
            if attempt.given_up or seconds <= 0 or not _worth_another_try(result, alone):
                continue
            second = Attempt(self, [works[id_]], seconds, result)
            results[id_] = (await second.run())[id_]
            left -= second.used[id_]
        self._facts = attempt.facts or self._facts
        return results

    # --- for Attempt ---------------------------------------------------------------------------------------

    def setup(self, works: Iterable[Work]) -> Setup:
        """Everything that a child for ``works`` may import: equal files once."""
        sources = dict.fromkeys(source for work in works for source in work.sources)
        return Setup(tuple(sources), self._device, self._seed)

    def session(self, works: Iterable[Work], seconds: float) -> Session:
        """A learner's side for ``works``."""
        session = Session(self._runner, self.setup(works), seconds)
        self._sessions.add(session)
        return session

    async def preload_for(self, works: Iterable[Work]) -> None:
        """Have what torch imports late imported before the fork, where a source at hand names it."""
        if any(_LATE_IMPORTS.search(text) for work in works for _, _, text in work.sources):
            await self._runner.preload()

    def task(self, work: Work, criterion: BaseCriterion, prepared: Prepared) -> Task[Any]:
        """The task that a criterion is on this file."""
        subject = subject_of(work.exercise, criterion, self._seed, self._device)
        others = work.exercise.target_names - set(criterion.learner_names)
        lines = work.source.text.split("\n")  # as Python counts them: a form feed ends no line
        return Task(subject, prepared, work.file.module, work.file.display, work.tree, lines, others)

    @property
    def oracle(self) -> Oracle:
        """The course's side."""
        return self._oracle


class Attempt:
    """Some exercises of one submission, examined in one session.

    After a first attempt (``before``) only what was not accepted in it is examined again; the later result
    counts, except that what was accepted once stays.
    """

    def __init__(
        self, grader: Grader, works: Iterable[Work], seconds: float, before: ExerciseResult | None = None
    ) -> None:
        """Start nothing yet; ``seconds`` of CPU time may be used."""
        self._grader, self._works, self._before = grader, list(works), before
        self._session = grader.session(self._works, seconds)
        self._limits = {work.exercise.id: work.exercise.rubric.time_limit for work in self._works}
        self._rounds = 0
        self.facts: dict[str, str] = {}
        self.used = {work.exercise.id: 0.0 for work in self._works}
        """CPU seconds that each exercise took."""

    @property
    def seconds_left(self) -> float:
        """CPU seconds that the attempt did not use."""
        return self._session.seconds_left

    @property
    def given_up(self) -> bool:
        """Whether nobody waits for the results any more."""
        return self._session.given_up

    async def run(self) -> dict[str, ExerciseResult]:
        """Examine everything; return results by exercise id."""
        if not self._works:
            return {}
        await self._grader.preload_for(self._works)
        try:
            results = await self._run()
        finally:
            self.facts = self._session.facts
            await self._session.close()
        # A child that forged an answer is found out at the latest when the true one comes: then none counts.
        return await self._run() if self._session.voided else results

    async def _run(self) -> dict[str, ExerciseResult]:
        results: dict[str, ExerciseResult] = {}
        loaded = []
        for work in self._works:
            (outcome,) = await self._ask(work.exercise.id, [Job(Load(work.file.module), LOAD_SECONDS)])
            if isinstance(outcome.reply, Loaded):
                loaded.append(work)
            else:
                results[work.exercise.id] = self._not_loaded(work, outcome)
        judged = await self._examine(loaded)
        for work in loaded:
            criteria = tuple(judged[work.exercise.id, c.id] for c in work.exercise.rubric.criteria)
            results[work.exercise.id] = _exercise_result(work, criteria)
        return results

    def _not_loaded(self, work: Work, outcome: Outcome) -> ExerciseResult:
        criteria = work.exercise.rubric.criteria
        task = self._grader.task(work, criteria[0], Prepared())
        problem = trouble(task, outcome, work.file.display)
        assert problem is not None
        shown = in_trouble(task, problem, output=outcome.output)
        return _with_problem(work.exercise, work.file, shown)

    # --- criteria ------------------------------------------------------------------------------------------

    async def _examine(self, works: Sequence[Work]) -> dict[Key, CriterionResult]:
        """Examine criteria layer by layer: one that needs others comes after them."""
        prepared = await self._grader.prepared()
        results = {(work.exercise.id, id_): result for work in works for id_, result in self._settled(work)}
        left = {(w.exercise.id, c.id): (w, c) for w in works for c in w.exercise.rubric.criteria}
        left = {key: item for key, item in left.items() if key not in results}
        while left:
            examinations: dict[Key, Examination] = {}
            for key, (work, criterion) in list(left.items()):
                needs = [(key[0], need) for need in criterion.needs]
                if any(need not in results for need in needs):
                    continue
                del left[key]
                unmet = [results[need] for need in needs if results[need].verdict is not Verdict.ACCEPTED]
                if unmet:
                    results[key] = _skipped(criterion, unmet[0])
                else:
                    task = self._grader.task(work, criterion, prepared[key])
                    examinations[key] = CHECKERS[criterion.kind].examine(task)
            parties = {"learner": self._answer, "oracle": self._grader.oracle.answer}
            results |= await drive(examinations, parties)
        return results

    def _settled(self, work: Work) -> Iterable[tuple[str, CriterionResult]]:
        """What needs no examination: not written yet, or accepted before."""
        before = {result.id: result for result in self._before.criteria} if self._before else {}
        for criterion in work.exercise.rubric.criteria:
            known = before.get(criterion.id)
            if known is not None and known.verdict is Verdict.ACCEPTED:
                yield criterion.id, known
            elif _not_started(work, criterion):
                yield criterion.id, _without_points(criterion, Verdict.NOT_STARTED)

    async def _answer(self, asked: Sequence[tuple[Key, Request]]) -> list[Outcome]:
        """Run requests, exercise by exercise, so that it is known which one takes the time."""
        self._rounds += 1  # what was stopped in this round may be asked something else in the next
        outcomes: list[Outcome] = []
        for exercise, part in groupby(asked, lambda one: one[0][0]):
            jobs = [Job(request, self._limits[exercise], f"{'/'.join(key)} {self._rounds}") for key, request in part]
            outcomes += await self._ask(exercise, jobs)
        return outcomes

    async def _ask(self, exercise: str, jobs: Sequence[Job]) -> list[Outcome]:
        before = self._session.seconds_left
        outcomes = await self._session.ask(jobs)
        self.used[exercise] += before - self._session.seconds_left
        return outcomes


def _worth_another_try(result: ExerciseResult, alone: bool) -> bool:
    """Whether something in it might be another exercise's fault, or the machine's."""
    if result.problem is not None and result.problem.verdict is Verdict.TIME_LIMIT_EXCEEDED:
        return False  # an import that hangs takes more time than all the rest: it is tried once
    bad = {criterion.verdict for criterion in result.criteria} - {Verdict.ACCEPTED, Verdict.NOT_STARTED}
    if alone:  # it was in a child of its own already: only a time limit is confirmed
        return Verdict.TIME_LIMIT_EXCEEDED in bad
    return bool(bad)


def _not_started(work: Work, criterion: BaseCriterion) -> bool:
    return all(same_as_starter(work.tree, work.starter, name) for name in criterion.learner_names)


def _skipped(criterion: BaseCriterion, unmet: CriterionResult) -> CriterionResult:
    feedback = Feedback("WAITS_FOR", f"Looked at once this is right: {unmet.title}.")
    return replace(_without_points(criterion, Verdict.SKIPPED), feedback=(feedback,))


def _without_points(criterion: BaseCriterion, verdict: Verdict) -> CriterionResult:
    return CriterionResult(criterion.id, criterion.title, Fraction(), criterion.points, verdict)


def _exercise_result(work: Work, criteria: tuple[CriterionResult, ...]) -> ExerciseResult:
    exercise, file = work.exercise, work.file
    return ExerciseResult(exercise.number, exercise.id, exercise.rubric.title, file.display, criteria, notes=file.notes)


def _with_problem(exercise: Exercise, file: SubmittedFile, problem: CriterionResult) -> ExerciseResult:
    """Every criterion carries the problem's verdict; what there is to say about it is said once."""
    rubric = exercise.rubric
    criteria = tuple(_without_points(criterion, problem.verdict) for criterion in rubric.criteria)
    whole = replace(problem, id=exercise.id, title="", max_points=rubric.max_points)
    return ExerciseResult(exercise.number, exercise.id, rubric.title, file.display, criteria, whole, file.notes)


def unreadable(exercise: Exercise, file: SubmittedFile) -> ExerciseResult:
    """The result of an exercise whose file is missing or can't be read."""
    fault = file.source
    assert isinstance(fault, Unreadable)
    verdict = Verdict.MISSING if fault.kind == "missing" else Verdict.LOAD_ERROR
    location = Location(file.display, fault.line, fault.source, fault.column, fault.note)
    code = {"missing": "MISSING_FILE", "syntax": "SYNTAX_ERROR"}.get(fault.kind, f"FILE_{fault.kind.upper()}")
    problem = CriterionResult(
        exercise.id,
        exercise.rubric.title,
        Fraction(),
        exercise.rubric.max_points,
        verdict,
        (Feedback(code, fault.text),),
        example=Example(fault.commands[-1], setup=fault.commands[:-1]) if fault.commands else None,
        location=location,
    )
    return _with_problem(exercise, file, problem)
