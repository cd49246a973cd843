"""A worker that is started before it is needed, and a session that nobody waits for any more."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from lagrader.outcomes import Stopped
from lagrader.runner import Job, Runner, Session
from lagrader.wire import Call, Returned, Setup

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="workers are forked on Linux alone")

SOURCE = "import os\n\n\ndef pid():\n    return os.getpid()\n\n\ndef endless():\n    while True:\n        pass\n"


def session(runner: Runner) -> Session:
    return Session(runner, Setup((("m", "m.py", SOURCE),)))


async def pid(made: Session) -> int:
    (outcome,) = await made.ask([Job(Call("m", "pid"), 5)])
    assert isinstance(outcome.reply, Returned)
    assert isinstance(outcome.reply.value, int)
    return outcome.reply.value


def in_runner(work: Callable[[Runner], Awaitable[None]]) -> None:
    async def run() -> None:
        async with Runner("fork") as runner:
            await work(runner)

    asyncio.run(run())


def test_the_one_that_waits_is_taken_once() -> None:
    async def work(runner: Runner) -> None:
        await runner.start_ahead()
        await runner.start_ahead()  # one is enough
        waiting = _workers(runner)
        assert len(waiting) == 1
        first, second = session(runner), session(runner)
        assert await pid(first) in waiting
        assert await pid(second) not in waiting
        await first.close()
        await second.close()
        assert not _workers(runner)
        # One that has died is not taken.
        await runner.start_ahead()
        (dead,) = _workers(runner)
        os.kill(dead, 9)
        third = session(runner)
        assert await pid(third) != dead
        await third.close()

    in_runner(work)


def test_a_session_that_is_given_up_ends_at_once() -> None:
    async def work(runner: Runner) -> None:
        made = session(runner)
        asking = asyncio.ensure_future(made.ask([Job(Call("m", "endless"), 60), Job(Call("m", "pid"), 60)]))
        while not _workers(runner):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)  # it may be set up by now or not: it ends either way
        began = time.monotonic()
        made.give_up()
        outcomes = await asyncio.wait_for(asking, 10)
        assert time.monotonic() - began < 5
        assert [type(outcome.reply) for outcome in outcomes] == [Stopped, Stopped]
        (later,) = await made.ask([Job(Call("m", "pid"), 5)])
        assert isinstance(later.reply, Stopped)
        await made.close()
        assert not _workers(runner)

    in_runner(work)


def _workers(runner: Runner) -> list[int]:
    assert runner._zygote is not None
    zygote = runner._zygote._process.pid
    return [int(word) for word in Path(f"/proc/{zygote}/task/{zygote}/children").read_text().split()]
