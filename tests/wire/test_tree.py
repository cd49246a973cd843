"""A value comes back as it went, to the last bit; what did not come from us is refused."""

import json
import math
import struct
import time
import tracemalloc

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lagrader.wire import Array, Opaque, Size, WireError
from lagrader.wire.frames import header_text, read_text
from lagrader.wire.tree import (
    MAX_CLAIM,
    MAX_DEPTH,
    MAX_DIMENSIONS,
    MAX_NODES,
    MAX_PAIRS,
    MAX_POSITIONS,
    decode,
    encode,
    possible_shape,
)
from tests.wire.strategies import NESTED, same, values


def there_and_back(value):
    nodes, payload = encode([value])
    (back,) = decode(json.loads(json.dumps(nodes, ensure_ascii=False)), memoryview(payload))
    return back


def refused(node, payload=b""):
    with pytest.raises(WireError):
        decode([node], memoryview(payload))


@given(values)
@example(-0.0)
@example(5e-324)
@example(math.nan)
@example(-math.inf)
@example({True: 1.0, 2: True, "2": Size((2,)), (2,): [()]})
def test_every_value_comes_back_as_it_went(value):
    assert same(there_and_back(value), value)


def test_same_tells_what_plain_equality_does_not():
    for left, right in [(0.0, -0.0), (1, True), (1, 1.0), ((1,), Size((1,))), ((1,), [1]), ({1: 2}, {True: 2})]:
        assert left == right or isinstance(right, list)
        assert not same(left, right)
    assert same(math.nan, math.nan)


@pytest.mark.parametrize("bits", [0x7FEFFFFFFFFFFFFF, 0x0000000000000001, 0x8000000000000000, 0x3FB999999999999A])
def test_floats_keep_their_bits(bits):
    (value,) = struct.unpack("<d", struct.pack("<Q", bits))
    assert struct.pack("<d", there_and_back(value)) == struct.pack("<Q", bits)


def test_what_has_no_place_on_the_wire_is_named():
    with pytest.raises(WireError, match="a set cannot travel"):
        encode([{1}])
    with pytest.raises(WireError, match="4097 bits"):
        encode([1 << 4096])
    with pytest.raises(WireError, match=f"{MAX_PAIRS + 1} pairs"):
        encode([dict.fromkeys(range(MAX_PAIRS + 1))])


def test_subclasses_are_not_taken_for_their_base():
    class Text(str):
        __slots__ = ()

    with pytest.raises(WireError, match="a Text cannot travel"):
        encode([Text("a")])


@pytest.mark.parametrize(("value", "levels"), [*NESTED, (Size((1,)), 1)])
def test_depth_has_one_limit_on_both_sides_for_every_container(value, levels):
    [node], _ = encode([value])
    for _ in range(MAX_DEPTH - levels):
        value, node = [value], ["l", [node]]
    assert same(there_and_back(value), value)
    with pytest.raises(WireError):
        encode([[value]])
    refused(["l", [node]])


def test_a_value_that_contains_itself_ends():
    value = []
    value.append(value)
    with pytest.raises(WireError):
        encode([value])


def test_the_parts_of_all_values_are_counted_together():
    full = [None] * (MAX_NODES - 1)
    nodes, _ = encode([full])
    assert decode(nodes, memoryview(b"")) == [full]
    with pytest.raises(WireError):
        encode([full, None])
    with pytest.raises(WireError):
        decode([*nodes, ["n"]], memoryview(b""))


# --- what is not ours ------------------------------------------------------------------------------------

ARRAY = ["a", "float64", [2], "tensor", "float32", "cpu", False, None]


def changed(place, item):
    return [*ARRAY[:place], item, *ARRAY[place + 1 :]]


def test_the_array_that_the_next_tests_break_is_a_good_one():
    (array,) = decode([ARRAY], memoryview(bytes(16)))
    assert array == Array("float64", (2,), bytes(16))


@pytest.mark.parametrize(
    "node",
    [
        changed(1, "float32"),
        changed(1, 8),
        changed(2, [-2]),
        changed(2, [2.0]),
        changed(2, [True, True]),
        changed(2, [3]),
        changed(2, [2**31]),
        changed(2, [1] * 32 + [2]),
        changed(2, [0, 2**30, 2**30]),
        changed(2, "2"),
        changed(3, "parameter"),
        changed(4, "x" * (MAX_CLAIM + 1)),
        changed(5, None),
        changed(5, "x" * (MAX_CLAIM + 1)),
        changed(6, 0),
        changed(7, 1),
        changed(7, "x" * (MAX_CLAIM + 1)),
        ARRAY[:-1],
        [*ARRAY, None],
    ],
)
def test_a_broken_array_is_refused(node):
    refused(node, bytes(16))


def test_two_arrays_cannot_share_their_bytes():
    """Else a frame of 4 MiB could claim 200,000 arrays of 32 MiB each."""
    with pytest.raises(WireError):
        decode([ARRAY, ARRAY], memoryview(bytes(16)))


def test_bytes_that_belong_to_no_array_are_refused():
    refused(ARRAY, bytes(17))


@pytest.mark.parametrize(
    "node",
    [
        None,
        {},
        [],
        "n",
        ["n", 0],
        ["x"],
        [["n"]],
        ["b", 1],
        ["i", 1],
        ["i", "1.5"],
        ["i", "0x" + "f" * 2000],
        ["i", "f" * 1027],
        ["i", "-0x1" + "0" * 1024],
        ["f", 1.0],
        ["f", "1e5" * 20],
        ["f", "0x1p9999"],
        ["c", "0x0p+0"],
        ["s", None],
        ["z", [["f", "0x0p+0"]]],
        ["z", [["b", True]]],
        ["t", {}],
        ["d", [[["n"]]]],
        ["d", [[["n"], ["n"], ["n"]]]],
        ["d", [[["n"], ["n"]], [["n"], ["n"]]]],
        ["d", [[["i", "0x1"], ["n"]], [["b", True], ["n"]]]],
        ["d", [[["l", []], ["n"]]]],
        ["d", [[["t", [["d", []]]], ["n"]]]],
        ["o", "a", "b"],
        ["o", "a" * (MAX_CLAIM + 1), "", ""],
        ["o", "", "a" * (MAX_CLAIM + 1), ""],
        ["o", "", "", "a" * (MAX_CLAIM + 1)],
        ["h", "f", []],
    ],
)
def test_a_broken_node_is_refused(node):
    refused(node)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from("nbifcsztldaoh"),
    lambda inner: st.lists(inner, max_size=9) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=30,
)
tags = st.sampled_from("nbifcsztldaoh")
likely_nodes = st.recursive(
    st.tuples(tags, st.text(max_size=4)).map(list) | tags.map(lambda tag: [tag]) | st.just(ARRAY),
    lambda inner: st.tuples(tags, st.lists(inner, max_size=4)).map(list),
    max_leaves=20,
)


@given(json_values | likely_nodes, st.binary(max_size=40))
@example(["a", "float64", [2], "tensor", "float32", "cpu", False, None], bytes(16))
def test_any_json_is_a_value_or_a_wire_error(node, payload):
    try:
        (value,) = decode([node], memoryview(payload))
    except WireError:
        return
    nodes, bytes_again = encode([value])
    assert bytes(bytes_again) == payload
    assert same(decode(read_text(header_text(nodes)), memoryview(payload))[0], value)


def test_keys_that_collide_cannot_hold_up_the_reader():
    """Whole multiples of 2**61 - 1 all hash to 0; a dict of 100,000 of them takes minutes to build."""
    pairs = [[["i", hex(k * (2**61 - 1))], ["n"]] for k in range(1, MAX_PAIRS + 1)]
    many = ["l", [["d", pairs]] * 380]
    before = time.process_time()
    decode([many], memoryview(b""))
    assert time.process_time() - before < 10
    refused(["d", [*pairs, [["i", "0x1"], ["n"]]]])


def test_a_small_frame_cannot_make_a_large_value():
    node = ["l", [changed(2, [0])] * 10_000]
    tracemalloc.start()
    try:
        decode([node], memoryview(b""))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 10_000_000


@given(st.lists(st.integers(-1, 2**33), max_size=40))
def test_a_possible_shape_can_be_read_by_numpy(shape):
    import numpy as np

    if possible_shape(shape) and (not shape or math.prod(shape) == 0):
        entries = math.prod(shape)
        assert np.zeros(entries, np.complex128).reshape(shape).shape == tuple(shape)


def test_the_words_of_an_opaque_value_come_back():
    assert there_and_back(Opaque("set", "", "why")) == Opaque("set", "", "why")


def test_claims_of_just_the_length_that_is_allowed_arrive():
    claim = "x" * MAX_CLAIM
    for value in (Opaque(claim, claim, claim), Array("float64", (), bytes(8), "tensor", claim, claim, False, claim)):
        assert there_and_back(value) == value


def test_a_possible_shape_is_possible_up_to_its_limits():
    for good in [(1,) * MAX_DIMENSIONS, (MAX_POSITIONS,), (0, MAX_POSITIONS), ()]:
        assert possible_shape(good)
    for bad in [(1,) * (MAX_DIMENSIONS + 1), (MAX_POSITIONS + 1,), (0, MAX_POSITIONS + 1), (0, -1), (-1, -1)]:
        assert not possible_shape(bad)
    assert MAX_POSITIONS < 2**63 / 16  # NumPy counts the bytes of complex numbers in an int64


def test_what_can_be_a_key_arrives_as_one():
    value = {Array("bool", (), b"\x01"): 1, Opaque("set"): 2}
    assert there_and_back(value) == value
