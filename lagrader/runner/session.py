"""One party's work across as many children as it takes: what hangs or crashes costs itself alone."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from lagrader.outcomes import Outcome, Stopped
from lagrader.results import Verdict
from lagrader.runner.allowance import ENDLESS, NOTHING, SUBMISSION, Allowance
from lagrader.runner.child import TOO_LARGE, VOID, Child, Job
from lagrader.runner.runner import LIFETIME_SECONDS, Runner
from lagrader.wire import Load, Loaded, Request, Setup

LOAD_SECONDS = 10.0
"""CPU seconds that the import of one module may take."""

RECEIVED_LIMIT = 128 * 1024 * 1024
"""Bytes that a learner's workers may answer in one session: all answers of a round are kept until they are judged."""

_GIVEN_UP = Stopped(Verdict.RUN_TIME_ERROR, "nobody waits for it")


class Session:
    """Runs jobs about the modules of one setup; a new child takes over where one was stopped.

    A module is loaded before the first job about it. Where its import fails or hangs, every job about it has
    that outcome; it is tried once. Where a job is stopped, the rest of its group shares its fate. Where a child
    wrote on lagrader's own channel, the session is void: every job has that outcome, whatever was answered.
    """

    def __init__(
        self, runner: Runner, setup: Setup, allowance: Allowance = SUBMISSION, *, memory: int | None = None
    ) -> None:
        """Start nothing yet. With an :data:`ENDLESS` allowance it is the course's own work, which may take its time.

        ``memory`` is the bytes that each child may use; by default the runner's.
        """
        self._runner, self._setup, self._allowance, self._memory = runner, setup, allowance, memory
        self.left = allowance
        """The time that is not used up."""
        self._trusted = allowance == ENDLESS
        self._child: Child | None = None
        self._loaded: set[str] = set()
        self._imports: dict[str, Outcome] = {}
        self._bad_groups: dict[str, Outcome] = {}
        self._excused = False
        self._room = math.inf if self._trusted else RECEIVED_LIMIT
        self._ran: set[str] = set()
        self.used: defaultdict[str, Allowance] = defaultdict(lambda: NOTHING)
        """The time that went by, by the jobs' owners."""
        self.beside: defaultdict[str, Allowance] = defaultdict(lambda: NOTHING)
        """That part of it in children in which another module had been run as well, which may have used it."""
        self.voided = False
        """Whether what the session answered, earlier answers too, must not count."""
        self.given_up = False
        """Whether nobody waits for answers any more; they then mean nothing."""
        self.facts: Mapping[str, str] = {}
        """What confines the children, as they said."""

    def give_up(self) -> None:
        """Stop what runs and answer nothing more: nobody waits for this session. It must still be closed."""
        self.given_up = True
        if self._child is not None:
            self._child.stop()

    async def start(self) -> None:
        """Start a child, if none is there, before there is anything to ask."""
        if self._child is not None and not self._child.alive:
            await self.close()  # it went while nobody asked it anything
        if self._child is None:
            lifetime = None if self._trusted else LIFETIME_SECONDS
            self._child, ready = await self._runner.child(self._setup, lifetime, memory=self._memory)
            self._loaded.clear()
            self._ran.clear()
            self.facts = ready.facts

    async def ask(self, jobs: Sequence[Job]) -> list[Outcome]:
        """Run ``jobs`` and return their outcomes in the same order, one for each."""
        outcomes: dict[int, Outcome] = {}
        while True:
            self._settle(jobs, outcomes)
            left = [place for place in range(len(jobs)) if place not in outcomes]
            if not left:
                return [outcomes[place] for place in range(len(jobs))]
            await self._round(jobs, left, outcomes)

    async def close(self) -> None:
        """Let the child go."""
        if self._child is not None:
            self.voided = self.voided or self._child.voided
            child, self._child = self._child, None
            await self._runner.release(child)

    def _settle(self, jobs: Sequence[Job], outcomes: dict[int, Outcome]) -> None:
        """Decide what needs no child: it is void, the import or the group is known, or the time is used up."""
        for place, job in enumerate(jobs):
            if self.given_up:
                outcomes.setdefault(place, Outcome(_GIVEN_UP))
            elif self.voided:
                outcomes[place] = Outcome(VOID)
            elif place not in outcomes:
                known = self._import_of(job) or self._bad_groups.get(job.group)
                if known is not None:
                    outcomes[place] = known
                elif self._room < 0:
                    outcomes[place] = Outcome(Stopped(Verdict.OUTPUT_LIMIT_EXCEEDED, TOO_LARGE))
                elif self.left.is_used_up:
                    outcomes[place] = Outcome(Stopped(Verdict.TIME_LIMIT_EXCEEDED, self._all_that_there_was()))

    def _all_that_there_was(self) -> str:
        if self.left.processor <= 0:
            return f"{self._allowance.processor:g} s in all"
        return f"{self._allowance.wall:g} s of waiting in all"

    def _import_of(self, job: Job) -> Outcome | None:
        """The outcome of the import, where that was asked for, or where it failed and nothing else can be had."""
        outcome = self._imports.get(_module(job.request))
        known = outcome is not None and (isinstance(job.request, Load) or not isinstance(outcome.reply, Loaded))
        return outcome if known else None

    async def _round(self, jobs: Sequence[Job], left: list[int], outcomes: dict[int, Outcome]) -> None:
        """Send what is left to one child, imports first, and note how far it came."""
        await self.start()
        if self.given_up:
            return
        assert self._child is not None
        child = self._child
        owners: dict[str, str] = {}
        for place in left:
            owners.setdefault(_module(jobs[place].request), jobs[place].owner)
        loads = [
            Job(Load(module), LOAD_SECONDS, owner=owner)
            for module, owner in owners.items()
            if module and module not in self._loaded
        ]
        places = [place for place in left if not isinstance(jobs[place].request, Load)]
        asked = [*loads, *(jobs[place] for place in places)]
        child.room = self._room
        answers = await child.ask(asked, self.left)
        self._room = child.room
        self._note_time(asked, answers)
        if not child.alive:
            await self.close()
            if self._excuses(child):
                del answers[-1]
        self._note_loads(loads, answers)
        self._note_answers(jobs, dict(zip(places, answers[len(loads) :], strict=False)), outcomes)

    def _note_time(self, jobs: Iterable[Job], answers: Iterable[Outcome]) -> None:
        for job, answer in zip(jobs, answers, strict=False):
            module, took = _module(job.request), Allowance(answer.seconds, answer.waited)
            self.left = self.left.less(took)
            self.used[job.owner] = self.used[job.owner].plus(took)
            if self._ran - {module}:
                self.beside[job.owner] = self.beside[job.owner].plus(took)
            self._ran.add(module)

    def _note_loads(self, loads: Iterable[Job], answers: list[Outcome]) -> None:
        for load, answer in zip(loads, answers, strict=False):
            module = _module(load.request)
            self._imports.setdefault(module, answer)
            if isinstance(answer.reply, Loaded):
                self._loaded.add(module)
            else:
                self._imports[module] = answer

    def _note_answers(self, jobs: Sequence[Job], answers: dict[int, Outcome], outcomes: dict[int, Outcome]) -> None:
        for place, answer in answers.items():
            if self._import_of(jobs[place]) is None:
                outcomes[place] = answer
                if isinstance(answer.reply, Stopped) and jobs[place].group:
                    self._bad_groups[jobs[place].group] = Outcome(replace(answer.reply, tried=False))

    def _excuses(self, child: Child) -> bool:
        """Whether the job that was stopped gets another try, since something else may have taken the child along.

        A learner's only once: it may be what ends the process that all children are forked from.
        """
        excused = child.lost and (self._trusted or not self._excused)
        self._excused = self._excused or excused
        return excused


def _module(request: Request) -> str:
    return getattr(request, "module", "")
