"""A runner that many tests share, and short ways to ask a learner's program something through it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest

from lagrader.outcomes import Outcome
from lagrader.runner import Job, Runner, Session
from lagrader.runner.allowance import SUBMISSION, Allowance
from lagrader.starting import Start, default_start
from lagrader.wire import Call, Read, Request, Setup, Value

T = TypeVar("T")


class Bench:
    """One event loop and one runner. A program is the text of ``m.py``, or a dict of module names and texts."""

    def __init__(self, start: Start = "fork") -> None:
        self._loop = asyncio.Runner()
        self.runner = Runner(start)

    @contextlib.contextmanager
    def exposed(self) -> Iterator[Bench]:
        """Go without the kernel's layers: what the others stop must be stopped without them, too."""
        before, self.runner.sheltered = self.runner.sheltered, False
        try:
            yield self
        finally:
            self.runner.sheltered = before

    def run(self, work: Awaitable[T]) -> T:
        async def awaited() -> T:
            return await work

        return self._loop.run(awaited())

    def close(self) -> None:
        self.run(self.runner.__aexit__(None, None, None))
        self._loop.close()

    def ask(
        self,
        program: str | dict[str, str],
        *requests: Request | Job,
        seconds: float = 3.0,
        total: Allowance = SUBMISSION,
        seed: int = 0,
    ) -> list[Outcome]:
        """Ask everything in one session; a plain request is a group of its own."""
        jobs = [item if isinstance(item, Job) else Job(item, seconds) for item in requests]
        return self.run(self._ask(setup_of(program, seed), jobs, total))

    async def _ask(self, setup: Setup, jobs: Sequence[Job], total: Allowance) -> list[Outcome]:
        session = Session(self.runner, setup, total)
        try:
            return await session.ask(jobs)
        finally:
            await session.close()

    def call(self, program: str | dict[str, str], *args: Value, **options: Any) -> Outcome:
        """Call the program's ``f``."""
        (outcome,) = self.ask(program, Call("m", "f", args), **options)
        return outcome

    def value(self, program: str | dict[str, str], *args: Value, **options: Any) -> Any:
        """What the program's ``f`` returned; anything else is shown by the failing test."""
        reply = self.call(program, *args, **options).reply
        assert hasattr(reply, "value"), reply
        return reply.value

    def read(self, program: str | dict[str, str], name: str, **options: Any) -> Any:
        """The value of a name of ``m``."""
        (outcome,) = self.ask(program, Read("m", name), **options)
        assert hasattr(outcome.reply, "value"), outcome.reply
        return outcome.reply.value


def setup_of(program: str | dict[str, str], seed: int = 0) -> Setup:
    texts = {"m": program} if isinstance(program, str) else program
    return Setup(tuple((name, f"{name.replace('.', '/')}.py", text) for name, text in texts.items()), seed=seed)


@contextlib.contextmanager
def bench(start: Start = "fork") -> Iterator[Bench]:
    if start == "fork" and default_start() != "fork":
        pytest.skip("there is no fork on this system")
    made = Bench(start)
    try:
        yield made
    finally:
        made.close()


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits for its parent does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text("ascii")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"
