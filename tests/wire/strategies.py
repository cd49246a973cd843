"""Values, nodes and frames for Hypothesis, and what it means that two values are the same to the last bit."""

from __future__ import annotations

import math

from hypothesis import strategies as st

from lagrader.wire import Array, Handle, Opaque, Size

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
handles = st.builds(Handle, texts, st.lists(values, max_size=3).map(tuple))


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
