"""What a worker says in words is short: over a limit it is refused, and the worker cuts at the same limit."""

from __future__ import annotations

import pytest

from lagrader.wire import PREFIX_SIZE, Absent, Raised, Reply, Returned, Sample, WireError, frame_sizes, pack_reply
from lagrader.wire import unpack_reply as unpack
from lagrader.wire.claims import cut_frames, cut_line

ROW = ("m.py", 3, "f")


def arrives(message: Reply | Sample) -> bool:
    frame = pack_reply(1, message)
    header, _ = frame_sizes(frame[:PREFIX_SIZE])
    try:
        return unpack(frame[PREFIX_SIZE:], header)[2] == message
    except WireError:
        return False


LONGEST: list[Reply | Sample] = [
    Absent("n" * 200, "f" * 200, ("g" * 200,) * 200),
    Raised("call", "E" * 200, "m" * 4000, ("A" * 200,) * 30, (ROW,) * 16, "s" * 500, "i" * 200),
    Raised("load", "E", "", (), (("p" * 5000, 2**31 - 1, "f" * 200), ("", 0, ""))),
    Returned(1, seen=(("o" * 200, 3),) * 100),
    Sample((ROW,) * 16, (3,) * 1000, (("i" * 40, 10**15 - 1, "up"),) * 20),
]

TOO_LONG: list[Reply | Sample] = [
    Absent("n" * 201),
    Absent("n", "f" * 201),
    Absent("n", "", ("g" * 201,)),
    Absent("n", "", ("g",) * 201),
    Raised("call", "E" * 201, ""),
    Raised("call", "E", "m" * 4001),
    Raised("call", "E", "", ("A" * 201,)),
    Raised("call", "E", "", ("A",) * 31),
    Raised("call", "E", "", (), (ROW,) * 17),
    Raised("call", "E", "", (), (("p" * 5001, 3, "f"),)),
    Raised("call", "E", "", (), (("m.py", 3, "f" * 201),)),
    Raised("call", "E", "", (), (("m.py", -1, "f"),)),
    Raised("call", "E", "", (), (("m.py", 2**31, "f"),)),
    Raised("call", "E", "", (), (), "s" * 501),
    Raised("call", "E", "", (), (), "", "i" * 201),
    Raised("done", "E", ""),
    Returned(1, seen=(("o" * 201, 3),)),
    Returned(1, seen=(("o", 2**31),)),
    Returned(1, seen=(("o", 3),) * 101),
    Sample((ROW,) * 17, (3,)),
    Sample((ROW,), (-1,)),
]


@pytest.mark.parametrize("message", LONGEST, ids=lambda message: type(message).__name__)
def test_what_is_as_long_as_it_may_be_arrives(message: Reply | Sample) -> None:
    assert arrives(message)


@pytest.mark.parametrize("place", range(len(TOO_LONG)), ids=lambda place: f"{type(TOO_LONG[place]).__name__}-{place}")
def test_what_is_longer_is_refused(place: int) -> None:
    assert not arrives(TOO_LONG[place])


def test_frames_are_cut_to_what_may_be_sent() -> None:
    rows = [("p" * 9000, line, "f" * 9000) for line in (None, -5, 2**40, *range(40))]
    cut = cut_frames(rows)
    assert [line for _, line, _ in cut] == [0, 0, 0, 0, 1, 2, 3, 4, *range(32, 40)]
    assert arrives(Raised("call", "E", "", (), cut))
    assert cut_frames([ROW]) == (ROW,)
    assert cut_line(7) == 7
