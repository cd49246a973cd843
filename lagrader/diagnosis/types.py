"""The wrong kind of thing came back: a list for a tensor, several numbers for one, a function that wasn't called."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

import numpy as np

from lagrader.comparison import MOST_SIZES, sizes
from lagrader.diagnosis.evidence import close
from lagrader.diagnosis.interface import Context, Sample
from lagrader.diagnosis.source import attributes, returned_nodes
from lagrader.diagnosis.values import (
    arrays,
    counted,
    failing,
    numbers,
    pairs,
    passing,
    results,
    returned,
    shape_text,
    smallest,
)
from lagrader.harmless import harmless_line
from lagrader.results import Feedback
from lagrader.tolerance import BASE
from lagrader.wire import Array, Opaque, Value

SIMILAR = frozenset({"array", "scalar"})

DTYPE_ADVICE = {
    "int64": "tensors made of whole numbers, // and .long() give whole numbers; write 2.0 for 2, or call .float()",
    "float64": "Python floats inside NumPy, .double() and dtype=torch.float64 give it; .to(x.dtype) takes over the "
    "dtype of an input x",
    "float16": ".half() gives it, and keeps three digits only; leave it out",
    "bfloat16": ".bfloat16() gives it, and keeps two digits only; leave it out",
    "bool": "a comparison such as x > 0 gives truth values, not numbers",
    "float32": "a tensor made without dtype gives it; .to(x.dtype) takes over the dtype of an input x",
}


def tuple_of_one(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """A tuple of one, with what was asked for in it: made by a comma, or by a function that gives one."""
    if context.returns in ("tuple", "shape"):
        return None
    if not _all(samples, lambda value: isinstance(value, tuple) and len(value) == 1):
        return None
    for sample in failing(samples):
        reply = returned(sample)
        inner, expected = numbers(reply.value[0]) if reply else None, numbers(sample.expected)  # type: ignore[index]
        if inner is None or expected is None or not close(inner, expected, sample.tolerance):
            return None
    text = f"{context.function} returns a tuple with the result in it"
    nodes = [node for node in returned_nodes(context) or () if node is not None]
    if any(isinstance(node, ast.Tuple) for node in nodes):
        return Feedback("TRAILING_COMMA", f"{text}: the comma after return's value makes one.")
    if "grad" in attributes(context):
        text += ", as torch.autograd.grad gives it: one gradient for each input that it is asked about"
    return Feedback("TUPLE_OF_ONE", f"{text}. [0] behind it takes the result out.")


def right_numbers(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """The right numbers in something that is no tensor."""
    if context.returns != "tensor" or not _all(samples, _no_tensor):
        return None
    found = pairs(failing(samples))
    if found is None or not all(_equal(pair.actual, pair.expected, pair.sample) for pair in found):
        return None
    return _not_tensor(samples, context)


def _equal(actual: object, expected: object, sample: Sample) -> bool:
    assert isinstance(actual, np.ndarray)
    assert isinstance(expected, np.ndarray)
    return close(actual, expected, sample.tolerance)


def wrong_dtype(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """The right entries, as far as their dtype can hold them, and the wrong dtype: the same one in all cases."""
    kinds = {_dtypes(sample) for sample in failing(samples)}
    if None in kinds or len({kind[1] for kind in kinds if kind}) != 1:
        return None
    if any(_dtypes(sample) in kinds for sample in passing(samples)):
        return None
    if not all(_as_far_as_it_holds(sample) for sample in failing(samples)):
        return None
    pair = _dtypes(smallest(failing(samples)))
    assert pair is not None
    expected, actual = pair
    text = f"{context.function} returns {harmless_line(actual)} where {harmless_line(expected)} is expected"
    advice = DTYPE_ADVICE.get("int64" if actual.startswith(("int", "uint")) else actual)
    return Feedback("WRONG_DTYPE", f"{text}: {advice}." if advice else f"{text}.")


def _dtypes(sample: Sample) -> tuple[str, str] | None:
    """Return (expected, actual) where both are tensors of one shape and their dtypes differ."""
    reply = returned(sample)
    value, given = reply.value if reply else None, sample.given
    if not isinstance(value, Array) or not isinstance(given, Array) or value.kind != "tensor":
        return None
    return (given.original, value.original) if value.shape == given.shape and value.original != given.original else None


def _as_far_as_it_holds(sample: Sample) -> bool:
    reply = returned(sample)
    value = reply.value if reply else None
    assert isinstance(value, Array)
    expected, actual = numbers(sample.expected), numbers(value)
    if value.dtype == "bool":
        return True
    if expected is None or actual is None or expected.shape != actual.shape:
        return False
    if value.dtype in ("int64", "uint64"):
        return any(close(actual, change(expected), sample.tolerance) for change in (np.trunc, np.round, np.floor))
    base = BASE.get(value.original, sample.tolerance)
    coarser = base if base.rtol > sample.tolerance.rtol else sample.tolerance
    return close(actual, expected, coarser)


def wrong_device(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """The right entries on another device than the one that the inputs are on."""
    devices = {_device(sample) for sample in failing(samples)}
    wanted = context.device.partition(":")[0]
    if len(devices) != 1 or None in devices or wanted in devices:
        return None
    if any(_device(sample) in devices for sample in passing(samples)):
        return None
    found = pairs(failing(samples))
    if found is None or not all(close(pair.actual, pair.expected, pair.sample.tolerance) for pair in found):
        return None
    other = harmless_line(str(devices.pop()))
    text = f"{context.function} returns a tensor on {other}; its inputs are on {wanted}: compute where the inputs are."
    return Feedback("WRONG_DEVICE", text)


def _device(sample: Sample) -> str | None:
    reply = returned(sample)
    value = reply.value if reply else None
    return value.device.partition(":")[0] if isinstance(value, Array) and value.kind == "tensor" else None


def wrong_type(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """Whatever the numbers in it are: the kind of thing is wrong in every failing case."""
    judge = {
        "tensor": _not_tensor,
        "number": _not_number,
        "bool": _not_bool,
        "shape": _not_shape,
        "tuple": _not_tuple,
    }.get(context.returns)
    return judge(samples, context) if judge else None


def _not_tensor(samples: Sequence[Sample], context: Context) -> Feedback | None:
    name = context.function
    if _all(samples, lambda value: isinstance(value, list)):
        text = f"{name} returns a Python list; a tensor is asked for: torch.stack joins tensors, torch.tensor numbers."
        return Feedback("LIST_NOT_TENSOR", text)
    if _all(samples, lambda value: isinstance(value, tuple)):
        return Feedback("TUPLE_NOT_TENSOR", f"{name} returns {_made_tuple(context)}")
    if _all(samples, lambda value: isinstance(value, Array) and value.kind in SIMILAR):
        text = f"{name} returns a NumPy array; a tensor is asked for: torch.from_numpy converts, torch does it all."
        return Feedback("ARRAY_NOT_TENSOR", text)
    if _all(samples, lambda value: isinstance(value, int | float)):
        text = f"{name} returns a plain Python number; a tensor is asked for: leave out .item() and float()."
        return Feedback("NUMBER_NOT_TENSOR", text)
    return None


PAIRED = frozenset({"max", "min", "sort", "topk", "median", "mode", "kthvalue", "cummax", "cummin"})
"""Methods that give values and places where they are asked along a dimension."""


def _made_tuple(context: Context) -> str:
    """Say which tuple it is, as far as what stands behind return shows it."""
    nodes = [node.func if isinstance(node, ast.Call) else node for node in returned_nodes(context) or ()]
    last = {node.attr if isinstance(node, ast.Attribute) else "" for node in nodes}
    word = last.pop() if len(last) == 1 else ""
    if word in ("shape", "size"):
        return "a shape, which is a tuple of sizes; the tensor itself is asked for."
    if word in PAIRED:
        return f"a tuple; one tensor is asked for. {word}() along a dimension gives two, the values and their places."
    return "a tuple; one tensor is asked for. Two values after return, or a comma, make a tuple."


def _no_tensor(value: Value) -> bool:
    return not (isinstance(value, Array) and value.kind == "tensor")


def _not_number(samples: Sequence[Sample], context: Context) -> Feedback | None:
    name, shown = context.function, returned(smallest(failing(samples)))
    if _all(samples, lambda value: isinstance(value, Array) and (a := arrays(value)) is not None and a.size > 1):
        assert shown is not None
        assert isinstance(shown.value, Array)
        text = f"{name} returns a tensor of shape {shape_text(shown.value.shape)} where one number is asked for."
        return Feedback("SEVERAL_NOT_NUMBER", text)
    if _all(samples, lambda value: isinstance(value, bool) or (isinstance(value, Array) and value.dtype == "bool")):
        text = f"{name} returns True or False; a number is asked for. A comparison such as x > 0 gives truth values."
        return Feedback("TRUTH_NOT_NUMBER", text)
    if _all(samples, lambda value: isinstance(value, list | tuple)):
        word = "list" if _all(samples, lambda value: isinstance(value, list)) else "tuple"
        return Feedback("SEVERAL_NOT_NUMBER", f"{name} returns a {word} where one number is asked for.")
    return None


def _not_bool(samples: Sequence[Sample], context: Context) -> Feedback | None:
    name = context.function
    if _all(samples, lambda value: isinstance(value, Array) and value.dtype == "bool" and len(value.data) > 1):
        text = f"{name} returns a truth value for each entry; one is asked for: .all() or .any() makes one of many."
        return Feedback("SEVERAL_NOT_TRUTH", text)
    if _all(samples, lambda value: not isinstance(value, bool) and arrays(value) is not None):
        text = f"{name} returns a number; True or False is asked for: return a comparison."
        return Feedback("NUMBER_NOT_TRUTH", text)
    return None


def _not_shape(samples: Sequence[Sample], context: Context) -> Feedback | None:
    name = context.function
    if _all(samples, lambda value: isinstance(value, Array) and value.shape != ()):
        return Feedback("TENSOR_NOT_SHAPE", f"{name} returns {_sizes_in_array(samples)}")
    if _all(samples, lambda value: not isinstance(value, bool) and arrays(value) is not None):
        text = f"{name} returns one number; a shape is asked for, a tuple with one number per axis, such as (3, 7)."
        return Feedback("NUMBER_NOT_SHAPE", text)
    short = _all(samples, lambda value: isinstance(value, list | tuple) and len(value) <= MOST_SIZES)
    if short and _all(samples, lambda value: sizes(value) is None):
        text = f"{name} returns a shape with something else than whole numbers in it; each axis has a size such as 3."
        return Feedback("SIZES_NOT_WHOLE", text)
    counts = {_counts(sample) for sample in failing(samples)}
    if len(counts) == 1 and (pair := counts.pop()) is not None and pair[0] != pair[1]:
        got, wanted = counted(pair[1], "size"), counted(pair[0], "size")
        text = f"{name} returns a shape of {got}, and the right one has {wanted}: one for each axis."
        return Feedback("SHAPE_LENGTH", text)
    return None


def _sizes_in_array(samples: Sequence[Sample]) -> str:
    """Tell the sizes themselves in a tensor or array from a tensor that has the shape."""
    kind = "a NumPy array" if _all(samples, lambda v: isinstance(v, Array) and v.kind in SIMILAR) else "a tensor"
    found = pairs(failing(samples)) or []
    if found and all(pair.actual.shape == pair.expected.shape for pair in found):
        return f"{kind} of numbers; a shape is a tuple, such as (3, 7): write the sizes with a comma between them."
    if kind == "a tensor":
        return "a tensor; its shape is asked for, a tuple of whole numbers such as (3, 7)."
    return f"{kind}; a shape is asked for, a tuple of whole numbers such as (3, 7)."


def _not_tuple(samples: Sequence[Sample], context: Context) -> Feedback | None:
    name = context.function
    if _all(samples, lambda value: value is not None and not isinstance(value, list | tuple | Opaque)):
        text = f"{name} returns one value; a tuple is asked for: several values with commas between them after return."
        return Feedback("NOT_A_TUPLE", text)
    counts = {_counts(sample) for sample in failing(samples)}
    if len(counts) == 1 and (pair := counts.pop()) is not None and pair[0] != pair[1]:
        text = f"{name} returns {pair[1]} values where {pair[0]} are asked for."
        return Feedback("TUPLE_LENGTH", text)
    return None


def _counts(sample: Sample) -> tuple[int, int] | None:
    reply = returned(sample)
    value = reply.value if reply else None
    both = isinstance(value, list | tuple) and isinstance(sample.expected, list | tuple)
    return (len(sample.expected), len(value)) if both else None  # type: ignore[arg-type]


def _all(samples: Sequence[Sample], test: Callable[[Value], bool]) -> bool:
    """Whether every failing case returned something that ``test`` is true of."""
    values = results(failing(samples))
    return bool(values) and all(map(test, values or ()))


RIGHT_INSIDE = (tuple_of_one, right_numbers, wrong_dtype, wrong_device)
FAMILY = (wrong_type,)
