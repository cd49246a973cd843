"""The channel between runner and child: whatever else writes on it makes everything from that child void."""

import asyncio

import pytest

from lagrader.errors import SandboxError
from lagrader.outcomes import Stopped
from lagrader.results import Verdict
from lagrader.runner import Child, Job, Session
from lagrader.runner.child import VOID
from lagrader.wire import (
    Absent,
    Call,
    Devices,
    Found,
    Load,
    Loaded,
    Read,
    Ready,
    Returned,
    Setup,
    pack_reply,
    pack_request,
)
from lagrader.wire.frames import join_frame
from tests.runner.bench import setup_of

# --- a child without a process ---------------------------------------------------------------------------


READS = (Read("m", "a"), Read("m", "b"))


class Wire:
    """Stands in for a process: what the child sends is thrown away, what it receives is written by the test."""

    status = -9

    def send(self, data):
        pass

    def cpu_seconds(self):
        return 0.0

    async def gone(self, seconds):
        return True

    async def end(self):
        return self.status


def answered(*pieces, requests=READS, close=False):
    """The outcomes of ``requests`` where exactly these bytes come back."""

    async def run():
        child = Child()
        child.attach(Wire())
        child.data_received(pack_reply(0, Ready({})))
        await child.set_up(Setup(()))
        asked = asyncio.ensure_future(child.ask([Job(request, 9.0) for request in requests]))
        await asyncio.sleep(0)
        for piece in pieces:
            child.data_received(piece)
        if close:
            child.channel_closed()
        outcomes = await asyncio.wait_for(asked, 5)
        await child.close()
        return child, [outcome.reply for outcome in outcomes]

    return asyncio.run(run())


ONE, TWO = pack_reply(1, Returned(1)), pack_reply(2, Returned(2))


def test_two_answers_in_order():
    child, replies = answered(ONE, TWO)
    assert replies == [Returned(1), Returned(2)]
    assert not child.voided


def test_answers_in_pieces_of_one_byte():
    _, replies = answered(*(bytes([byte]) for byte in ONE + TWO))
    assert replies == [Returned(1), Returned(2)]


@pytest.mark.parametrize(
    "pieces",
    {
        "a byte before a frame": [ONE, b"x", TWO],
        "zeros": [bytes(64)],
        "ones": [b"\xff" * 64],
        "text": [b"hello, this is printed on the wrong descriptor\n"],
        "a length over the cap": [ONE[:4] + b"\xff" * 8],
        "doubled": [ONE, ONE],
        "doubled after the last": [ONE, TWO + TWO],
        "swapped": [TWO, ONE],
        "an unknown number": [ONE, pack_reply(7, Returned(2))],
        "number 0": [ONE, pack_reply(0, Returned(2))],
        "a second greeting": [ONE, pack_reply(0, Ready({}))],
        "an answer to another kind of question": [ONE, pack_reply(2, Loaded())],
        "devices instead of a value": [ONE, pack_reply(2, Found(("cuda:0",), "", {}))],
        "a handle as a value": [ONE, join_frame([2, "Returned", 0, ["h", "f", ["t", []]]], b"")],
        "a request": [ONE, pack_request(2, Devices())],
        "not JSON": [ONE, b"lag1\x04\0\0\0\0\0\0\0nope"],
    }.values(),
)
def test_what_is_not_an_answer_voids_all_of_them(pieces):
    child, replies = answered(*pieces)
    assert child.voided
    assert not child.alive
    assert set(replies) == {VOID}


def test_a_truncated_frame_voids_all():
    child, replies = answered(ONE, TWO[:-1], close=True)
    assert child.voided
    assert set(replies) == {VOID}


def test_the_end_between_frames_is_no_forgery():
    child, replies = answered(ONE, close=True)
    assert not child.voided
    assert replies[0] == Returned(1)
    assert isinstance(replies[1], Stopped)


def test_each_request_has_its_kinds_of_answer():
    _, replies = answered(pack_reply(1, Loaded()), pack_reply(2, Absent("f")), requests=[Load("m"), Call("m", "f")])
    assert replies == [Loaded(), Absent("f")]


@pytest.mark.parametrize("printed", [-1, 2**63, pytest.param(10**400, id="400 digits")])
def test_a_claim_to_have_printed_more_than_a_file_can_hold_is_a_forgery(printed):
    """The second answer would be read from a place that no file has."""
    child, replies = answered(pack_reply(1, Returned(1), printed), pack_reply(2, Returned(2), printed + 1))
    assert child.voided
    assert set(replies) == {VOID}


def test_what_comes_after_the_end_is_not_kept():
    async def run():
        child = Child()
        child.attach(Wire())
        for _ in range(100):
            child.data_received(b"x" * 65536)
        await child.close()
        return len(child._buffer)

    assert asyncio.run(run()) <= 65536


def test_who_waits_for_a_greeting_hears_at_once_that_none_comes():
    async def run():
        child = Child()
        child.attach(Wire())
        waiting = asyncio.ensure_future(child.set_up(Setup(())))
        await asyncio.sleep(0)
        child.data_received(b"not a frame, and long enough")
        try:
            with pytest.raises(SandboxError, match="could not be started"):
                await asyncio.wait_for(waiting, 5)
        finally:
            await child.close()

    asyncio.run(run())


def test_asking_a_child_that_is_gone_ends():
    async def run():
        child = Child()
        child.attach(Wire())
        child.channel_closed()
        await child.close()
        return await asyncio.wait_for(child.ask([Job(Load("m"), 1.0)]), 5)

    (outcome,) = asyncio.run(run())
    assert outcome.reply.verdict is Verdict.RUN_TIME_ERROR


# --- a real one ------------------------------------------------------------------------------------------

JUNK = """
import os
def spray(data):
    for n in range(3, 64):
        try:
            os.write(n, data)
        except OSError:
            pass
"""


@pytest.mark.parametrize("data", [b"x", b"\0" * 12, b"lag1" + b"\0" * 8, b"junk " * 5000, pack_reply(2, Returned(9))])
def test_writing_on_every_descriptor_voids_the_session(fork, data):
    text = f"{JUNK}def good(): return 1\ndef f():\n    spray({data!r})\n    return 2\n"
    outcomes = fork.ask(text, Call("m", "good"), Call("m", "f"), Call("m", "good"), seconds=2.0)
    assert [outcome.reply for outcome in outcomes] == [VOID] * 3


def test_writing_on_every_descriptor_at_import(fork):
    outcomes = fork.ask(f"{JUNK}spray(b'x')\ndef f(): return 1\n", Call("m", "f"), Load("m"))
    assert [outcome.reply for outcome in outcomes] == [VOID] * 2


def test_a_forged_answer_before_the_true_one_does_not_count(fork):
    """The forger knows the number of the question, and answers it twice."""
    text = f"{JUNK}def f(): return 0\ndef g():\n    spray({pack_reply(3, Returned(42))!r})\n    return 0\n"
    outcomes = fork.ask(text, Call("m", "f"), Call("m", "g"), Call("m", "f"))
    assert [outcome.reply for outcome in outcomes] == [VOID] * 3


def test_what_was_answered_before_is_marked_as_void_too(fork):
    async def run():
        session = Session(fork.runner, setup_of(f"{JUNK}def f(): return 1\ndef g(): spray(b'x')\n"))
        first = await session.ask([Job(Call("m", "f"), 2.0)])
        before = session.voided
        await session.ask([Job(Call("m", "g"), 2.0)])
        third = await session.ask([Job(Call("m", "f"), 2.0)])
        await session.close()
        return first[0].reply, before, session.voided, third[0].reply

    assert fork.run(run()) == (Returned(1), False, True, VOID)


def test_closing_every_descriptor_is_the_programs_own_end(fork):
    text = "import os\ndef good(): return 1\ndef f(): os.closerange(0, 64)\n"
    before, outcome, after = (
        outcome.reply for outcome in fork.ask(text, Call("m", "good"), Call("m", "f"), Call("m", "good"))
    )
    assert before == after == Returned(1)
    assert outcome.verdict is Verdict.RUN_TIME_ERROR


def test_closing_the_channel_and_living_on_is_not_taken_for_memory(fork, monkeypatch):
    monkeypatch.setattr("lagrader.runner.child.GRACE_SECONDS", 0.1)
    text = "import os, time\ndef f():\n    os.closerange(3, 64)\n    time.sleep(60)\n"
    assert fork.call(text).reply == Stopped(Verdict.RUN_TIME_ERROR, "it closed lagrader's channel")


def test_reading_the_requests_away_stops_only_oneself(fork, monkeypatch):
    monkeypatch.setattr("lagrader.runner.child.WALL_EXTRA", 0.2)
    text = "import os\ndef f():\n    return os.read(3, 1 << 20)\n"
    outcomes = fork.ask(text, Call("m", "f"), Call("m", "f"), seconds=0.2)
    # What was sent together has been read by then: it waits for a request that never comes.
    assert {outcome.reply.verdict for outcome in outcomes} == {Verdict.TIME_LIMIT_EXCEEDED}
    assert fork.value("def f(): return 1") == 1
