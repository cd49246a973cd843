"""The audit of a course, from its files to its findings: one warm process, everything in one batch."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from lagrader.audit import (
    equivalence,
    examples,
    fairness,
    hints,
    margin,
    mistakes,
    mutation,
    shortcuts,
    standing,
    together,
)
from lagrader.audit.accepted import Accepted
from lagrader.audit.desk import Desk, as_written, cramped, hurried
from lagrader.audit.findings import Audit, ExerciseAudit, Finding, Margin, Survivor
from lagrader.audit.leaks import of_hidden
from lagrader.audit.roots import without_consequences
from lagrader.audit.specimens import Graded, Specimen, alternatives, reference, starter
from lagrader.audit.variety import of_answer, of_variety
from lagrader.audit.wording import of_wording
from lagrader.checkers import Prepared
from lagrader.course import Course, Exercise
from lagrader.grader import DEFAULT_SEED, Grader
from lagrader.preparation import Key, ready_parts, subject_of
from lagrader.rubric import AnswerCriterion, CallCriterion
from lagrader.runner import Runner

SEEDS = 20
"""Seeds that the reference and the alternatives are graded under."""

SHORTCUT_SEED = DEFAULT_SEED + 1
"""Not the one that learners see cases of."""

SEEDS_ELSEWHERE = 3
"""The same, on each further device."""

LONGEST = 120.0
"""Seconds after which right answers are graded under no further seed."""

MUTANTS = 200
"""Mutants of one exercise at most."""

LEAST_SCORE = Fraction(95, 100)
"""The mutation score that an exercise must reach."""

Tell = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an audit is asked to do."""

    exercises: tuple[Exercise, ...]
    seeds: int = SEEDS
    mutants: int = MUTANTS
    draws: int = margin.DRAWS
    least_score: Fraction = LEAST_SCORE


@dataclass(slots=True)
class _Found:
    """What is known of one exercise so far."""

    exercise: Exercise
    accepted: Accepted
    made: list[mutation.Made]
    wrong: list[Specimen]
    findings: list[Finding] = field(default_factory=list)
    margins: list[Margin] = field(default_factory=list)
    runs: dict[str, list[Graded]] = field(default_factory=dict)
    """The reference and the alternatives, by what they were graded under."""
    graded: dict[str, list[Graded]] = field(default_factory=dict)
    """All else, by its kind."""
    listed: list[mutation.Made] = field(default_factory=list)
    """Survivors that the author accepts."""
    survivors: tuple[Survivor, ...] = ()
    equivalent: int = 0


async def audit(runner: Runner, course: Course, asked: Asked, tell: Tell) -> Audit:
    """Audit some exercises of a course.

    Raises:
        CourseError: the course can't be read, or its modules can't be imported: there is nothing to audit.
        SandboxError: no worker could be had.
    """
    began = time.monotonic()
    found = [_read(exercise, asked.mutants) for exercise in asked.exercises]
    await runner.expect(sum(len(one.made) for one in found))
    devices = (await runner.devices()).names
    steps = _Steps(runner, course, found, asked, tell)
    await steps.rights(devices)
    await steps.memory()
    await steps.wrongs()
    exercises = tuple(_told(one, asked.least_score) for one in found)
    seconds = time.monotonic() - began
    return Audit(course.identity, exercises, steps.seeds, devices, asked.least_score, seconds)


def _read(exercise: Exercise, mutants: int) -> _Found:
    accepted = Accepted(exercise)
    made = mutation.made_of(exercise, mutants, accepted)
    found = _Found(exercise, accepted, made, list(mistakes.made_of(exercise)))
    found.findings += [*of_wording(exercise), *of_hidden(exercise), *standing.of_devices(exercise)]
    found.findings += mistakes.untried(exercise)
    return found


class _Steps:
    """What is graded, step by step."""

    def __init__(self, runner: Runner, course: Course, found: Sequence[_Found], asked: Asked, tell: Tell) -> None:
        self._runner, self._found, self._asked, self._say = runner, found, asked, tell
        self._desk = Desk(runner, course, [one.exercise for one in found], self._count)
        self._what, self._done, self._all = "", 0, 0
        self.seeds = 0
        """Seeds that right answers were graded under so far."""

    async def rights(self, devices: Sequence[str]) -> None:
        """Grade reference and alternatives under every seed, on every device here."""
        rows = list(self._rows())
        here, *elsewhere = devices
        runs = [(seed, here) for seed in range(DEFAULT_SEED, DEFAULT_SEED + self._asked.seeds)]
        runs += [(seed, device) for device in elsewhere for seed in range(DEFAULT_SEED, DEFAULT_SEED + SEEDS_ELSEWHERE)]
        self._begin("right answers", len(runs) * sum(map(len, rows)))
        began = time.monotonic()
        for seed, device in runs:
            if self.seeds and time.monotonic() - began > LONGEST and device == here:
                continue  # a mistake that hangs is waited for under every seed
            self.seeds += device == here
            under = f"under seed {seed}" + (f" on {device}" if device != here else "")
            async with self._desk.grader(seed, device) as grader:
                for one in await self._desk.grade(rows, grader):
                    self._of(one).runs.setdefault(under, []).append(one)

    def _rows(self) -> Iterator[dict[str, Specimen]]:
        """Yield the references of all exercises, then each one's first alternative, and so on: one submission each."""
        queues = {one.exercise.id: [reference(one.exercise), *alternatives(one.exercise)] for one in self._found}
        while any(queues.values()):
            yield {id_: queue.pop(0) for id_, queue in queues.items() if queue}

    async def wrongs(self) -> None:
        """Grade all that must lose points, look at survivors, and measure the tolerances."""
        async with self._desk.grader() as grader:
            prepared = await grader.prepared()
            await self._grade("known mistakes", [specimen for one in self._found for specimen in one.wrong], grader)
            for one in self._found:
                one.findings += standing.of_course(one.exercise, prepared)
                one.findings += hints.of_hints(one.exercise, prepared)
                one.findings += await examples.of_examples(self._runner, one.exercise)
                await self._measure(one, grader, prepared)
        async with self._desk.grader(variant=as_written) as grader:
            await self._grade("starters", [starter(one.exercise) for one in self._found], grader)
        short = [specimen for one in self._found for specimen in shortcuts.made_of(one.exercise, prepared)]
        async with self._desk.grader(SHORTCUT_SEED) as grader:
            await self._grade("shortcuts", short, grader)
        for one in self._found:
            one.made = [made for made in one.made if not _fault_of(one.exercise, made, prepared)]
        made = [one.specimen for found in self._found for one in found.made]
        async with self._desk.grader(variant=hurried) as grader:
            await self._grade("mutants", made, grader)
        await self._look_at_survivors()

    async def memory(self) -> None:
        """Grade the references with half of the memory, where a rubric says how much there is."""
        limited = [one.exercise for one in self._found if one.exercise.whole_rubric.memory_limit]
        async with self._desk.grader(variant=cramped) as grader:
            for graded in await self._desk.grade(({one.id: reference(one)} for one in limited), grader):
                found = self._of(graded)
                found.findings += standing.of_memory(found.exercise, graded)

    async def _grade(self, what: str, specimens: Sequence[Specimen], grader: Grader) -> None:
        self._begin(what, len(specimens))
        for graded in await self._desk.grade(({one.exercise: one} for one in specimens), grader):
            self._of(graded).graded.setdefault(graded.specimen.kind, []).append(graded)

    async def _measure(self, one: _Found, grader: Grader, prepared: Mapping[Key, Prepared]) -> None:
        for criterion, ready in ready_parts(one.exercise, prepared):
            if isinstance(criterion, AnswerCriterion):
                one.findings += of_answer(criterion, ready.expected)
            if isinstance(criterion, CallCriterion) and ready.cases:
                cases = ready.cases
                one.findings += of_variety(one.exercise, criterion, ready)
                subject = subject_of(one.exercise, criterion, DEFAULT_SEED, "cpu")
                if await margin.is_random(grader, subject, cases):
                    one.findings.append(margin.of_random(subject))
                    continue
                one.findings += margin.of_zero(subject, cases)
                found = await margin.margin_of(grader, subject, self._asked.draws)
                if found is not None:
                    one.margins.append(found)
                    one.findings += margin.of_margin(subject, found, cases[-1].case)

    async def _look_at_survivors(self) -> None:
        for one in self._found:
            left = mutation.survived(one.made, one.graded.get("mutant", []))
            one.listed, others = mutation.split(left, one.accepted)
            self._begin("survivors", len(others))
            examples = await equivalence.differing(self._runner, one.exercise, others, self._count)
            one.survivors = mutation.told(one.exercise, others, examples)
            one.equivalent = len(others) - len(examples)

    def _of(self, graded: Graded) -> _Found:
        return next(one for one in self._found if one.exercise.id == graded.specimen.exercise)

    def _begin(self, what: str, count: int) -> None:
        self._what, self._done, self._all = what, 0, count
        self._count(0)

    def _count(self, more: int) -> None:
        self._done += more
        self._say(self._what, self._done, self._all)


def _fault_of(exercise: Exercise, made: mutation.Made, prepared: Mapping[Key, Prepared]) -> str:
    """What keeps the criterion that should catch a mutant from judging anything."""
    return prepared[exercise.id, mutation.responsible(exercise, made.mutant)].fault


def _told(one: _Found, least: Fraction) -> ExerciseAudit:
    exercise, graded = one.exercise, one.graded
    score = mutation.scored(graded.get("mutant", []), one.equivalent, len(one.listed))
    findings = [*one.findings, *_judged(one), *mutation.of_survivors(score, one.survivors, least)]
    needs = {criterion.id: criterion.needs for criterion in exercise.whole_rubric.criteria}
    kept = [finding for finding in without_consequences(findings, needs) if not one.accepted.finding(finding)]
    tried = {kind: len(specimens) for kind, specimens in graded.items()}
    tried |= {"alternative": len(exercise.alternatives)}
    return ExerciseAudit(
        exercise.number,
        exercise.id,
        exercise.whole_rubric.title,
        (*kept, *one.accepted.unused()),
        score,
        one.survivors,
        tuple(one.margins),
        tried,
    )


def _judged(one: _Found) -> Iterator[Finding]:
    """Yield what the grades say, kind by kind."""
    exercise, graded = one.exercise, one.graded
    own, others = (
        {under: [right for right in rights if right.specimen.kind == kind] for under, rights in one.runs.items()}
        for kind in ("reference", "alternative")
    )
    yield from standing.of_reference(own)
    lost = frozenset(id_ for rights in own.values() for right in rights for id_ in right.lost)
    yield from fairness.of_alternatives(exercise, others, lost)
    for specimen in graded["starter"]:
        yield from standing.of_starter(exercise, specimen)
    yield from mistakes.of_mistakes(exercise, graded.get("mistake", ()))
    yield from mistakes.of_refused(graded.get("refused", ()))
    yield from shortcuts.of_shortcuts(exercise, graded.get("shortcut", ()))
    pool = [specimen for kind in ("mistake", "refused", "shortcut", "mutant") for specimen in graded.get(kind, ())]
    yield from together.of_pool(exercise, pool)
    yield from together.of_stops(exercise, pool)
