"""Values, nodes and frames for Hypothesis; a message of each kind; when two values are the same to the last bit."""

from __future__ import annotations

import math

from hypothesis import strategies as st

from lagrader.wire import (
    Absent,
    Array,
    Call,
    Devices,
    Found,
    Handle,
    Load,
    Loaded,
    Opaque,
    Raised,
    Read,
    Ready,
    Recipe,
    Returned,
    Rig,
    Sample,
    Setup,
    Size,
    Unfit,
)

ITEM_BYTES = {"float64": 8, "int64": 8, "uint64": 8, "bool": 1, "complex128": 16}

integers = st.integers(-(2**4096) + 1, 2**4096 - 1) | st.integers(-2, 2)
# Hypothesis leaves surrogates out unless they are asked for; two of them that would make a pair are the hard case.
texts = st.text(st.characters(codec=None), max_size=20) | st.sampled_from(["\ud800", "\ud83d\ude00", "\x00", '"\\'])
complexes = st.builds(complex, st.floats(), st.floats())
sizes = st.lists(st.integers(0, 2**40), max_size=5).map(Size)


@st.composite
def arrays(draw: st.DrawFn) -> Array:
    dtype = draw(st.sampled_from(sorted(ITEM_BYTES)))
    shape = tuple(draw(st.lists(st.integers(0, 4), max_size=4)))
    length = math.prod(shape) * ITEM_BYTES[dtype]
    return Array(
        dtype,
        shape,
        draw(st.binary(min_size=length, max_size=length)),
        draw(st.sampled_from(["tensor", "array", "scalar"])),
        draw(texts),
        draw(texts),
        draw(st.booleans()),
        draw(st.none() | texts),
    )


opaques = st.builds(Opaque, texts, texts, texts)
hashables = st.none() | st.booleans() | integers | st.floats(allow_nan=False) | texts | sizes
leaves = hashables | st.floats() | complexes | arrays() | opaques


def _containers(inner: st.SearchStrategy) -> st.SearchStrategy:
    lists = st.lists(inner, max_size=4)
    return lists | lists.map(tuple) | st.dictionaries(hashables, inner, max_size=4)


values = st.recursive(leaves, _containers, max_leaves=12)
# Values, and how many levels stand in them below their own.
NESTED = [
    ((1,), 1),
    (((1,),), 2),
    ([1], 1),
    ([[1]], 2),
    ({0: [1]}, 2),
    ({(1,): 0}, 2),
]
handles = st.builds(Handle, texts, st.lists(values, max_size=3).map(tuple))


# One message of each kind.
REQUESTS = [
    Setup((("m", "m.py", "x = 1\n"),), "cuda:0", 7),
    Load("m", (10.0, 60.0)),
    Read("m", "VALUE"),
    Call("m", "f", (1.0, Handle("g", (Array("bool", (1,), b"\x01"),))), widen=True, rig=Rig("count", "mm").as_wire()),
    Call("m", "Net", (1.0, 2), recipe=Recipe((3, 0.5, True), (("first.weight", 1),), "forward").as_wire()),
    Devices(),
]
REPLIES = [
    Ready({"session": "active"}),
    Loaded(),
    Sample((("m.py", 3, "f"), ("m.py", 9, "g")), (9, 8), (("i", 0, "same"), ("x", 0.5, "up"), ("ok", True, "once"))),
    Returned(Size((1, 2)), (None,), (-0.0,), (("dot", 3),), 4),
    Raised("call", "ValueError", "no", ("ValueError", "Exception"), (("m.py", 3, "f"),), "(a)", "", (1,)),
    Absent("f", "float", ("g", "h")),
    Unfit("", ("b",), ("b",), (("w", (2, 3), ()),), ("w", "c"), ("c",)),
    Found(("cpu",), "2.13.0", {"cuda_build": None}),
]


def same(left: object, right: object) -> bool:
    """Whether two values are equal in every type and every bit: 0.0 is not -0.0, True is not 1, NaN is NaN."""
    if type(left) is not type(right):
        return False
    match left:
        case float():
            return left.hex() == right.hex()
        case complex():
            return same(left.real, right.real) and same(left.imag, right.imag)
        case tuple() | list():
            return len(left) == len(right) and all(map(same, left, right))
        case dict():
            return same([*left], [*right]) and same([*left.values()], [*right.values()])
        case Handle():
            return same(left.function, right.function) and same(left.args, right.args)
    return left == right
