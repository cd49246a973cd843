"""The warm process may be killed or may never start: then it is started once more, or a clear sentence says why."""

import asyncio
import os
import re
import signal
import sys
from pathlib import Path

import pytest

from lagrader import starting
from lagrader.errors import SandboxError, UsageError
from lagrader.results import Verdict
from lagrader.runner import Job, Session
from lagrader.runner.allowance import ENDLESS
from lagrader.runner.runner import _Room
from lagrader.wire import Call, Returned
from tests.runner.bench import bench, setup_of

KILL = "import os, signal\ndef f():\n    os.kill(os.getppid(), signal.SIGKILL)\n    while True: pass\n"
GOOD = "def f(): return 1\n"


def zygote_of(own):
    return own.runner._zygote._process.pid


@pytest.fixture
def own():
    """A zygote for each test: what one has done to its own must not matter to the next, in whichever order they run."""
    with bench() as made:
        yield made


def test_a_killed_zygote_is_started_again(own):
    before = zygote_of(own)
    os.kill(before, signal.SIGKILL)
    assert own.value(GOOD) == 1
    assert zygote_of(own) != before


def test_two_children_that_find_it_gone_share_one_new_zygote(own):
    before = zygote_of(own)
    os.kill(before, signal.SIGKILL)

    async def both():
        children = await asyncio.gather(*(own.runner.child(setup_of(GOOD)) for _ in range(2)))
        for child, _ in children:
            await own.runner.release(child)

    own.run(both())
    after = zygote_of(own)
    assert after != before
    assert own.value(GOOD) == 1
    assert zygote_of(own) == after


def test_a_child_that_cannot_be_had_leaves_nothing_open(own):
    assert own.value(GOOD) == 1
    os.kill(zygote_of(own), signal.SIGKILL)
    descriptors = Path("/proc/self/fd")
    before = len(list(descriptors.iterdir()))
    for _ in range(3):
        with pytest.raises(SandboxError):
            own.run(own.runner._begin(_Room(None, None, shelter="cpu")))
    assert len(list(descriptors.iterdir())) <= before
    assert own.value(GOOD) == 1


def test_who_kills_the_zygote_loses_and_others_go_on(own):
    async def run():
        oracle = Session(own.runner, setup_of(GOOD), ENDLESS)
        culprit = Session(own.runner, setup_of(KILL))
        busy = Session(own.runner, setup_of("import time\ndef f():\n    time.sleep(0.3)\n    return 2\n"))
        await oracle.start()
        try:
            lost, spared = await asyncio.gather(
                culprit.ask([Job(Call("m", "f"), 2.0)]), busy.ask([Job(Call("m", "f"), 2.0)])
            )
            (answer,) = await oracle.ask([Job(Call("m", "f"), 2.0)])
            return lost[0].reply, spared[0].reply, answer.reply
        finally:
            for session in (oracle, culprit, busy):
                await session.close()

    with own.exposed():
        lost, spared, answer = own.run(run())
    assert lost.verdict is Verdict.RUN_TIME_ERROR
    assert answer == Returned(1)
    # The culprit gets two tries, of which each takes a neighbour's child along; the neighbour is excused once.
    assert spared in (Returned(2), lost)


def test_what_was_preloaded_is_so_again(own):
    loaded = "import sys\ndef f(): return 'torch._dynamo' in sys.modules\n"
    assert own.value(loaded) is False
    own.run(own.runner.preload())
    assert own.value(loaded) is True
    os.kill(zygote_of(own), signal.SIGKILL)
    assert own.value(loaded) is True


def test_many_children_are_forked_from_huge_pages_also_after_a_loss(own):
    huge = re.compile(r"AnonHugePages: +(\d+) kB")

    def megabytes():
        assert own.value(GOOD) == 1  # it is there again
        found = huge.search(Path(f"/proc/{zygote_of(own)}/smaps_rollup").read_text())
        return int(found[1]) / 1024 if found else 0

    if megabytes() > 20:
        pytest.skip("everything is in huge pages here")
    own.run(own.runner.preload(many=True))
    if megabytes() < 20:
        pytest.skip("this kernel collapses nothing when it is asked")
    os.kill(zygote_of(own), signal.SIGKILL)
    assert megabytes() > 20


def test_a_zygote_that_cannot_start_says_why(monkeypatch, tmp_path):
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").write_text("raise ImportError('libtorch_cpu.so: cannot open shared object')\n")
    monkeypatch.setattr(starting, "_library_folders", lambda: [str(tmp_path)])
    boot = starting._BOOT.replace("sys.path +=", "sys.path[1:1] =")
    monkeypatch.setattr(starting, "_BOOT", boot)
    for start in ("fork", "spawn"):
        with bench(start) as own, pytest.raises(SandboxError) as raised:
            own.value(GOOD)
        assert "libtorch_cpu.so: cannot open shared object" in str(raised.value)
        assert f"{sys.executable} -c 'import torch" in str(raised.value)


def test_a_torch_that_is_not_there_is_said_before_anything_starts(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SandboxError, match=r"torch is not installed beside this Python .*: pip install torch"):
        starting.start_zygote()


# --- how it is started -----------------------------------------------------------------------------------


def test_how_workers_start_can_be_said(monkeypatch):
    monkeypatch.setenv("LAGRADER_START", "spawn")
    assert starting.default_start() == "spawn"
    monkeypatch.setenv("LAGRADER_START", "thread")
    with pytest.raises(UsageError, match="'thread'; it can be fork or spawn"):
        starting.default_start()
    monkeypatch.setenv("LAGRADER_START", "fork")
    monkeypatch.setattr("sys.platform", "darwin")
    with pytest.raises(UsageError, match="needs Linux"):
        starting.default_start()
    monkeypatch.delenv("LAGRADER_START")
    assert starting.default_start() == "spawn"


def test_one_that_was_started_early_is_taken_once_or_stopped():
    try:
        starting.start_early()
        early = starting.take_zygote()
        assert early.process.poll() is None
    finally:
        early.control.close()
        early.process.wait(10)
        early.process.stderr.close()
    starting.start_early()
    (waiting,) = starting._early
    starting.stop_early()
    assert waiting.process.poll() is not None
    assert starting._early == []
