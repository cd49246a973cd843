"""Deadlines are CPU time: a loaded machine fails nobody."""

import asyncio
import multiprocessing
import time

from lagrader.runner import Job, Session
from lagrader.wire import Call, Returned
from tests.runner.bench import setup_of

WORK = """
import time
def f(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return 1
"""


def burn():
    while True:
        pass


def test_a_loaded_machine_fails_nobody(fork):
    context = multiprocessing.get_context("spawn")
    burners = [context.Process(target=burn, daemon=True) for _ in range(2 * multiprocessing.cpu_count())]
    for burner in burners:
        burner.start()
    try:
        before = time.monotonic()
        outcome = fork.call(WORK, 0.3, seconds=0.6)
        took = time.monotonic() - before
    finally:
        for burner in burners:
            burner.kill()
            burner.join()
    assert outcome.reply == Returned(1)
    assert 0.2 < outcome.seconds < 0.6
    assert took > outcome.seconds


def test_the_time_of_each_call_is_its_own(fork):
    first, second, third = fork.ask(WORK, *(Call("m", "f", (seconds,)) for seconds in (0.2, 0.0, 0.2)))
    assert second.seconds < 0.1
    assert min(first.seconds, third.seconds) > 0.1


def test_a_busy_grader_fails_nobody(fork):
    """While it judges it reads nothing, and the child is many calls ahead: together they are over one call's limit."""

    async def run():
        session = Session(fork.runner, setup_of(WORK))
        await session.start()
        jobs = [Job(Call("m", "f", (0.1,)), 0.25) for _ in range(8)]
        asked = asyncio.ensure_future(session.ask(jobs))
        await asyncio.sleep(0.05)
        time.sleep(0.6)  # noqa: ASYNC251 - this is the grader being busy
        outcomes = await asked
        await session.close()
        return outcomes

    assert [outcome.reply.value for outcome in fork.run(run())] == [1] * 8
