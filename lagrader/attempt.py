"""Some exercises of one submission, examined in one session: what a :class:`lagrader.grader.Grader` tries."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lagrader.checkers import CHECKERS, Examination, Prepared, Task
from lagrader.checkers.verdicts import course_at_fault, in_trouble, trouble, waiting
from lagrader.course import Exercise
from lagrader.driving import drive
from lagrader.errors import CourseError, LagraderError, itself_failed
from lagrader.outcomes import Outcome
from lagrader.phrases import joined
from lagrader.preparation import Key
from lagrader.results import CriterionResult, Example, ExerciseResult, Feedback, Location, Verdict
from lagrader.rubric import BaseCriterion, ManualCriterion, opens
from lagrader.runner import Job
from lagrader.runner.allowance import Allowance
from lagrader.runner.session import LOAD_SECONDS
from lagrader.submission import SourceFile, SubmittedFile, Unreadable
from lagrader.submission.begun import starter_tree, without_stamp
from lagrader.submission.cells import SUFFIX, CellLines
from lagrader.syntax import Reach, same_as_starter
from lagrader.wire import Load, Loaded, Request

if TYPE_CHECKING:
    from lagrader.grader import Grader


@dataclass(frozen=True)
class Work:
    """One exercise of one submission that can be run: a readable file of a known exercise."""

    exercise: Exercise
    file: SubmittedFile
    source: SourceFile

    @property
    def memory_limit(self) -> int | None:
        """The bytes of memory that the rubric allows; None where it says nothing of it."""
        return self.exercise.rubric.memory_limit

    @property
    def starter(self) -> ast.Module:
        """The starter's syntax tree."""
        return starter_tree(self.exercise.starter)

    @property
    def sources(self) -> list[tuple[str, str, str]]:
        """Everything that the learner's child may import for it: (module, filename, text)."""
        return [(self.file.module, self.file.display, self.source.text), *self.file.helpers]


class Attempt:
    """Some exercises of one submission, examined in one session.

    After a first attempt (``before``) only what was not accepted in it is examined again; the later result
    counts, except that what was accepted once stays.
    """

    def __init__(
        self, grader: Grader, works: Iterable[Work], allowance: Allowance, before: ExerciseResult | None = None
    ) -> None:
        """Start nothing yet; within ``allowance``."""
        self._grader, self._works, self._before = grader, list(works), before
        self._session = grader.session(self._works, allowance)
        self._limits = {work.exercise.id: work.exercise.rubric.time_limit for work in self._works}
        self._rounds = 0
        self.facts: Mapping[str, str] = {}
        self.used, self.beside = self._session.used, self._session.beside
        """The time that each exercise took, and that part of it in which another one's program may have taken it."""

    @property
    def left(self) -> Allowance:
        """The time that the attempt did not use."""
        return self._session.left

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
        jobs = [Job(Load(work.file.module), LOAD_SECONDS, owner=work.exercise.id) for work in self._works]
        for work, outcome in zip(self._works, await self._session.ask(jobs), strict=True):
            if isinstance(outcome.reply, Loaded):
                loaded.append(work)
            else:
                results[work.exercise.id] = self._not_loaded(work, outcome)
        judged = await self._examine(loaded)
        prepared = await self._grader.prepared(work.exercise for work in loaded)
        for work in loaded:
            id_ = work.exercise.id
            criteria = (_as_in_rubric(c, judged[id_, c.id], prepared[id_, c.id]) for c in work.exercise.rubric.criteria)
            results[id_] = _exercise_result(work, tuple(criteria))
        return {work.exercise.id: _by_cell(work, results[work.exercise.id]) for work in self._works}

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
        prepared = await self._grader.prepared(work.exercise for work in works)
        results = {(work.exercise.id, id_): result for work in works for id_, result in self._settled(work)}
        judged = {(w.exercise.id, c.id): (w, c) for w in works for c in w.exercise.rubric.criteria}
        left = {key: item for key, item in judged.items() if key not in results}
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
                    examinations[key] = _guarded(
                        task, CHECKERS[criterion.kind].examine(task), lenient=self._grader.lenient
                    )
            parties = {"learner": self._answer, "oracle": self._grader.oracle.answer}
            results |= await drive(examinations, parties)
            for key in examinations:
                gap = _gap(*judged[key], results)
                if gap is not None:
                    results[key] = _skipped(judged[key][1], gap)
        return results

    def _settled(self, work: Work) -> Iterable[tuple[str, CriterionResult]]:
        """What needs no examination: not written yet, or accepted before."""
        before = {result.id: result for result in self._before.criteria} if self._before else {}
        for criterion in work.exercise.rubric.criteria:
            known = before.get(criterion.id)
            if not criterion.judged_on(self._grader.device):
                yield criterion.id, _elsewhere(criterion, self._grader.device)
            elif known is not None and (known.verdict is Verdict.ACCEPTED or _was_chosen(criterion, known)):
                yield criterion.id, known
            elif _not_started(work, criterion):
                yield criterion.id, _without_points(criterion, Verdict.NOT_STARTED)

    async def _answer(self, asked: Sequence[tuple[Key, Request]]) -> list[Outcome]:
        """Run requests; what was stopped in this round may be asked something else in the next."""
        self._rounds += 1
        return await self._session.ask(
            [
                Job(request, self._limits[key[0]], f"{'/'.join(key)} {self._rounds}", owner=key[0])
                for key, request in asked
            ]
        )


def _guarded(task: Task[Any], examination: Examination, *, lenient: bool) -> Examination:
    """The same, but that a fault of ours is a verdict on its criterion, and costs no other submission anything.

    So is one of the course's, where the grader is lenient.
    """
    try:
        return (yield from examination)
    except LagraderError as error:
        if lenient and isinstance(error, CourseError):
            return course_at_fault(task, str(error))
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it is ours
        return course_at_fault(task, itself_failed(error, "your file"))


def _was_chosen(criterion: BaseCriterion, known: CriterionResult) -> bool:
    """Whether it is a wrong choice out of a few: another try would be another guess.

    One that stands in the source is judged there, whatever runs beside it; only a program that computes it gets here.
    """
    return bool(getattr(criterion, "one_of", None)) and known.verdict is Verdict.WRONG_ANSWER


def _not_started(work: Work, criterion: BaseCriterion) -> bool:
    if isinstance(criterion, ManualCriterion):  # what a person reads has no name, and may be a comment
        return without_stamp(work.source.text) == without_stamp(work.exercise.starter)
    return all(same_as_starter(work.source.tree, work.starter, name) for name in criterion.learner_names)


def _gap(work: Work, criterion: BaseCriterion, results: Mapping[Key, CriterionResult]) -> CriterionResult | None:
    """What a failed criterion's functions call, and nobody has written: told there, and no fault of these functions."""
    if results[work.exercise.id, criterion.id].verdict not in (Verdict.WRONG_ANSWER, Verdict.RUN_TIME_ERROR):
        return None
    unwritten = {
        name: result
        for other in work.exercise.rubric.criteria
        if (result := results.get((work.exercise.id, other.id))) is not None
        and result.verdict in (Verdict.MISSING, Verdict.NOT_STARTED)
        for name in other.learner_names
        if name not in criterion.learner_names
    }
    reached = [Reach(work.source.tree, name) for name in (criterion.learner_names if unwritten else ())]
    used = {node.id for reach in reached for node, _ in reach.nodes if isinstance(node, ast.Name)}
    return next((result for name, result in unwritten.items() if name in used), None)


def _skipped(criterion: BaseCriterion, unmet: CriterionResult) -> CriterionResult:
    feedback = Feedback("WAITS_FOR", f"Looked at once this is right: {unmet.title}.")
    return replace(_without_points(criterion, Verdict.SKIPPED), feedback=(feedback,))


def _elsewhere(criterion: BaseCriterion, device: str) -> CriterionResult:
    """The result of what is judged on other devices alone; it was made worth nothing for this one."""
    where = joined(criterion.devices, "or")
    text = f"Judged on {where} alone; this is {device}, where it counts for nothing."
    return replace(_without_points(criterion, Verdict.SKIPPED), feedback=(Feedback("OTHER_DEVICE", text),))


def _without_points(criterion: BaseCriterion, verdict: Verdict) -> CriterionResult:
    return CriterionResult(
        *(criterion.id, criterion.title, Fraction(), criterion.points, verdict),
        hidden=criterion.is_hidden,
        opens=opens(criterion.hidden),
        bonus=criterion.bonus,
    )


def _as_in_rubric(criterion: BaseCriterion, result: CriterionResult, prepared: Prepared) -> CriterionResult:
    """The result, in which it is noted what learners must not see, and whether it comes on top."""
    result = result if result.bonus == criterion.bonus else replace(result, bonus=criterion.bonus)
    hidden = {one.case.name: one.case for one in prepared.cases if one.case.hidden}
    if not hidden and not criterion.is_hidden:
        return result
    cases = tuple(
        replace(case, hidden=True, opens=hidden[case.name].opens) if case.name in hidden else case
        for case in result.cases
    )
    return replace(result, hidden=criterion.is_hidden, opens=opens(criterion.hidden), cases=cases)


def _exercise_result(work: Work, criteria: tuple[CriterionResult, ...]) -> ExerciseResult:
    exercise, file, title = work.exercise, work.file, work.exercise.rubric.title
    return ExerciseResult(
        exercise.number, exercise.id, title, file.display, criteria, notes=file.notes, further=exercise.further
    )


def _by_cell(work: Work, result: ExerciseResult) -> ExerciseResult:
    """The result, with a notebook's lines counted in their cells."""
    is_notebook = work.file.display.lower().endswith(SUFFIX)
    return CellLines(work.source.text, work.file.display).located(result) if is_notebook else result


def _with_problem(exercise: Exercise, file: SubmittedFile, problem: CriterionResult) -> ExerciseResult:
    """Every criterion carries the problem's verdict; what there is to say about it is said once."""
    rubric = exercise.rubric
    criteria = tuple(_beside_problem(criterion, problem.verdict) for criterion in rubric.criteria)
    whole = replace(problem, id=exercise.id, title="", max_points=rubric.max_points)
    return ExerciseResult(
        exercise.number,
        exercise.id,
        rubric.title,
        file.display,
        criteria,
        whole,
        file.notes,
        further=exercise.further,
    )


def _beside_problem(criterion: BaseCriterion, verdict: Verdict) -> CriterionResult:
    """A person can read also what does not run, unless it waits for something that would have to."""
    reads = isinstance(criterion, ManualCriterion) and not criterion.needs and verdict is not Verdict.MISSING
    return waiting(criterion) if reads else _without_points(criterion, verdict)


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
