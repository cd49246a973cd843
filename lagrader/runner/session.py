"""One party's work across as many children as it takes: what hangs or crashes costs itself alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lagrader.outcomes import Outcome, Stopped
from lagrader.results import Verdict
from lagrader.runner.child import Child, Job
from lagrader.runner.runner import Runner
from lagrader.wire import Load, Loaded, Request, Setup

LOAD_SECONDS = 10.0
"""CPU seconds that the import of one module may take."""

SUBMISSION_SECONDS = 20.0
"""CPU seconds that one submission may take in all."""


class Session:
    """Runs jobs about the modules of one setup; a new child takes over where one was stopped.

    A module is loaded before the first job about it. Where its import fails or hangs, every job about it has
    that outcome; it is tried once. Where a job is stopped, the rest of its group shares its fate.
    """

    def __init__(self, runner: Runner, setup: Setup, seconds: float = SUBMISSION_SECONDS) -> None:
        """Start nothing yet."""
        self._runner, self._setup, self._seconds = runner, setup, seconds
        self._child: Child | None = None
        self._loaded: set[str] = set()
        self._bad_modules: dict[str, Outcome] = {}
        self._bad_groups: dict[str, Outcome] = {}
        self.facts: dict[str, str] = {}
        """What confines the children, as they said."""

    @property
    def seconds_left(self) -> float:
        """CPU seconds that are not used up."""
        return self._seconds

    async def start(self) -> None:
        """Start a child, if none is there, before there is anything to ask."""
        if self._child is None:
            self._child, ready = await self._runner.child(self._setup)
            self._loaded.clear()
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
            await self._runner.release(self._child)
            self._child = None

    def _settle(self, jobs: Sequence[Job], outcomes: dict[int, Outcome]) -> None:
        """Decide what needs no child: the module or the group is lost, or the time is used up."""
        for place, job in enumerate(jobs):
            if place in outcomes:
                continue
            known = self._bad_modules.get(_module(job.request)) or self._bad_groups.get(job.group or f"job {place}")
            if known is not None:
                outcomes[place] = known
            elif self._seconds <= 0:
                outcomes[place] = Outcome(Stopped(Verdict.TIME_LIMIT_EXCEEDED, f"{SUBMISSION_SECONDS:g} s in all"))

    async def _round(self, jobs: Sequence[Job], left: list[int], outcomes: dict[int, Outcome]) -> None:
        """Send what is left to one child, modules first, and note how far it came."""
        await self.start()
        assert self._child is not None
        modules = dict.fromkeys(_module(jobs[place].request) for place in left)
        loads = [Job(Load(module), LOAD_SECONDS) for module in modules if module and module not in self._loaded]
        batch = [*loads, *(jobs[place] for place in left)]
        answers = await self._child.ask(batch)
        self._seconds -= sum(answer.seconds for answer in answers)
        self._note_loads(loads, answers)
        outcomes.update(zip(left, answers[len(loads) :], strict=False))
        if not self._child.alive:
            await self.close()
            if len(answers) > len(loads):
                culprit = jobs[left[len(answers) - len(loads) - 1]]
                if culprit.group:
                    self._bad_groups[culprit.group] = answers[-1]

    def _note_loads(self, loads: Iterable[Job], answers: list[Outcome]) -> None:
        for load, answer in zip(loads, answers, strict=False):
            if isinstance(answer.reply, Loaded):
                self._loaded.add(_module(load.request))
            else:
                self._bad_modules[_module(load.request)] = answer


def _module(request: Request) -> str:
    return getattr(request, "module", "")
