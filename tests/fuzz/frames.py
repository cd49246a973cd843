"""Frames: whatever bytes come, the readers give a message that could have been sent, or raise WireError."""

from __future__ import annotations

import contextlib
import json
import struct
from random import Random
from typing import Any

from lagrader.wire import (
    FRAME_LIMIT,
    PREFIX_SIZE,
    Returned,
    WireError,
    frame_sizes,
    pack_reply,
    pack_request,
    unpack_reply,
)
from tests.fuzz.mutate import as_json, bytes_changed, tree_changed
from tests.fuzz.values import value
from tests.wire.strategies import REPLIES, REQUESTS, same

SECONDS = 5.0
MEMORY = 12 * FRAME_LIMIT
"""A header of 4 MiB may be lists in lists, which take 44 times their bytes; the rest is copies of a frame."""

NODES: list[Any] = [
    *[
        ["n"],
        ["b", True],
        ["i", "0x1"],
        ["f", "0x1p+0"],
        ["c", "0x1p+0", "nan"],
        ["s", "\ud800"],
        ["z", [["i", "0x2"]]],
    ],
    *[["t", []], ["l", [["n"]]], ["d", [[["n"], ["n"]]]], ["d", [[["f", "nan"], ["n"]], [["f", "nan"], ["n"]]]]],
    *[["o", "a", "b", ""], ["h", "f", []], ["i", "-0x" + "f" * 1024], ["i", "f" * 1027]],
    *[["a", "bool", shape, "tensor", "x", "cpu", False, None] for shape in ([], [0], [1], [-1], [2**40, 2**40, 0])],
    *[["d", [[["i", hex(k * (2**61 - 1))], ["n"]] for k in range(1, n)]] for n in (257, 258)],  # all keys collide
]


def make(rng: Random) -> bytes:
    """A frame of a real message, or of any value, changed in its tree, its bytes, or both; now and then a bomb."""
    if rng.random() < 0.003:
        return rng.choice(BOMBS)(rng)
    frame = _frame(rng)
    size, _ = frame_sizes(frame[:PREFIX_SIZE])
    if size and rng.random() < 0.8:  # a request has no header
        header = json.loads(frame[PREFIX_SIZE : PREFIX_SIZE + size].decode("utf-8", "surrogatepass"))
        frame = framed(as_json(tree_changed(header, rng, NODES)), frame[PREFIX_SIZE + size :])
    return bytes_changed(frame, rng, _frame(rng)) if rng.random() < 0.3 else frame


def _frame(rng: Random) -> bytes:
    if rng.random() < 0.1:
        return pack_request(rng.randrange(9), rng.choice(REQUESTS))
    message = rng.choice(REPLIES) if rng.random() < 0.5 else Returned(value(rng), (), (value(rng),))
    return pack_reply(rng.randrange(9), message, rng.randrange(99))


def framed(header: bytes, payload: bytes = b"") -> bytes:
    """A frame around any header."""
    return struct.pack("<4sII", b"lag1", len(header), len(payload)) + header + payload


def _as_value(node: bytes, payload: bytes = b"") -> bytes:
    return framed(b'[1,"Returned",0,%b]' % node, payload)


def _repeated(item: bytes, rng: Random) -> bytes:
    """A list of as many items as a header has room for, or about half as many."""
    return _as_value(b'["l",[%b]]' % b",".join([item] * (rng.choice((2, 4)) * 2**20 // (len(item) + 1) - 100)))


BOMBS = [
    *[lambda rng, item=item: _repeated(item, rng) for item in (b"[]", b"{}", b"[[]]", b"[[[]]]", b'{"":0}', b"0.5")],
    *[lambda rng, item=item: _repeated(item, rng) for item in (b'["n"]', b'["l",[]]', b'["f","0"]', b'["s",""]')],
    lambda rng: _repeated(b"9" * 4300, rng),
    lambda rng: _repeated(b"[" * 400 + b"]" * 400, rng),
    lambda rng: _repeated(b'["a","bool",[0],"tensor","","",false,null]', rng),
    lambda rng: _repeated(b'["d",[%b]]' % b",".join(b'[["i","%x"],["n"]]' % (k << 61) for k in range(1, 257)), rng),
    lambda rng: framed(b"[" * rng.choice((10**3, 10**5, 2**22))),
    lambda rng: _as_value(b'["s","%b"]' % (b"\\u0000" * 600_000)),
    lambda rng: _as_value(b'["a","bool",[33554432],"tensor","","",false,null]', bytes(2**25)),
    lambda rng: framed(b"{}", bytes(2**25)),
]


def check(data: bytes) -> None:
    """Read ``data`` as a reply."""
    with contextlib.suppress(WireError):
        _check_round_trip(_read(data))


def _read(frame: bytes) -> Any:
    header_size, payload_size = frame_sizes(frame[:PREFIX_SIZE].ljust(PREFIX_SIZE))
    return unpack_reply(frame[PREFIX_SIZE : PREFIX_SIZE + header_size + payload_size], header_size)


def _check_round_trip(read: Any) -> None:
    """What was accepted can be sent, and is then read as the same."""
    number, printed, message = read
    try:
        again = _read(pack_reply(number, message, printed))
    except WireError as error:
        if "over the limit" not in str(error):  # numbers may be written longer than they came
            raise AssertionError("what was accepted cannot be sent") from error
    else:
        assert list(again[:-1]) == list(read[:-1])
        for field in message.TYPES:
            assert same(getattr(again[-1], field), getattr(message, field)), field
