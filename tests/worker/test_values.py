"""Values cross as they are: widened without loss, or refused with a reason, whatever a learner's class does."""

import enum
import math
import struct
import warnings
from typing import NamedTuple

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lagrader.wire import Array, Handle, Opaque, Returned, Size, pack_reply
from lagrader.worker.values import (
    DEPTH_LIMIT,
    ENTRY_LIMIT,
    ITEM_LIMIT,
    NAME_LIMIT,
    TEXT_LIMIT,
    build,
    changed_inputs,
    widen,
)


def numbers(array):
    return np.frombuffer(array.data, np.dtype(array.dtype).newbyteorder("<")).reshape(array.shape).tolist()


def built(value, *, wide=False):
    return build(value, "cpu", wide, lambda handle: handle.function)


def array(dtype, original, entries, shape=None):
    data = np.asarray(entries, dtype)
    return Array(dtype, data.shape if shape is None else shape, data.tobytes(), "tensor", original)


# --- outward: tensors ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dtype", "wide"),
    [
        *((name, "float64") for name in ("float64", "float32", "float16", "bfloat16", "float8_e4m3fn")),
        *((name, "int64") for name in ("int64", "int32", "int16", "int8", "uint8", "uint16", "uint32")),
        ("uint64", "uint64"),
        ("bool", "bool"),
        ("complex64", "complex128"),
        ("complex128", "complex128"),
    ],
)
def test_every_dtype_is_widened_and_remembered(dtype, wide):
    tensor = torch.tensor([0.0, 1.0]).to(getattr(torch, dtype))
    assert widen(tensor) == array(wide, dtype, [0, 1])


def test_complex32_too():
    with warnings.catch_warnings(action="ignore"):  # torch calls it experimental
        tensor = torch.tensor([1 + 2j]).to(torch.complex32)
    assert widen(tensor) == array("complex128", "complex32", [1 + 2j])


def test_the_largest_whole_numbers_are_exact():
    assert numbers(widen(torch.tensor([2**64 - 1], dtype=torch.uint64))) == [2**64 - 1]
    assert numbers(widen(torch.tensor([-(2**63), 2**53 + 1]))) == [-(2**63), 2**53 + 1]


@given(st.lists(st.floats(width=32), max_size=5))
def test_floats_keep_their_bits(entries):
    data = widen(torch.tensor(entries, dtype=torch.float32)).data
    assert struct.pack(f"<{len(entries)}d", *entries) == data or any(map(math.isnan, entries))


@pytest.mark.parametrize("shape", [(), (0,), (3, 0, 2), (1, 1), (2, 3)])
def test_shapes(shape):
    assert widen(torch.ones(shape)).shape == shape


def test_memory_in_any_order_is_read_in_rows():
    square = torch.arange(6.0).reshape(2, 3)
    assert numbers(widen(square.T)) == [[0, 3], [1, 4], [2, 5]]
    assert numbers(widen(square[:, ::2])) == [[0, 2], [3, 5]]
    assert numbers(widen(square.flip(0))) == [[3, 4, 5], [0, 1, 2]]
    assert numbers(widen(torch.ones(1).expand(2, 2))) == [[1, 1], [1, 1]]
    assert numbers(widen(torch.ones(1, 1).as_strided((1, 1), (999, 7)))) == [[1]]
    assert numbers(widen(torch.arange(4.0).as_strided((3, 2), (1, 1)))) == [[0, 1], [1, 2], [2, 3]]


def test_lazy_signs_are_carried_out():
    z = torch.tensor([1 + 2j])
    assert numbers(widen(z.conj())) == [1 - 2j]
    assert numbers(widen(z.conj().imag)) == [-2.0]
    assert numbers(widen(torch._neg_view(torch.ones(2)))) == [-1.0, -1.0]
    assert numbers(widen(torch._efficientzerotensor((2,)))) == [0.0, 0.0]


def test_the_graph_is_a_claim_and_nothing_more():
    leaf = torch.ones(2, requires_grad=True)
    assert (widen(leaf).requires_grad, widen(leaf).grad_fn) == (True, None)
    summed = widen((leaf * 2).sum())
    assert (summed.requires_grad, summed.grad_fn, numbers(summed)) == (True, "SumBackward0", 4.0)
    parameter = torch.nn.Parameter(torch.ones(2))
    assert widen(parameter) == widen(leaf)


def test_a_node_of_the_learners_own_cannot_speak():
    class Twice(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        def name(self):
            raise RuntimeError

    assert widen(Twice.apply(torch.ones(1, requires_grad=True))).grad_fn == "TwiceBackward"


def test_inference_tensors():
    with torch.inference_mode():
        assert numbers(widen(torch.ones(2))) == [1.0, 1.0]
        inside = torch.ones(2)
    assert numbers(widen(inside)) == [1.0, 1.0]


# --- outward: tensors that cannot be read ----------------------------------------------------------------


def freed():
    tensor = torch.ones(4)
    tensor.untyped_storage().resize_(0)
    return tensor


def out_of_bounds():
    tensor = torch.ones(4)
    view = tensor[2:]
    tensor.untyped_storage().resize_(8)
    return view


def fake():
    from torch._subclasses.fake_tensor import FakeTensorMode

    with FakeTensorMode():
        return torch.ones(2)


def escaped(transform):
    kept = []
    transform(lambda x: (kept.append(x), x * x)[1])
    return kept[0]


def nested():
    return torch.nested.nested_tensor([torch.ones(2), torch.ones(3)])


UNREADABLE = {
    "sparse": (lambda: torch.eye(2).to_sparse(), "its layout is sparse_coo"),
    "csr": (lambda: torch.eye(2).to_sparse_csr(), "its layout is sparse_csr"),
    "mkldnn": (lambda: torch.eye(2).to_mkldnn(), "its layout is _mkldnn"),
    "nested": (nested, "it is nested"),
    "quantized": (lambda: torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8), "it is quantized"),
    "meta": (lambda: torch.ones(2, device="meta"), "it is on the device meta"),
    "fake": (fake, "it is a fake tensor"),
    "freed": (freed, "its memory was freed"),
    "cut": (out_of_bounds, "its memory was freed"),
    "terabytes": (lambda: torch.ones(1).expand(2**20, 2**20), f"it has {2**40} entries"),
    "too many": (lambda: torch.ones(1).expand(ENTRY_LIMIT + 1), f"it has {ENTRY_LIMIT + 1} entries"),
    "40 axes": (lambda: torch.ones((1,) * 40), "its shape has 40 dimensions"),
    "no entries, long axes": (lambda: torch.empty(0, 2**20, 2**21), "its shape is too large"),
    "vmap": (lambda: escaped(lambda f: torch.vmap(f)(torch.ones(2))), "it is a tracer of a torch.func transform"),
    "grad": (lambda: escaped(lambda f: torch.func.grad(f)(torch.tensor(1.0))), "it is a tracer of a torch.func"),
}


@pytest.mark.parametrize("name", UNREADABLE)
@pytest.mark.filterwarnings("ignore")
def test_a_tensor_that_cannot_be_read_says_why(name):
    make, reason = UNREADABLE[name]
    said = widen(make())
    assert isinstance(said, Opaque)
    assert said.reason.startswith(reason)
    pack_reply(1, Returned(said))


@pytest.mark.parametrize("entries", [ENTRY_LIMIT, ENTRY_LIMIT // 2])
def test_the_largest_tensors_pass(entries):
    assert len(widen(torch.ones(entries)).data) == 8 * entries


def test_many_large_views_of_nothing_are_not_made_whole():
    view = torch.ones(1).expand(ENTRY_LIMIT)
    assert widen([view] * 1000) == Opaque("list", reason="it holds too many numbers")


# --- outward: subclasses ---------------------------------------------------------------------------------


class Plain(torch.Tensor):
    pass


class Loud(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        raise RuntimeError("called")


class Liar(torch.Tensor):
    shape = (7, 7)
    dtype = torch.float64
    requires_grad = property(lambda self: 1 / 0)
    grad_fn = "a text"
    device = "everywhere"
    is_cpu = False

    def numel(self):
        return 0

    def detach(self):
        return None

    def is_conj(self):
        raise ValueError


class Wrapper(torch.Tensor):
    @staticmethod
    def __new__(cls):
        return torch.Tensor._make_wrapper_subclass(cls, (2,))

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        return Wrapper()


@pytest.mark.parametrize("kind", [Plain, Loud, Liar])
def test_a_subclass_is_read_as_the_tensor_that_it_is(kind):
    tensor = torch.Tensor._make_subclass(kind, torch.ones(2))
    assert widen(tensor) == array("float64", "float32", [1, 1])


def test_a_subclass_that_keeps_its_values_to_itself():
    assert widen(Wrapper()) == Opaque("Wrapper", reason="its class keeps its values to itself")


def test_a_default_device_or_mode_that_was_left_behind_changes_nothing():
    class Mode(torch.overrides.TorchFunctionMode):
        def __torch_function__(self, func, types, args=(), kwargs=None):
            raise RuntimeError("called")

    with Mode():
        assert numbers(widen(_ONES)) == [1.0, 1.0]
        assert built(array("float64", "float32", [1.0])).__class__ is torch.Tensor


_ONES = torch.ones(2)


# --- outward: NumPy --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "wide"),
    [
        (np.float16([1.5]), "float64"),
        (np.longdouble([1.5]), "float64"),
        (np.uint8([1]), "uint64"),
        (np.int16([-1]), "int64"),
        (np.array([True]), "bool"),
        (np.complex64([1j]), "complex128"),
        (np.array([1.5, 2.5], ">f4"), "float64"),
    ],
)
def test_arrays_are_widened(value, wide):
    widened = widen(value)
    assert (widened.kind, widened.dtype, widened.shape) == ("array", wide, value.shape)
    assert numbers(widened) == value.tolist()


def test_scalars_are_told_from_arrays():
    for value in (np.float64(0.5), np.float32(0.5), np.int8(3), np.bool_(True), np.complex128(1j)):
        widened = widen(value)
        assert (widened.kind, widened.original, widened.shape) == ("scalar", str(value.dtype), ())
        assert numbers(widened) == value
    assert widen(np.array(0.5)).kind == "array"
    assert widen(np.str_("b")) == "b"


@pytest.mark.parametrize(
    "value",
    [
        np.array([object()]),
        np.zeros(1, [("a", "f4")]),
        np.array(["a"]),
        np.array(["2026-01-01"], "M8[D]"),
        np.bytes_(b"x"),
        np.void(b"x"),
        np.array([None]),
    ],
)
def test_arrays_of_something_else_are_refused(value):
    said = widen(value)
    assert isinstance(said, Opaque)
    assert said.reason.startswith("its dtype is ")


def test_arrays_have_the_same_limits():
    assert widen(np.broadcast_to(1.0, (2**20, 2**20))).reason == f"it has {2**40} entries"
    assert widen(np.ones((1,) * 40)).reason == "its shape has 40 dimensions"
    assert numbers(widen(np.arange(6).reshape(2, 3).T)) == [[0, 3], [1, 4], [2, 5]]


def test_a_longdouble_over_the_range_is_infinite_and_silent():
    assert numbers(widen(np.longdouble("1e4000"))) in (math.inf, pytest.approx(math.inf))


class LoudArray(np.ndarray):
    def __array_finalize__(self, obj):
        pass

    def astype(self, *args, **kwargs):
        raise RuntimeError

    dtype = property(lambda self: 1 / 0)


def test_an_array_subclass_is_read_as_the_array_that_it_is():
    assert numbers(widen(np.ones(2).view(LoudArray))) == [1.0, 1.0]


# --- outward: Python -------------------------------------------------------------------------------------


class Whole(int):
    __slots__ = ()

    def __pos__(self):
        return 7

    __int__ = __index__ = __hash__ = __eq__ = __abs__ = lambda self: 1 / 0


class Real(float):
    __slots__ = ()

    def __pos__(self):
        return 7.0

    __float__ = hex = __repr__ = lambda self: 1 / 0


class Text(str):
    __slots__ = ()

    __str__ = __len__ = __getitem__ = encode = lambda self, *_: 1 / 0


class Row(list):
    def __iter__(self):
        raise RuntimeError

    def __len__(self):
        return 10**9


class Table(dict):
    def items(self):
        raise RuntimeError

    def __len__(self):
        return 0


class Point(NamedTuple):
    x: int
    y: int


class Pair(tuple):
    __slots__ = ()

    def __iter__(self):
        while True:
            yield 1


def test_subclasses_are_reduced_by_their_base_and_never_asked():
    assert (widen(Whole(3)), type(widen(Whole(3)))) == (3, int)
    assert (widen(Real(0.5)), type(widen(Real(0.5)))) == (0.5, float)
    assert (widen(Text("ab")), type(widen(Text("ab")))) == ("ab", str)
    assert widen(Row([1, Whole(2)])) == [1, 2]
    assert widen(Table({"a": 1})) == {"a": 1}
    assert widen(Pair((1, 2))) == (1, 2)
    assert type(widen(Point(1, 2))) is tuple
    assert widen(enum.IntEnum("Colour", "RED").RED) == 1


def test_sizes_tuples_and_lists_are_told_apart():
    assert type(widen(torch.Size((1, 2)))) is Size
    assert type(widen((1, 2))) is tuple
    assert type(widen([1, 2])) is list
    assert widen(True) is True
    assert type(widen(1)) is int


def test_large_numbers_and_texts():
    assert widen(2**4096 - 1) == 2**4096 - 1
    assert widen(2**4096) == Opaque("int", reason="it is a whole number of 4097 bits")
    assert widen("x" * (TEXT_LIMIT + 1)) == "x" * TEXT_LIMIT + " …"


class Disguised:
    __class__ = torch.Tensor


class Raising:
    @property
    def __class__(self):
        raise LookupError

    def __getattr__(self, name):
        raise LookupError

    def __repr__(self):
        raise LookupError


class Meta(type):
    __name__ = property(lambda cls: 1 / 0)
    __module__ = property(lambda cls: 1 / 0)

    def __subclasscheck__(cls, other):
        return True

    def __instancecheck__(cls, other):
        return True


class Strange(metaclass=Meta):
    pass


def test_anything_else_is_its_types_name():
    # Not parametrized: pytest itself asks such values for their class.
    for value, said in [
        (Disguised(), Opaque("Disguised")),
        (Raising(), Opaque("Raising")),
        (Strange(), Opaque("Strange")),
        (Strange, Opaque("Meta")),
        ((x for x in []), Opaque("generator")),
        (range(3), Opaque("range")),
        ({1}, Opaque("set")),
        (b"x", Opaque("bytes")),
        (len, Opaque("builtin_function_or_method", "len")),
        (widen, Opaque("function", "widen")),
        (torch, Opaque("module", "torch")),
        (Disguised, Opaque("type", "Disguised")),
        (torch.float32, Opaque("dtype")),
        (NotImplemented, Opaque("NotImplementedType")),
    ]:
        found = widen(value)
        assert found == said


def test_names_are_cut():
    long = type("x" * 5000, (), {})
    assert widen(long()).type == "x" * NAME_LIMIT
    assert widen(long).text == "x" * NAME_LIMIT

    def named():
        pass

    named.__name__ = "y" * 5000
    assert widen(named).text == "y" * NAME_LIMIT


# --- outward: containers without end ---------------------------------------------------------------------


def deep(depth):
    value = 1
    for _ in range(depth):
        value = (value,)
    return value


def cyclic_list():
    value = []
    value.append(value)
    return value


def cyclic_dict():
    value = {}
    value["self"] = [value]
    return value


def bushy():
    """Two times itself on each of many floors: 2**19 parts of 20 objects."""
    value = 1
    for _ in range(DEPTH_LIMIT - 1):
        value = [value] * 2
    return value


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (deep(DEPTH_LIMIT + 1), "it is nested too deeply"),
        (cyclic_list(), "it contains itself"),
        (cyclic_dict(), "it contains itself"),
        (bushy(), "it has too many parts"),
        ([None] * (ITEM_LIMIT + 1), f"it holds {ITEM_LIMIT + 1} items"),
        (dict.fromkeys(range(5000)), "it holds 5000 pairs"),
    ],
)
def test_a_value_without_end_is_refused_as_a_whole(value, reason):
    assert widen(value).reason == reason


def test_what_passes_can_be_packed():
    for value in (deep(DEPTH_LIMIT), [None] * 90_000, [[0.1] * 300] * 300):
        widened = widen(value)
        assert widened == value
        pack_reply(1, Returned(widened))


def test_one_object_at_two_places_is_no_cycle():
    part = [1]
    assert widen([part, part]) == [[1], [1]]


def test_keys_of_a_dict():
    assert widen({(1, "a"): 1, None: 2, 2.5: 3}) == {(1, "a"): 1, None: 2, 2.5: 3}
    (key,) = widen({frozenset(): 1})
    assert key == Opaque("frozenset")


def test_an_object_whose_iteration_is_not_its_own_never_runs():
    """What a class raises from the parts that are asked of it stays inside."""

    class Bad(dict):
        def __hash__(self):
            raise RuntimeError

    assert widen([Bad(), Bad()]) == [{}, {}]


# --- inward ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dtype", "original"),
    [
        ("float64", "float32"),
        ("float64", "bfloat16"),
        ("float64", "float64"),
        ("int64", "int32"),
        ("uint64", "uint8"),
        ("uint64", "uint64"),
        ("bool", "bool"),
        ("complex128", "complex64"),
    ],
)
@pytest.mark.parametrize("shape", [(), (1,), (2, 3), (0,), (2, 0)])
def test_inputs_are_built_with_their_dtype_and_shape(dtype, original, shape):
    value = array(dtype, original, np.ones(shape), shape)
    tensor = built(value)
    assert (str(tensor.dtype), tensor.shape, tensor.is_leaf) == (f"torch.{original}", shape, True)
    assert not tensor.requires_grad
    back = widen(tensor)
    assert (numbers(back), back.shape) == (numbers(value), shape)


def test_the_exact_run_keeps_float64():
    assert built(array("float64", "float32", [0.1]), wide=True).dtype == torch.float64
    assert built(array("int64", "int32", [1]), wide=True).dtype == torch.int32
    assert built(array("complex128", "complex64", [1j]), wide=True).dtype == torch.complex64


def test_every_input_is_fresh_and_its_own():
    value = array("float64", "float64", [1.0, 2.0])
    first, second = built([value, value])
    first.add_(1)
    first.resize_(100)
    assert second.tolist() == [1.0, 2.0]
    assert built(value).tolist() == [1.0, 2.0]


@pytest.mark.parametrize("original", ["float4_e2m1fn_x2", "qint8", "no such dtype", "__class__"])
def test_a_claim_that_is_no_dtype_of_inputs_builds_the_wide_one(original):
    assert built(array("float64", original, [1.0])).dtype == torch.float64


def test_arrays_and_scalars_of_numpy():
    for original in ("float32", "float16", "float64"):
        plain = built(Array("float64", (1,), np.float64([0.5]).tobytes(), "array", original))
        assert (type(plain), plain.dtype, plain.tolist()) == (np.ndarray, np.dtype(original), [0.5])
        plain += 1
    scalar = built(Array("int64", (), np.int64(3).tobytes(), "scalar", "int8"))
    assert (type(scalar), scalar) == (np.int8, 3)
    strange = built(Array("float64", (1,), np.float64([0.5]).tobytes(), "array", "bfloat16"))
    assert strange.dtype == np.float64


def test_containers_keep_their_kind():
    value = ((1, [2.0]), Size((1, 2)), {"a": (None, True)}, Handle("f", ()))
    made = built(value)
    assert made == ((1, [2.0]), torch.Size((1, 2)), {"a": (None, True)}, "f")
    assert type(made[1]) is torch.Size


# --- inputs after a call ---------------------------------------------------------------------------------

X = array("float64", "float32", [1.0, 2.0])
PLAIN = [None, True, 7, 0.5, math.inf, math.nan, 1j, "text", (), (1, (2.0,)), [1, [2.0]], {"a": [1]}, Size((2, 3))]
ARRAYS = [
    X,
    array("int64", "int64", [[1, 2], [3, 4]]),
    array("bool", "bool", [True]),
    array("float64", "float16", []),
    array("float64", "bfloat16", 3.0),
    array("complex128", "complex64", [1j]),
    Array("float64", (2,), bytes(16), "array", "float32"),
]


@pytest.mark.parametrize("sent", [*PLAIN, *ARRAYS], ids=repr)
def test_inputs_that_nobody_touched_have_not_changed(sent):
    for others in ((), ([1],)):  # beside a list everything is looked at closely
        inputs = (sent, X, *others)
        assert changed_inputs(inputs, tuple(map(built, inputs))) == ()


@pytest.mark.parametrize(
    "touch",
    [
        lambda x: x.requires_grad_(),
        lambda x: x.add_(1).sub_(1),
        lambda x: x.requires_grad_().sum().backward(),
        lambda x: x.swapaxes_(0, 0),
    ],
)
def test_what_leaves_the_numbers_as_they_are_is_no_change(touch):
    x = built(X)
    touch(x)
    assert changed_inputs((X,), (x,)) == ()


@pytest.mark.parametrize(
    ("touch", "after"),
    [
        (lambda x: x.add_(1), [2.0, 3.0]),
        (lambda x: x.numpy().__setitem__(0, 9.0), [9.0, 2.0]),
        (lambda x: setattr(x, "data", torch.ones(2)), [1.0, 1.0]),
        (lambda x: setattr(x, "data", torch.ones(3)), [1.0, 1.0, 1.0]),
        (lambda x: setattr(x, "data", torch.tensor([1.0, 2.0], dtype=torch.float64)), [1.0, 2.0]),
        (lambda x: x.resize_(1), [1.0]),
        (lambda x: x.unsqueeze_(0), [[1.0, 2.0]]),
    ],
)
def test_what_was_changed_comes_back_with_the_others(touch, after):
    x, y = built(X), built(X)
    touch(x)
    changed, same = changed_inputs((X, X), (x, y))
    assert numbers(changed) == after
    assert numbers(same) == [1.0, 2.0]


def test_an_input_whose_memory_is_gone_has_changed():
    x = built(X)
    x.untyped_storage().resize_(0)
    (changed,) = changed_inputs((X,), (x,))
    assert changed == Opaque("Tensor", reason="its memory was freed")


def test_lists_and_what_is_in_them():
    sent = ([X, 1], {"a": X}, X)
    inputs = [built(value) for value in sent]
    assert changed_inputs(sent, inputs) == ()
    inputs[0].append(2)
    assert changed_inputs(sent, inputs)[0] == [X, 1, 2]
    inputs = [built(value) for value in sent]
    inputs[1]["a"].zero_()
    assert numbers(changed_inputs(sent, inputs)[1]["a"]) == [0.0, 0.0]
