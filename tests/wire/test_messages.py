"""Messages: each kind there and back; forged ones, whatever is wrong with them, are a WireError."""

import dataclasses
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagrader.wire import (
    PREFIX_SIZE,
    Absent,
    Array,
    Call,
    Found,
    Handle,
    Load,
    Loaded,
    Raised,
    Read,
    Ready,
    Returned,
    Sample,
    Unfit,
    WireError,
    frame_sizes,
    pack_reply,
    pack_request,
    unpack_reply,
    unpack_request,
)
from lagrader.wire.frames import join_frame
from lagrader.wire.tree import encode
from tests.wire.strategies import ITEM_BYTES, REPLIES, REQUESTS, handles, same, values


def read(frame, unpack):
    header_size, payload_size = frame_sizes(frame[:PREFIX_SIZE])
    body = frame[PREFIX_SIZE:]
    assert len(body) == header_size + payload_size
    return unpack(body, header_size)


@pytest.mark.parametrize("message", REQUESTS, ids=lambda message: type(message).__name__)
def test_requests_come_back(message):
    assert read(pack_request(5, message), unpack_request) == (5, message)


@pytest.mark.parametrize("message", REPLIES, ids=lambda message: type(message).__name__)
def test_replies_come_back(message):
    assert read(pack_reply(5, message, 70), unpack_reply) == (5, 70, message)


@pytest.mark.parametrize("message", REPLIES, ids=lambda message: type(message).__name__)
def test_the_types_name_the_fields_in_their_order(message):
    assert list(message.TYPES) == [field.name for field in dataclasses.fields(message) if field.compare]


@pytest.mark.parametrize("message", REQUESTS + REPLIES, ids=lambda message: type(message).__name__)
def test_a_message_is_frozen_since_many_may_hold_the_same(message):
    for one in dataclasses.fields(message):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(message, one.name, None)


def test_a_request_has_no_limits_unless_it_is_given_some():
    assert [one.limits for one in (Load("m"), Read("m", "x"), Call("m", "f"))] == [(0.0, 0.0)] * 3


@given(values, st.lists(values, max_size=3).map(tuple))
def test_a_reply_carries_any_value(value, inputs):
    _, _, reply = read(pack_reply(0, Returned(value, (), inputs)), unpack_reply)
    assert same(reply.value, value)
    assert same(reply.inputs, inputs)


@given(st.lists(values | handles, max_size=3).map(tuple))
def test_a_call_carries_any_value_and_handles(args):
    _, call = read(pack_request(0, Call("m", "f", args)), unpack_request)
    assert same(call.args, args)


# --- the usual reply, which is written another way -------------------------------------------------------

plain_texts = st.sampled_from(["", "cpu", 'a"b', "\\", "[", "]]", ",", "\ud800", "é", "x" * 600])
plain_arrays = st.builds(
    lambda dtype, shape, *claims: Array(dtype, shape, bytes(math.prod(shape) * ITEM_BYTES[dtype]), *claims),
    st.sampled_from(sorted(ITEM_BYTES)),
    st.lists(st.integers(0, 3), max_size=3).map(tuple),
    st.sampled_from(["tensor", "array", "scalar"]),
    plain_texts,
    plain_texts,
    st.booleans(),
    st.none() | plain_texts,
)


@given(st.lists(plain_arrays, min_size=1, max_size=3), st.integers(0, 9))
def test_beside_others_an_array_is_what_it_is(found, number):
    reply = Returned(found[0], tuple(found[1:]), tuple(found[:1]), (), number)
    assert read(pack_reply(number, reply), unpack_reply) == (number, 0, reply)


@given(plain_arrays, st.integers(0, 10**15 - 1), st.integers(0, 10**15 - 1))
def test_one_array_alone_is_the_same_either_way(array, number, printed):
    frame = pack_reply(number, Returned(array), printed)
    nodes, payload = encode([array])
    assert frame == join_frame([number, "Returned", printed, *nodes], payload)
    assert read(frame, unpack_reply) == (number, printed, Returned(array))


@pytest.mark.parametrize(
    "header",
    [
        b'[1,"Returned",0,["a","float64",[1],"tensor","float32","cpu",false,null]',
        b'[1,"Returned",0,["a","float64",[1],"tensor","float32","cpu",false,null]]]',
        b'[1,"Returned",0,["a","float64",[1],"tensor","float32","cpu",false,null]],[1]]',
        b'[1,"Returned",0,["a","float64",[1],"tensor","float32","cpu",0,null]]',
        b'[1,"Returned",0,["a","float64",[true],"tensor","float32","cpu",false,null]]',
        b'[1,"Returned",0,["a","float64",[1.0],"tensor","float32","cpu",false,null]]',
        b'[1,"Returned",0,["a","float64",[],"tensor","float32","cpu",false]]',
        b'[-1,"Returned",0,["a","float64",[1],"tensor","float32","cpu",false,null]]',
        b'[01,"Returned",0,["a","float64",[1],"tensor","float32","cpu",false,null]]',
        b'[1_0,"Returned",0,["a","float64",[1],"tensor","float32","cpu",false,null]]',
        b'[9007199254740992,"Returned",0,["a","float64",[1],"tensor","float32","cpu",false,null]]',
        b'[1,"Returned",1e3,["a","float64",[1],"tensor","float32","cpu",false,null]]',
        b'[1,"Returned",0,["a"]]',
        b'[1,"Returned",0,["a","float64",[1],"tensor","float32","cpu",false,"' + b"x" * 1001 + b'"]]',
    ],
)
def test_one_array_alone_is_looked_at_as_closely(header):
    good = b'[1,"Returned",0,["a","float64",[1],"tensor","float32","cpu",false,null]]'
    for _ in range(2):  # the second time it is remembered
        assert unpack_reply(good + bytes(8), len(good))[2] == Returned(Array("float64", (1,), bytes(8)))
        for size in (0, 7, 8, 9, 16):
            with pytest.raises(WireError):
                unpack_reply(header + bytes(size), len(header))


@pytest.mark.parametrize("size", [0, 7, 9, 16])
def test_another_number_of_bytes_is_refused(size):
    header = b'[1,"Returned",0,["a","float64",[1],"tensor","float32","cpu",false,null]]'
    with pytest.raises(WireError):
        unpack_reply(header + bytes(size), len(header))


def test_a_small_reply_is_read_once_and_is_the_same_object_afterwards():
    """A class gives the same few answers again and again; whose they are, and what was printed before, is no matter."""
    first = read(pack_reply(7, Returned((1, 2.5), seen=(("dot", 3),)), 11), unpack_reply)
    other = read(pack_reply(8, Returned((1, 2.5), seen=(("dot", 3),))), unpack_reply)
    assert (first[:2], other[:2]) == ((7, 11), (8, 0))
    assert first[2] is other[2]
    assert first[2].sent == other[2].sent is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Returned(1), Returned(1.0)),
        (Returned(True), Returned(1)),
        (Returned(0.0), Returned(-0.0)),
        (Returned((1,)), Returned([1])),
    ],
    ids=repr,
)
def test_what_python_calls_equal_was_not_sent_alike(one, other):
    assert read(pack_reply(1, one), unpack_reply)[2].sent != read(pack_reply(1, other), unpack_reply)[2].sent


def test_a_large_reply_is_not_remembered():
    large = Returned(Array("float64", (200,), bytes(1600)))
    first, other = (read(pack_reply(1, large), unpack_reply)[2] for _ in range(2))
    assert first == other == large
    assert first is not other
    assert first.sent is None


def test_a_message_of_the_other_direction_is_refused():
    for message in REQUESTS:
        with pytest.raises(WireError):
            read(pack_request(1, message), unpack_reply)
    for message in REPLIES:
        with pytest.raises(WireError):
            read(pack_reply(1, message), unpack_request)


def test_a_worker_cannot_send_a_handle():
    for reply in (Returned(Handle("f", ())), Returned([{1: (Handle("f", ()),)}]), Returned(1, (), (Handle("f", ()),))):
        with pytest.raises(WireError, match="a Handle cannot travel"):
            pack_reply(1, reply)
    refused(changed(Returned(1), 3, ["h", "f", ["t", []]]))


# --- forged ----------------------------------------------------------------------------------------------


def header_of(message, number=1):
    frame = pack_reply(number, message)
    size, _ = frame_sizes(frame[:PREFIX_SIZE])
    return json.loads(frame[PREFIX_SIZE : PREFIX_SIZE + size])


def changed(message, place, item):
    """The message's header with another item at one place."""
    header = header_of(message)
    return [*header[:place], item, *header[place + 1 :]]


def refused(header, payload=b""):
    with pytest.raises(WireError):
        read(join_frame(header, payload), unpack_reply)


def test_the_forger_of_the_next_tests_can_make_a_good_frame():
    assert read(join_frame(header_of(Loaded()), b""), unpack_reply) == (1, 0, Loaded())


@pytest.mark.parametrize("number", [True, 1.0, "1", None, [1]])
def test_a_number_that_is_not_whole_is_refused(number):
    refused(changed(Loaded(), 0, number))


@pytest.mark.parametrize("printed", [True, 1.0, "1", None])
def test_what_was_printed_is_a_whole_number(printed):
    refused(changed(Loaded(), 2, printed))


@pytest.mark.parametrize("place", [0, 2])
@pytest.mark.parametrize("number", [-1, 10**15, 2**63, pytest.param(10**400, id="400 digits")])
def test_a_number_that_nobody_counts_to_is_refused(place, number):
    """What was printed becomes a place in a file, which the system can't seek to."""
    refused(changed(Loaded(), place, number))
    assert read(join_frame(changed(Loaded(), place, 10**15 - 1), b""), unpack_reply)


@pytest.mark.parametrize("kind", ["Setup", "Loaded ", "", "__class__", None, 1, ["Loaded"], {}])
def test_an_unknown_kind_is_refused(kind):
    refused(changed(Loaded(), 1, kind))


@pytest.mark.parametrize("node", [None, [], "", {"value": ["n"]}, 1])
def test_another_field_is_refused(node):
    refused(changed(Returned(1), 3, node))
    refused([*header_of(Loaded()), node])


def test_missing_and_extra_items_are_refused():
    header = header_of(Returned(1, (), (), (), 1))
    assert len(header) == 8
    refused(header[::-1])
    refused([*header, ["n"]])
    for count in range(4):
        refused(header[:count])


@pytest.mark.parametrize("message", REPLIES, ids=lambda message: type(message).__name__)
def test_what_is_left_out_at_the_end_is_the_default(message):
    """A worker does not send it; one that does, or that sends less than there must be, is no other message."""
    header = header_of(message)
    for count in range(len(header)):
        frame = join_frame(header[:count], b"")
        try:
            _, _, read_again = read(frame, unpack_reply)
        except WireError:
            continue
        given = len(header[:count]) - 3
        assert dataclasses.astuple(read_again)[:given] == dataclasses.astuple(message)[:given]
        rest = {one.name: one.default for one in dataclasses.fields(message)[given:] if one.name in message.TYPES}
        assert {name: getattr(read_again, name) for name in rest} == rest


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
    for place, kind in enumerate(message.TYPES.values(), 3):
        for node in WRONG.get(kind, []) if place < len(header_of(message)) else []:
            refused(changed(message, place, node))


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
        Unfit(missing=(1,)),
        Unfit(own=("w" * 201,)),
        Unfit(unset=("w",) * 201),
        Unfit(shapes=(("w", (2,)),)),
        Unfit(shapes=(("w", (2,), (True,)),)),
        Unfit(shapes=(("w", (-1,), ()),)),
        Unfit(shapes=(("w", (1,) * 33, ()),)),
        Unfit(shapes=(("w", (2**40 + 1,), ()),)),
        Unfit(shapes=(("w", [2], ()),)),
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
        read(pack_reply(1, message), unpack_reply)


@given(st.data())
def test_a_damaged_reply_is_a_message_or_a_wire_error(data):
    """Truncated, with a byte changed, or with some put in: never another exception."""
    frame = bytearray(pack_reply(3, data.draw(st.sampled_from(REPLIES))))
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
