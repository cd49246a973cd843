"""One submission to results: load it, examine every criterion, try again alone what was not accepted."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any
from weakref import WeakSet

from lagrader.attempt import Attempt, Work, unreadable
from lagrader.checkers import Prepared, Task
from lagrader.course import Course, Exercise
from lagrader.preparation import Key, Oracle, prepare, subject_of
from lagrader.results import ExerciseResult, Report, Verdict
from lagrader.rubric import BaseCriterion, memory_text
from lagrader.runner import Runner, Session
from lagrader.runner.allowance import SUBMISSION, Allowance
from lagrader.runner.proof import shortfall
from lagrader.submission import SourceFile, Submission
from lagrader.submission.begun import answered
from lagrader.wire import Setup

DEFAULT_SEED = 41
"""The seed of a student's and of CI's check, so that a result repeats."""

_LATE = r"\b(func|vmap|optim|testing|compile)\b"
_LATE_IMPORTS = re.compile(
    rf"functorch|_dynamo|torch\s*\.\s*{_LATE}|from\s+torch[\w.]*\s+import\s*(\([^)]*|[^\n#(]*){_LATE}"
)


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
        hidden: bool = False,
        lenient: bool = False,
        about_sandbox: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        """Start nothing yet; ``exercises`` are those that are asked for, in order.

        ``hidden`` says whether hidden criteria and cases count, as they do where a class is graded. With ``lenient`` a
        criterion that the course can't judge is a verdict on that criterion, for whoever looks for such.
        ``about_sandbox`` is what else each report's ``sandbox`` block says: that it was proven, or that it was waived.
        """
        self._runner, self._course, self._hidden = runner, course, hidden
        self._exercises = list(exercises)
        self._judged: dict[str, Exercise] = {}
        """As they are judged here; read when they are needed, since not everybody begins what goes further."""
        self._seed, self._device, self._about_sandbox = seed, device, about_sandbox
        self.lenient = lenient
        self.oracle = Oracle(runner, self._exercises, seed)
        """The course's side."""
        self._preparations: dict[str, asyncio.Task[dict[Key, Prepared]]] = {}
        """By the exercise's id; what was wanted at the same time shares one."""
        self._facts: Mapping[str, str] = {}
        self._sessions: WeakSet[Session] = WeakSet()

    async def prepared(self, exercises: Iterable[Exercise] | None = None) -> dict[Key, Prepared]:
        """Prepare every criterion of some exercises, by default of all, each once.

        Raises:
            CourseError: the course is broken.
        """
        wanted = self._as_judged(self._exercises if exercises is None else exercises)
        new = [exercise for exercise in wanted if exercise.id not in self._preparations]
        if new:
            task = asyncio.create_task(self._prepare(new))
            self._preparations |= dict.fromkeys((exercise.id for exercise in new), task)
        found: dict[Key, Prepared] = {}
        for task in dict.fromkeys(self._preparations[exercise.id] for exercise in wanted):
            found |= await task
        return found

    def _as_judged(self, exercises: Iterable[Exercise]) -> list[Exercise]:
        """Return exercises with what is hidden where that counts, and without what is for other devices."""
        found = []
        for exercise in exercises:
            if exercise.id not in self._judged:
                self._judged[exercise.id] = (exercise.whole if self._hidden else exercise).on(self._device)
            found.append(self._judged[exercise.id])
        return found

    async def _prepare(self, exercises: Sequence[Exercise]) -> dict[Key, Prepared]:
        await self.oracle.start(exercises)
        return await prepare(self.oracle, exercises, self._seed, self._device, lenient=self.lenient)

    async def close(self) -> None:
        """Let the oracle go."""
        for task in self._preparations.values():
            task.cancel()
        await self.oracle.close()

    def drop(self) -> None:
        """Let what is being graded come to its end at once; its report then means nothing, and is thrown away."""
        for session in self._sessions:
            session.give_up()

    async def grade(self, submission: Submission) -> Report:
        """Grade one submission; whatever it does becomes a verdict."""
        return (await self._grade(submission, confirm=True))[0]

    async def grade_in_a_crowd(self, submission: Submission) -> tuple[Report, frozenset[str]]:
        """Grade one submission beside others; return with it the exercises whose time limits :meth:`confirm` looks at.

        Where much is in flight, time is the one thing that others may have taken.
        """
        return await self._grade(submission, confirm=False)

    async def confirm(self, submission: Submission, report: Report, exercises: frozenset[str]) -> Report:
        """Try those exercises of a report once more, alone; what was accepted stays."""
        results = {exercise.id: exercise for exercise in report.exercises}
        asked = self._as_judged(exercise for exercise in self._exercises if exercise.id in results)
        works = {work.exercise.id: work for work in self._works(asked, submission)}
        share = SUBMISSION.share(len(works))
        for id_ in sorted(exercises):
            attempt = Attempt(self, [works[id_]], share, results[id_])
            later = (await attempt.run())[id_]
            if not (_hangs(results[id_]) and _hangs(later)):
                results[id_] = later
        return replace(report, exercises=tuple(results[exercise.id] for exercise in report.exercises))

    async def _grade(self, submission: Submission, *, confirm: bool) -> tuple[Report, frozenset[str]]:
        asked = self._as_judged(answered(submission, self._exercises))
        works = {work.exercise.id: work for work in self._works(asked, submission)}
        results, unconfirmed = await self._grade_together(works, asked, confirm=confirm)
        exercises = tuple(
            self._dated(results[exercise.id], works[exercise.id])
            if exercise.id in results
            else unreadable(exercise, submission.files[exercise.id])
            for exercise in asked
        )
        report = Report(
            self._course.identity,
            self._device,
            self._seed,
            exercises,
            self._sandbox(),
            whole_course={one.id for one in self._course.exercises if not one.further} <= {one.id for one in asked},
            by_name=submission.by_name,
        )
        return (report if self._hidden else _with_unseen(report, asked)), unconfirmed

    def _dated(self, result: ExerciseResult, work: Work) -> ExerciseResult:
        """Say of work that was begun with another version of the course that it was."""
        version = self._course.begun_with(work.source.text)
        if not version:
            return result
        now = self._course.version
        note = f"This was begun with version {version} of the course, which is {now} by now: read its statement again."
        return replace(result, notes=(*result.notes, note))

    def _sandbox(self) -> dict[str, Any]:
        """What workers were confined by, and a line about what was missing, for people."""
        note = shortfall(self._facts, self._device)
        told = {"note": note} if note else {}
        return {"start": self._runner.start, "layers": dict(self._facts), **told, **self._about_sandbox}

    def _works(self, asked: Iterable[Exercise], submission: Submission) -> Iterable[Work]:
        for exercise in asked:
            file = submission.files[exercise.id]
            if isinstance(file.source, SourceFile):
                yield Work(exercise, file, file.source)

    async def _grade_together(
        self, works: Mapping[str, Work], asked: Iterable[Exercise], *, confirm: bool
    ) -> tuple[dict[str, ExerciseResult], frozenset[str]]:
        """All in one child first; then each that is not accepted again, alone, with the time that is left.

        Without ``confirm`` what was stopped for its time is left for later: the second value names it.
        """
        # The learner's modules are loaded while the oracle computes.
        (results, attempts), _ = await asyncio.gather(self._try_all(works), self.prepared(asked))
        left = next((attempt.left for attempt in reversed(attempts.values())), SUBMISSION)
        for id_, result in results.items():
            attempt = attempts[id_]
            alone = sum(other is attempt for other in attempts.values()) == 1
            # What was used in a process of all is no proof of who used it (one may drag along in another's calls),
            # so each is owed its whole share once it is alone.
            share = SUBMISSION.share(len(works))
            owed = left if alone else share if _hangs(result) else left.or_more(share)
            own = attempt.used[id_].less(attempt.beside[id_])
            if not confirm and _has_time_limit(result):
                continue  # whatever time is left: it is owed another try when nothing competes
            if attempt.given_up or owed.is_used_up or not _worth_another_try(result, own, alone):
                continue
            second = Attempt(self, [works[id_]], owed, result)
            later = (await second.run())[id_]
            if not (_hangs(result) and _hangs(later)):  # of two hangs the first says how long it took
                results[id_] = later
            left = left.less(second.used[id_])
        self._facts = next((attempt.facts for attempt in attempts.values() if attempt.facts), self._facts)
        unconfirmed = () if confirm else (id_ for id_, result in results.items() if _has_time_limit(result))
        return results, frozenset(unconfirmed)

    async def _try_all(self, works: Mapping[str, Work]) -> tuple[dict[str, ExerciseResult], dict[str, Attempt]]:
        """Try all exercises once: in one child those that may use as much memory, which are mostly all."""
        results: dict[str, ExerciseResult] = {}
        attempts: dict[str, Attempt] = {}
        left = SUBMISSION
        for limit in dict.fromkeys(work.memory_limit for work in works.values()):
            together = [work for work in works.values() if work.memory_limit == limit]
            attempt = Attempt(self, together, left)
            results |= await attempt.run()
            attempts |= dict.fromkeys((work.exercise.id for work in together), attempt)
            left = attempt.left.or_more(SUBMISSION.share(len(works)))
        return {id_: results[id_] for id_ in works}, attempts

    # --- for Attempt ---------------------------------------------------------------------------------------

    def setup(self, works: Iterable[Work]) -> Setup:
        """Everything that a child for ``works`` may import: equal files once."""
        sources = dict.fromkeys(source for work in works for source in work.sources)
        return Setup(tuple(sources), self._device, self._seed)

    def session(self, works: Iterable[Work], allowance: Allowance) -> Session:
        """A learner's side for ``works``, which may use as much memory as each other."""
        works = list(works)
        memory = works[0].memory_limit if works else None
        session = Session(self._runner, self.setup(works), allowance, memory=memory)
        self._sessions.add(session)
        return session

    async def preload_for(self, works: Iterable[Work]) -> None:
        """Have what torch imports late imported before the fork, where a source at hand names it."""
        if any(imports_late(text) for work in works for _, _, text in work.sources):
            await self._runner.preload()

    @property
    def device(self) -> str:
        """What everything is judged on."""
        return self._device

    def task(self, work: Work, criterion: BaseCriterion, prepared: Prepared) -> Task[Any]:
        """The task that a criterion is on this file."""
        subject = subject_of(work.exercise, criterion, self._seed, self._device)
        others = work.exercise.target_names - set(criterion.learner_names)
        lines = work.source.text.split("\n")  # as Python counts them: a form feed ends no line
        if not self._hidden:
            prepared = replace(prepared, cases=tuple(one for one in prepared.cases if not one.case.hidden))
        file, limit = work.file, work.memory_limit
        memory = memory_text(limit) if limit else ""
        return Task(subject, prepared, file.module, file.display, work.source.tree, lines, others, memory)


def _with_unseen(report: Report, asked: Iterable[Exercise]) -> Report:
    """Say how many points were not looked at, and how many depend on cases that were not tried as well."""
    counted = {exercise.id for exercise in report.counted}
    exercises = [exercise for exercise in asked if exercise.id in counted]
    criteria = [criterion for exercise in exercises for criterion in exercise.whole_rubric.criteria]
    unseen = [criterion.points for criterion in criteria if criterion.is_hidden]
    unsure = [
        criterion.points
        for criterion in criteria
        if not criterion.is_hidden and any(case.is_hidden for case in getattr(criterion, "cases", ()))
    ]
    return replace(report, unseen=sum(unseen, Fraction()), unsure=sum(unsure, Fraction()))


def imports_late(text: str) -> bool:
    """Whether a source names something that torch imports only when it is used, at most of a second a process."""
    return _LATE_IMPORTS.search(text) is not None


def _hangs(result: ExerciseResult) -> bool:
    return result.problem is not None and result.problem.verdict is Verdict.TIME_LIMIT_EXCEEDED


def _has_time_limit(result: ExerciseResult) -> bool:
    return any(criterion.verdict is Verdict.TIME_LIMIT_EXCEEDED for criterion in result.criteria)


_NEVER_BETTER = {Verdict.ACCEPTED, Verdict.NOT_STARTED, Verdict.PENDING}


def _worth_another_try(result: ExerciseResult, own: Allowance, alone: bool) -> bool:
    """Whether something might be another exercise's fault, or the machine's; ``own`` is what it took by itself."""
    if _hangs(result) and own.wall > 0.001:  # less is what floats leave of nothing
        return False  # an import that hangs takes more time than all the rest: by itself it is tried once
    bad = {criterion.verdict for criterion in result.criteria} - _NEVER_BETTER
    if alone:  # it was in a child of its own already: only a time limit is confirmed
        return Verdict.TIME_LIMIT_EXCEEDED in bad
    return bool(bad)
