"""Messages: each kind there and back; forged ones, whatever is wrong with them, are a WireError."""

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagrader.wire import (
    PREFIX_SIZE,
    Absent,
    Array,
    Call,
    Devices,
    Found,
    Handle,
    Load,
    Loaded,
    Raised,
    Read,
    Ready,
    Returned,
    Rig,
    Sample,
    Setup,
    Size,
    WireError,
    frame_sizes,
    pack,
    unpack_reply,
    unpack_request,
)
from lagrader.wire.frames import join_frame
from tests.wire.strategies import handles, same, values

REQUESTS = [
    Setup((("m", "m.py", "x = 1\n"),), "cuda:0", 7),
    Load("m", (10.0, 60.0)),
    Read("m", "VALUE"),
    Call("m", "f", (1.0, Handle("g", (Array("bool", (1,), b"\x01"),))), widen=True, rig=Rig("count", "mm").as_wire()),
    Devices(),
]
REPLIES = [
    Ready({"session": "active"}),
    Loaded(),
    Sample((("m.py", 3, "f"), ("m.py", 9, "g")), (9, 8), (("i", 0, "same"), ("x", 0.5, "up"), ("ok", True, "once"))),
    Returned(Size((1, 2)), (None,), (-0.0,), (("dot", 3),), 4),
    Raised("call", "ValueError", "no", ("ValueError", "Exception"), (("m.py", 3, "f"),), "(a)", "", (1,)),
    Absent("f", "float", ("g", "h")),
    Found(("cpu",), "2.13.0", {"cuda_build": None}),
]


def read(frame, unpack):
    header_size, payload_size = frame_sizes(frame[:PREFIX_SIZE])
    body = frame[PREFIX_SIZE:]
    assert len(body) == header_size + payload_size
    return unpack(body, header_size)


@pytest.mark.parametrize("message", REQUESTS, ids=lambda message: type(message).__name__)
def test_requests_come_back(message):
    assert read(pack(5, message), unpack_request) == (5, message)


@pytest.mark.parametrize("message", REPLIES, ids=lambda message: type(message).__name__)
def test_replies_come_back(message):
    assert read(pack(5, message, 70), unpack_reply) == (5, 70, message)


@pytest.mark.parametrize("message", [*REQUESTS, *REPLIES], ids=lambda message: type(message).__name__)
def test_the_types_name_the_fields_in_their_order(message):
    assert list(message.TYPES) == [field.name for field in dataclasses.fields(message)]


@given(values, st.lists(values, max_size=3).map(tuple))
def test_a_reply_carries_any_value(value, inputs):
    _, _, reply = read(pack(0, Returned(value, (), inputs)), unpack_reply)
    assert same(reply.value, value)
    assert same(reply.inputs, inputs)


@given(st.lists(values | handles, max_size=3).map(tuple))
def test_a_call_carries_any_value_and_handles(args):
    _, call = read(pack(0, Call("m", "f", args)), unpack_request)
    assert same(call.args, args)


def test_a_message_of_the_other_direction_is_refused():
    for message in REQUESTS:
        with pytest.raises(WireError):
            read(pack(1, message), unpack_reply)
    for message in REPLIES:
        with pytest.raises(WireError):
            read(pack(1, message), unpack_request)


def test_a_worker_cannot_send_a_handle():
    for reply in (Returned(Handle("f", ())), Returned([{1: (Handle("f", ()),)}]), Returned(1, (), (Handle("f", ()),))):
        with pytest.raises(WireError):
            read(pack(1, reply), unpack_reply)


# --- forged ----------------------------------------------------------------------------------------------


def header_of(message, number=1):
    frame = pack(number, message)
    size, _ = frame_sizes(frame[:PREFIX_SIZE])
    return json.loads(frame[PREFIX_SIZE : PREFIX_SIZE + size])


def refused(header, payload=b""):
    with pytest.raises(WireError):
        read(join_frame(header, payload), unpack_reply)


def test_the_forger_of_the_next_tests_can_make_a_good_frame():
    assert read(join_frame(header_of(Loaded()), b""), unpack_reply) == (1, 0, Loaded())


@pytest.mark.parametrize("number", [True, 1.0, "1", None, [1]])
def test_a_number_that_is_not_whole_is_refused(number):
    refused({**header_of(Loaded()), "id": number})


@pytest.mark.parametrize("printed", [True, 1.0, "1", None])
def test_what_was_printed_is_a_whole_number(printed):
    refused({**header_of(Loaded()), "printed": printed})


@pytest.mark.parametrize("kind", ["Setup", "Loaded ", "", "__class__", None, 1, ["Loaded"], {}])
def test_an_unknown_kind_is_refused(kind):
    refused({**header_of(Loaded()), "kind": kind})


@pytest.mark.parametrize("body", [None, [], "", {"value": ["n"]}])
def test_another_body_is_refused(body):
    refused({**header_of(Loaded()), "body": body})


def test_missing_and_extra_keys_are_refused():
    header = header_of(Returned(1))
    refused({**header, "more": 1})
    refused(dict(reversed(header.items())))
    for key in header:
        refused({name: item for name, item in header.items() if name != key})
    for name in header["body"]:
        refused({**header, "body": {key: item for key, item in header["body"].items() if key != name}})
    refused({**header, "body": {**header["body"], "more": ["n"]}})


def test_bytes_beside_the_arrays_are_refused():
    refused(header_of(Returned(1)), b"x")


WRONG = {
    str: [["n"], ["i", "0x1"], ["l", []]],
    int: [["b", True], ["f", "0x1p+0"], ["s", "1"], ["n"]],
    tuple: [["l", []], ["n"], ["s", ""]],
    dict: [["l", []], ["t", []]],
}


@pytest.mark.parametrize("message", REPLIES, ids=lambda message: type(message).__name__)
def test_a_field_of_the_wrong_type_is_refused(message):
    header = header_of(message)
    for name, kind in message.TYPES.items():
        for node in WRONG.get(kind, []):
            refused({**header, "body": {**header["body"], name: node}})


@pytest.mark.parametrize(
    "message",
    [
        Returned(1, seen=(("dot",),)),
        Returned(1, seen=(("dot", True),)),
        Returned(1, seen=(["dot", 1],)),
        Returned(1, seen=("do",)),
        Raised("call", "E", "", (1,)),
        Raised("call", "E", "", (), (("m.py", "3", "f"),)),
        Raised("call", "E", "", (), (("m.py", 3),)),
        Raised("call", "E", "", (), ("abc",)),
        Absent("f", "", (None,)),
        Found((1,), "", {}),
        Ready({"session": 1}),
        Sample(()),
        Sample((("m.py", 3),), (3,)),
        Sample((("m.py", True, "f"),), (3,)),
        Sample((("m.py", 3, "f"),), ()),
        Sample((("m.py", 3, "f"),), (3.0,)),
        Sample((("m.py", 3, "f"),), (3,) * 1001),
        Sample((("m.py", 3, "f"),), (3,), (("i", "0", "same"),)),
        Sample((("m.py", 3, "f"),), (3,), (("i", 10**15, "same"),)),
        Sample((("m.py", 3, "f"),), (3,), (("i = 0\nx", 0, "same"),)),
        Sample((("m.py", 3, "f"),), (3,), (("i" * 41, 0, "same"),)),
        Sample((("m.py", 3, "f"),), (3,), ((1, 0, "same"),)),
        Sample((("m.py", 3, "f"),), (3,), (("i", 0, "well"),)),
        Sample((("m.py", 3, "f"),), (3,), (("i", 0, ["same"]),)),
        Sample((("m.py", 3, "f"),), (3,), (("i", 0),)),
        Sample((("m.py", 3, "f"),), (3,), ("i0s",)),
        Sample((("m.py", 3, "f"),), (3,), (("i", 0, "same"),) * 21),
        Ready({1: "active"}),
    ],
    ids=repr,
)
def test_items_of_the_wrong_type_are_refused(message):
    with pytest.raises(WireError):
        read(pack(1, message), unpack_reply)


@given(st.data())
def test_a_damaged_reply_is_a_message_or_a_wire_error(data):
    """Truncated, with a byte changed, or with some put in: never another exception."""
    frame = bytearray(pack(3, data.draw(st.sampled_from(REPLIES))))
    place = data.draw(st.integers(0, len(frame) - 1))
    match data.draw(st.sampled_from(["change", "cut", "put in"])):
        case "change":
            frame[place] ^= data.draw(st.integers(1, 255))
        case "cut":
            del frame[place:]
        case "put in":
            frame[place:place] = data.draw(st.binary(min_size=1, max_size=8))
    try:
        header_size, payload_size = frame_sizes(bytes(frame[:PREFIX_SIZE].ljust(PREFIX_SIZE, b"\0")))
        body = bytes(frame[PREFIX_SIZE:])
        if len(body) >= header_size + payload_size:
            unpack_reply(body[: header_size + payload_size], header_size)
    except WireError:
        pass
