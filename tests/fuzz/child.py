"""The channel of a child: whatever bytes come, in whatever pieces, every question is answered or the child is void."""

from __future__ import annotations

import asyncio
import contextlib
import zlib
from collections.abc import Iterator
from random import Random
from typing import Any

from lagrader.errors import SandboxError
from lagrader.outcomes import Outcome, Stopped
from lagrader.runner import Child, Job
from lagrader.wire import FRAME_LIMIT, PREFIX_SIZE, Absent, Call, Load, Loaded, Read, Ready, Returned, Setup, pack_reply
from tests.fuzz import frames
from tests.fuzz.mutate import bytes_changed
from tests.fuzz.values import value
from tests.wire.strategies import REPLIES

SECONDS = 10.0
MEMORY = frames.MEMORY
PIECE = 1 << 16
"""Bytes that are read from a channel at a time."""

REQUESTS = (Load("m"), Read("m", "A"), Call("m", "f"), Call("m", "g"))
GREETING = pack_reply(0, Ready({}))


def make(rng: Random) -> bytes:
    """The right answers in order, with some left out, doubled, swapped, forged, damaged."""
    pieces = [*_answers(rng)]
    for _ in range(rng.choice((0, 1, 1, 2))):
        place = rng.randrange(len(pieces))
        match rng.randrange(5):
            case 0:
                pieces[place] = rng.choice((b"", pieces[place] * 2))
            case 1:
                pieces.insert(place, _forged(rng))
            case 2:
                pieces[place] = frames.make(rng)
            case 3:
                pieces[place] = bytes_changed(pieces[place], rng, GREETING)
            case _:
                rng.shuffle(pieces)
    return b"".join(pieces)


BOMBS = [
    lambda _: frames.framed(bytes(2**22), bytes(2**25)),
    lambda _: frames.framed(bytes(2**22), bytes(2**25))[:-1] + bytes(2**25),
    lambda rng: frames.BOMBS[0](rng) * 2,
    lambda _: pack_reply(1, REPLIES[2]) * 20_000,
    lambda _: pack_reply(1, Loaded()) + bytes(2**25),
]


def _answers(rng: Random) -> list[bytes]:
    """A right answer to each of REQUESTS, with any number of samples before it; some say that they printed a lot."""
    replies = (Loaded(), Absent("A"), Returned(value(rng)), Returned(value(rng)))
    found = []
    for number, reply in enumerate(replies, 1):
        found += [pack_reply(number, REPLIES[2])] * rng.choice((0, 0, 0, 1, 101))
        found.append(
            pack_reply(number, reply, rng.choice((0, 5, number, number, -1, 2**63 + number, 10**400 + number)))
        )
    return found


def _forged(rng: Random) -> bytes:
    return pack_reply(rng.choice((-1, 0, 1, 2, 3, 4, 5, 2**64)), rng.choice(REPLIES), rng.choice((0, 7, 2**64)))


class Fake:
    """Stands in for a process that takes what it is sent, and can be killed."""

    pid = 1

    def send(self, data: bytes) -> None:
        """Throw it away."""

    def cpu_seconds(self) -> float:
        return 0.0

    async def gone(self, seconds: float) -> bool:
        return True

    async def end(self) -> int:
        return -9


def check(data: bytes) -> None:
    """Give ``data`` to a child piece by piece, and look at it after each."""
    faults: list[dict[str, Any]] = []

    async def run() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: faults.append(context))
        child = Child()
        child.attach(Fake())
        try:
            await _checked(child, data)
        finally:
            await child.close()

    asyncio.run(run())
    assert not faults, faults


async def _checked(child: Child, data: bytes) -> None:
    rng = Random(zlib.crc32(data))
    asked = asyncio.ensure_future(_asked(child))
    for piece in _pieces(data, rng):
        alive = child.alive
        before = len(child._buffer)
        child.data_received(piece)
        assert len(child._buffer) < PREFIX_SIZE + FRAME_LIMIT + PIECE
        assert alive or len(child._buffer) <= before, "a child that is void still takes in what comes"
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    child.channel_closed()
    with contextlib.suppress(SandboxError):  # it never said that it is ready
        _check_outcomes(child, await asyncio.wait_for(asked, 1))


async def _asked(child: Child) -> list[Outcome]:
    await child.set_up(Setup(()))
    return await child.ask([Job(request, 9.0) for request in REQUESTS])


def _pieces(data: bytes, rng: Random) -> Iterator[bytes]:
    if rng.random() < 0.95:
        yield GREETING
    most = rng.choice((3, 50, PIECE)) if len(data) < 10_000 else PIECE
    at = 0
    while at < len(data):
        size = rng.randint(1, most)
        yield data[at : at + size]
        at += size


def _check_outcomes(child: Child, outcomes: list[Outcome]) -> None:
    """Every question is answered, or the last outcome is a stop; where the child is void, nothing counts."""
    *answers, last = [outcome.reply for outcome in outcomes]
    if child.voided:
        assert all(isinstance(reply, Stopped) for reply in (*answers, last))
    else:
        assert not any(isinstance(reply, Stopped) for reply in answers)
        assert len(outcomes) == len(REQUESTS) or isinstance(last, Stopped)
    assert not any(outcome.output for outcome in outcomes), "nothing was printed"
