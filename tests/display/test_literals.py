from __future__ import annotations

import math
import struct
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from lagrader.display.literals import LONGEST, WIDTH, call_text, literal
from lagrader.wire import Array, Handle, Opaque, Size

WIDE = {
    "float": "float64",
    "bfloat": "float64",
    "complex": "complex128",
    "uint": "int64",
    "int": "int64",
    "bool": "bool",
}


def array(entries, original="float32", kind="tensor", *, requires_grad=False) -> Array:
    wide = "uint64" if original == "uint64" else WIDE[original.rstrip("0123456789")]
    entries = np.asarray(entries, wide)
    return Array(wide, entries.shape, entries.tobytes(), kind, original, requires_grad=requires_grad)


def remade(value) -> Any:
    return eval(literal(value), {"torch": torch})  # noqa: S307  (that it can be is the contract)


def widened(tensor: torch.Tensor) -> bytes:
    wide = {"f": torch.float64, "c": torch.complex128}.get("c" if tensor.is_complex() else "f")
    if not (tensor.is_floating_point() or tensor.is_complex()):
        return tensor.numpy().astype("bool" if tensor.dtype == torch.bool else "i8").tobytes()
    return tensor.detach().to(wide).numpy().tobytes()


# --- single values -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        (True, "True"),
        (7, "7"),
        (2.0, "2.0"),
        (math.inf, 'float("inf")'),
        (-math.inf, 'float("-inf")'),
        (math.nan, 'float("nan")'),
        (1 - 2j, "complex(1.0, -2.0)"),
        ("a'b", '"a\'b"'),
        ((3, 5), "(3, 5)"),
        ((3,), "(3,)"),
        ([1, 2.5], "[1, 2.5]"),
        ({"a": (1,)}, "{'a': (1,)}"),
        (Size((3, 5)), "torch.Size([3, 5])"),
        (Opaque("function", "f"), "..."),
        (Handle("dot_loop", (1, Handle("f", ()))), "dot_loop(1, f())"),
        (array(1.0), "torch.tensor(1.)"),
        (array([0.5, -1.0]), "torch.tensor([0.5, -1.])"),
        (array([[0.1, 1e-5], [1e20, -0.0]]), "torch.tensor([[0.1, 1e-05], [1e+20, -0.]])"),
        (array([1.0, math.nan, -math.inf]), 'torch.tensor([1., float("nan"), float("-inf")])'),
        (array([0.1], "float64"), "torch.tensor([0.1], dtype=torch.float64)"),
        (array([0.1], "bfloat16"), "torch.tensor([0.1], dtype=torch.bfloat16)"),
        (array([1, 2], "int64"), "torch.tensor([1, 2])"),
        (array([1, 2], "int32"), "torch.tensor([1, 2], dtype=torch.int32)"),
        (array(True, "bool"), "torch.tensor(True)"),
        (array([1 + 2j], "complex64"), "torch.tensor([complex(1., 2.)])"),
        (array(np.zeros((0, 3))), "torch.zeros((0, 3))"),
        (array(np.zeros((0, 3)), "int64"), "torch.zeros((0, 3), dtype=torch.int64)"),
        (array([1.0], requires_grad=True), "torch.tensor([1.], requires_grad=True)"),
        (array([1.0], "float64", "array"), "torch.tensor([1.], dtype=torch.float64).numpy()"),
        (array(1, "int64", "scalar"), "torch.tensor(1).numpy()[()]"),
    ],
)
def test_the_text(value, text):
    assert literal(value) == text


@pytest.mark.parametrize("claim", ["int64", "float32); import os", "qint8", ""])
def test_a_claimed_dtype_never_reaches_the_text_unless_it_can_be_true(claim):
    text = literal(Array("float64", (1,), struct.pack("<d", 0.1), original=claim))
    assert text == "torch.tensor([0.1], dtype=torch.float64)"


def test_a_value_that_the_claimed_dtype_cannot_hold_is_written_in_full():
    assert literal(array([0.100000000001])) == "torch.tensor([0.100000000001])"
    assert literal(array([1e300], "float16")) == "torch.tensor([1e+300], dtype=torch.float16)"


shapes = npst.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3)
FLOATS = ["float16", "bfloat16", "float32", "float64", "complex64", "complex128"]
WHOLE = ["bool", "uint8", "int8", "int16", "int32", "int64"]


@given(st.data(), shapes, st.sampled_from(FLOATS + WHOLE))
def test_eval_gives_every_bit_again(data, shape, original):
    dtype = getattr(torch, original)
    entries = data.draw(npst.arrays("u1", (*shape, dtype.itemsize)))
    raw = entries % 2 if original == "bool" else entries
    tensor = torch.from_numpy(raw).view(dtype).reshape(shape) if raw.size else torch.zeros(shape, dtype=dtype)
    # Which NaN it is, no text can say.
    assume(not tensor.is_floating_point() or not tensor.isnan().any())
    assume(not tensor.is_complex() or not torch.view_as_real(tensor).isnan().any())
    wide = "bool" if original == "bool" else WIDE[original.rstrip("0123456789")]
    back = remade(Array(wide, shape, widened(tensor), original=original))
    assert back.dtype == dtype
    assert tuple(back.shape) == shape
    assert widened(back) == widened(tensor)


@given(npst.arrays(np.uint64, shapes))
def test_uint64_too(entries):
    back = remade(array(entries, "uint64"))
    assert back.dtype == torch.uint64
    assert back.numpy().tobytes() == entries.tobytes()


@given(npst.arrays(st.sampled_from(["float32", "float64", "int64", "bool"]), shapes, fill=st.just(0)))
def test_numpy_values_come_back_as_numpy(entries):
    name = str(entries.dtype)
    back = remade(array(entries, name, "array" if entries.shape else "scalar"))
    assert type(back) is (np.ndarray if entries.shape else type(entries[()]))
    assert back.dtype == entries.dtype
    np.testing.assert_array_equal(back, entries)


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=8,
)


@given(plain)
def test_python_values_come_back(value):
    assert repr(remade(value)) == repr(value)


def test_a_size_comes_back_as_one():
    assert isinstance(remade(Size((3, 5))), torch.Size)


# --- calls -------------------------------------------------------------------------------------------------


def test_a_short_call_stands_on_one_line():
    setup, call = call_text("neuron", [array([0.0]), array([0.0]), array(1.0)], ["x", "w", "b"])
    assert setup == ()
    assert call == "neuron(torch.tensor([0.]), torch.tensor([0.]), torch.tensor(1.))"


def test_long_arguments_move_and_short_ones_stay():
    X, W = array(np.arange(60.0).reshape(12, 5)), array(np.arange(20.0).reshape(5, 4))
    setup, call = call_text("layer", [X, W, array([0.5, -1.0])], ["X", "W", "b"])
    assert setup == (f"X = {literal(X)}", f"W = {literal(W)}")
    assert call == "layer(X, W, torch.tensor([0.5, -1.]))"


def test_what_is_too_long_is_cut_and_said_to_be():
    X, b = array(np.zeros((40, 30))), array([0.5])
    assert call_text("layer", [X, b], ["X", "b"]) == (
        ("X = ...  # (40, 30) tensor, too long to show",),
        "layer(X, torch.tensor([0.5]))",
    )
    setup, _ = call_text("layer", [X, b], ["X", "b"], axes={"X": ["batch", "in"]})
    assert setup == ("X = ...  # (batch=40, in=30) tensor, too long to show",)
    setup, _ = call_text("f", [[0.125] * 1000], ["xs"])
    assert setup == ("xs = ...  # a list, too long to show",)


@pytest.mark.parametrize(("length", "shown"), [(LONGEST, True), (LONGEST + 1, False)])
def test_the_longest_that_is_shown(length, shown):
    setup, _ = call_text("f", ["x" * (length - 2)], ["text"])
    assert setup[0].startswith("text = 'x") == shown


def test_the_edge_of_the_width():
    fits, too_long = "x" * (WIDTH - len("f('')")), "x" * (WIDTH - len("f('')") + 1)
    assert call_text("f", [fits], ["text"]) == ((), f"f('{fits}')")
    assert call_text("f", [too_long], ["text"]) == ((f"text = '{too_long}'",), "f(text)")


def test_handles_are_nested_calls():
    a, b = array(np.arange(20.0)), array(np.arange(20.0) + 0.5)
    args = [Handle("dot_loop", (a, b)), Handle("dot_torch", (a, b))]
    setup, call = call_text("dots_match", args, ["x", "y"])
    assert call == "dots_match(dot_loop(a, b), dot_torch(a, b))"
    assert setup == (f"a = {literal(a)}", f"b = {literal(b)}")
    setup, call = call_text("dots_match", args, ["x", "y"], given={"p": a, "q": b})
    assert call == "dots_match(dot_loop(p, q), dot_torch(p, q))"
    assert [line[:4] for line in setup] == ["p = ", "q = "]


def test_no_name_stands_for_two_values():
    long, other = array(np.arange(30.0)), array(np.arange(30.0) + 0.5)
    setup, call = call_text("a", [Handle("b", (long,)), other], ["x", "c"], given={"c": long})
    assert call == "a(b(d), c)"
    assert sorted(setup) == [f"c = {literal(other)}", f"d = {literal(long)}"]


def test_equal_values_inside_handles_share_a_line():
    first, second = array(np.arange(30.0)), array(np.arange(30.0))
    setup, call = call_text("f", [Handle("g", (first,)), Handle("h", (second,))], ["x", "y"])
    assert (len(setup), call) == (1, "f(g(a), h(a))")


arguments = st.one_of(
    plain,
    npst.arrays(np.float32, shapes, elements=st.floats(width=32, allow_nan=False)).map(array),
    st.builds(lambda items: Handle("g", tuple(items)), st.lists(plain | st.just(array(np.arange(30.0))), max_size=3)),
)


@given(st.lists(arguments, max_size=4))
def test_pasted_lines_make_the_same_call(args):
    setup, call = call_text("f", args, [f"x{place}" for place in range(len(args))])
    assume("..." not in "".join(line[:10] for line in setup))
    seen: dict[str, Any] = {"torch": torch, "f": lambda *given: given, "g": lambda *given: ("g", *given)}
    exec("\n".join(setup), seen)  # noqa: S102
    direct = [eval(literal(arg), seen) for arg in args]  # noqa: S307
    assert repr(eval(call, seen)) == repr(tuple(direct))  # noqa: S307
    assert len(call) <= WIDTH or not any(len(literal(arg)) > WIDTH for arg in args if not isinstance(arg, Handle))
