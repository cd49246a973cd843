"""Frames: sizes are checked before anything is read, and whatever bytes come end in a header or a WireError."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagrader.wire import FRAME_LIMIT, PREFIX_SIZE, WireError, frame_sizes
from lagrader.wire.frames import HEADER_LIMIT, MAGIC, PAYLOAD_LIMIT, join_bare, join_frame, join_text, read_text


def prefix(header, payload, magic=MAGIC):
    return struct.pack("<4sII", magic, header, payload)


def test_a_frame_comes_apart_as_it_was_joined():
    frame = join_frame([1, 'lone \ud800 pair \ud83d\ude00 "\x00'], b"raw")
    header_size, payload_size = frame_sizes(frame[:PREFIX_SIZE])
    body = frame[PREFIX_SIZE:]
    assert len(body) == header_size + payload_size
    assert read_text(body[:header_size]) == [1, 'lone \ud800 pair \ud83d\ude00 "\x00']
    assert body[header_size:] == b"raw"


def test_the_limits_themselves_are_allowed():
    assert frame_sizes(prefix(HEADER_LIMIT, PAYLOAD_LIMIT)) == (HEADER_LIMIT, PAYLOAD_LIMIT)
    assert FRAME_LIMIT == HEADER_LIMIT + PAYLOAD_LIMIT
    assert len(join_text(bytes(HEADER_LIMIT), bytes(PAYLOAD_LIMIT))) == PREFIX_SIZE + FRAME_LIMIT
    assert len(join_bare(bytes(PAYLOAD_LIMIT))) == PREFIX_SIZE + PAYLOAD_LIMIT


@pytest.mark.parametrize(
    "bad",
    [
        prefix(HEADER_LIMIT + 1, 0),
        prefix(2, PAYLOAD_LIMIT + 1),
        prefix(2**32 - 1, 2**32 - 1),
        prefix(2, 0, b"lag2"),
        bytes(PREFIX_SIZE),
    ],
)
def test_a_prefix_over_the_limit_or_of_something_else_is_refused(bad):
    with pytest.raises(WireError):
        frame_sizes(bad)


@given(st.binary(min_size=1, max_size=PREFIX_SIZE), st.integers(0, 300), st.integers(0, 300))
def test_bytes_before_a_frame_are_noticed_at_its_prefix(junk, header, payload):
    shifted = (junk + prefix(header, payload))[:PREFIX_SIZE]
    if shifted != prefix(header, payload):
        with pytest.raises(WireError):
            frame_sizes(shifted)


def test_what_is_too_large_is_not_sent():
    with pytest.raises(WireError, match="limit"):
        join_frame(["x" * HEADER_LIMIT], b"")
    for join in (lambda payload: join_frame([], payload), join_bare):
        with pytest.raises(WireError, match="limit"):
            join(bytes(PAYLOAD_LIMIT + 1))


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"null",
        b"{}",
        b"1" * 5000,
        b'{"id": 1',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"[NaN] x",
        b"[1] ",
        b" [1]",
    ],
)
def test_a_header_that_is_not_one_list_is_refused(header):
    with pytest.raises(WireError):
        read_text(header)


@given(st.binary(max_size=60))
def test_any_bytes_are_a_header_or_a_wire_error(text):
    try:
        assert isinstance(read_text(text), list)
    except WireError:
        return
