"""Is this result what was expected? In NumPy, on widened values, in a fixed order.

First the type that the criterion wants, then the shape, then the dtype, then the values: whole numbers exactly, all
others in float64 against a tolerance. NaN passes only where NaN is expected, and an infinity only where the
same one is. Nothing here makes sentences; :mod:`lagrader.display` does.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

from lagrader.results import Difference
from lagrader.rubric import Returns
from lagrader.tolerance import Tolerance
from lagrader.wire import Array, Size, Value, WireError

if TYPE_CHECKING:
    import numpy.typing as npt  # 25 ms that nobody needs at run time

DtypePolicy = Literal["same", "any"]
Values: TypeAlias = "npt.NDArray[Any]"
Judge: TypeAlias = Callable[[Any, Any, Tolerance, DtypePolicy], Difference]

_TYPE = Difference("type")
_EQUAL = Difference("none", total=1)
_ORDER = ("type", "shape", "dtype", "nan", "value", "none")
"""The kinds of difference in the order in which they are looked for."""

MOST_SIZES = 64
"""Dimensions that a tensor of torch has at most: a longer row of numbers is no shape, and is not gone through."""

_DOUBLE = struct.Struct("<d")
_PAIR = struct.Struct("<dd")
_NUMPY = {"float64": "<f8", "int64": "<i8", "uint64": "<u8", "complex128": "<c16"}
_ONE: Mapping[str, Callable[[bytes], int | float | complex]] = MappingProxyType(
    {
        "float64": lambda data: float(_DOUBLE.unpack(data)[0]),
        "int64": lambda data: int.from_bytes(data, "little", signed=True),
        "uint64": lambda data: int.from_bytes(data, "little"),
        "bool": lambda data: data != b"\0",
        "complex128": lambda data: complex(*_PAIR.unpack(data)),
    }
)
_ITEM_SIZE = {"float64": 8, "int64": 8, "uint64": 8, "bool": 1, "complex128": 16}


def compare(
    expected: Value, actual: Value, returns: Returns, tolerance: Tolerance, dtype: DtypePolicy = "any"
) -> Difference:
    """Compare a result with the expected one; the kind ``none`` means equal. Never raises for decoded values.

    ``dtype`` says whether tensors must have the expected one's own dtype (``same``); with ``any``, truth values,
    real and complex numbers are still three different things. In a tuple, each item is compared by what the
    expected item is (a tensor without dimensions is a number), and ``worst_index`` begins with its place.
    """
    return _JUDGES[returns](expected, actual, tolerance, dtype)


def as_numpy(array: Array) -> Values:
    """Return the array's entries, in its shape: float64, int64, uint64, bool or complex128, read-only.

    Raises :class:`WireError` for an empty array of a shape that NumPy cannot hold, which a hostile sender can claim.
    """
    try:
        return _flat(array).reshape(array.shape)
    except ValueError as error:
        raise WireError(f"NumPy cannot hold an array of shape {array.shape}") from error


def number(value: Value) -> int | float | None:
    """Return what counts as a number, as Python's own: a real array of one element too, a truth value not."""
    kind = type(value)
    if kind is float or kind is int:
        return value  # type: ignore[return-value]
    if isinstance(value, Array) and value.dtype not in {"bool", "complex128"}:
        return _one(value)  # type: ignore[return-value]
    return None


def truth(value: Value) -> bool | None:
    """Return what counts as a truth value as a bool: also an array of one bool."""
    if isinstance(value, bool):
        return value
    if isinstance(value, Array) and value.dtype == "bool":
        return _one(value)  # type: ignore[return-value]
    return None


def sizes(value: Value) -> tuple[int, ...] | None:
    """Return what counts as a shape: a tuple, list or torch.Size of ints, NumPy's among them."""
    if not isinstance(value, tuple | list) or len(value) > MOST_SIZES:
        return None
    found = tuple(_whole(item) for item in value)
    return None if None in found else found  # type: ignore[return-value]


def letter(value: Value) -> str | None:
    """Return an answer to a multiple choice without case, blanks, brackets and dots; None if it isn't text."""
    if not isinstance(value, str):
        return None
    return "".join(value.split()).translate(_UNLETTERED).casefold() or None


_UNLETTERED = str.maketrans("", "", "().")


def compare_entries(expected: Array, actual: Array, tolerance: Tolerance) -> Difference:
    """Compare the values of two arrays of one shape, whatever their kinds and dtypes (bool only with bool)."""
    total = len(expected.data) // _ITEM_SIZE[expected.dtype]
    if not total or (expected.dtype == actual.dtype and expected.data == actual.data):
        return Difference("none", total=total)
    left, right = _flat(expected), _flat(actual)
    found = _whole_arrays(left, right) if _whole_numbers(left, right) else _float_arrays(left, right, tolerance)
    return replace(found, worst_index=_unravelled(found.worst_index[0], expected.shape)) if found.worst_index else found


def differing(expected: Array, actual: Array, tolerance: Tolerance) -> Values:
    """Mark the entries that are not equal under ``tolerance``; both arrays have one shape, and it is not empty."""
    left, right = _flat(expected), _flat(actual)
    if _whole_numbers(left, right):
        return np.not_equal(left, right).reshape(expected.shape)
    close, _, _ = _measured(_floats(left), _floats(right), tolerance)
    return ~close.reshape(expected.shape)


# --- one judge for each kind of result ---------------------------------------------------------------------


def _judge_number(expected: Value, actual: Value, tolerance: Tolerance, _dtype: DtypePolicy) -> Difference:
    left, right = number(expected), number(actual)
    return _TYPE if left is None or right is None else _scalars(left, right, tolerance)


def _judge_complex(expected: Value, actual: Value, tolerance: Tolerance, _dtype: DtypePolicy) -> Difference:
    left, right = _complex(expected), _complex(actual)
    return _TYPE if left is None or right is None else _scalars(left, right, tolerance)


def _judge_truth(expected: Value, actual: Value, _tolerance: Tolerance, _dtype: DtypePolicy) -> Difference:
    left, right = truth(expected), truth(actual)
    if left is None or right is None:
        return _TYPE
    return _EQUAL if left == right else Difference("value", 1, 1)


def _judge_text(expected: Value, actual: Value, _tolerance: Tolerance, _dtype: DtypePolicy) -> Difference:
    if not isinstance(expected, str) or not isinstance(actual, str):
        return _TYPE
    return _EQUAL if expected == actual else Difference("value", 1, 1)


def _judge_shape(expected: Value, actual: Value, _tolerance: Tolerance, _dtype: DtypePolicy) -> Difference:
    left, right = sizes(expected), sizes(actual)
    if left is None or right is None:
        return _TYPE
    if len(left) != len(right):
        return Difference("shape")
    errors = [abs(a - b) for a, b in zip(left, right, strict=True)]
    if not any(errors):
        return Difference("none", total=len(left))
    worst = errors.index(max(errors))
    found = _exact(left[worst], right[worst])
    return replace(found, differing=sum(map(bool, errors)), total=len(errors), worst_index=(worst,))


def _judge_tensor(expected: Value, actual: Value, tolerance: Tolerance, dtype: DtypePolicy) -> Difference:
    if not isinstance(actual, Array) or actual.kind != "tensor":
        return _TYPE
    return _judge_array(expected, actual, tolerance, dtype)


def _judge_array(expected: Value, actual: Value, tolerance: Tolerance, dtype: DtypePolicy) -> Difference:
    if not isinstance(expected, Array) or not isinstance(actual, Array):
        return _TYPE
    if expected.shape != actual.shape:
        return Difference("shape")
    alike = _family(expected) == _family(actual) and (dtype == "any" or expected.original == actual.original)
    return compare_entries(expected, actual, tolerance) if alike else Difference("dtype")


def _judge_tuple(expected: Value, actual: Value, tolerance: Tolerance, dtype: DtypePolicy) -> Difference:
    if not isinstance(expected, tuple | list) or not isinstance(actual, tuple | list):
        return _TYPE
    if len(expected) != len(actual):
        return Difference("shape")
    pairs = zip(expected, actual, strict=True)
    return _together([_natural(left)(left, right, tolerance, dtype) for left, right in pairs])


def _judge_none(expected: Value, actual: Value, _tolerance: Tolerance, _dtype: DtypePolicy) -> Difference:
    return _EQUAL if expected is None and actual is None else _TYPE


def _together(items: Sequence[Difference]) -> Difference:
    """Make one difference of the items': the first of the gravest kind, with all entries counted."""
    if not items:
        return Difference("none")
    place, first = min(enumerate(items), key=lambda pair: (_ORDER.index(pair[1].kind), -_excess(pair[1])))
    return replace(
        first,
        differing=sum(item.differing for item in items),
        total=sum(item.total for item in items),
        worst_index=(place, *first.worst_index),
    )


def _excess(difference: Difference) -> float:
    return difference.error - difference.allowed if difference.kind in {"none", "value"} else 0.0


def _natural(expected: Value) -> Judge:
    """Choose the judge by the expected value itself. What is none of ours (a function …) is equal to nothing."""
    match expected:
        case bool():
            return _judge_truth
        case int() | float():
            return _judge_number
        case complex():
            return _judge_complex
        case str():
            return _judge_text
        case Size():
            return _judge_shape
        case tuple() | list():
            return _judge_tuple
        case Array():
            return _natural_array(expected)
    return _judge_none


def _natural_array(expected: Array) -> Judge:
    if not expected.shape:
        return {"bool": _judge_truth, "complex": _judge_complex}.get(_family(expected), _judge_number)
    return _judge_tensor if expected.kind == "tensor" else _judge_array


_JUDGES: Mapping[Returns, Judge] = MappingProxyType(
    {
        "number": _judge_number,
        "tensor": _judge_tensor,
        "shape": _judge_shape,
        "bool": _judge_truth,
        "text": _judge_text,
        "tuple": _judge_tuple,
    }
)

# --- single values -----------------------------------------------------------------------------------------


def _one(array: Array) -> int | float | complex | None:
    return _ONE[array.dtype](array.data) if len(array.data) == _ITEM_SIZE[array.dtype] else None


def _whole(value: Value) -> int | None:
    if type(value) is int:
        return value
    if isinstance(value, Array) and value.kind == "scalar" and value.dtype in {"int64", "uint64"}:
        return _one(value)  # type: ignore[return-value]
    return None


def _complex(value: Value) -> int | float | complex | None:
    if isinstance(value, complex):
        return value
    if isinstance(value, Array) and value.dtype == "complex128":
        return _one(value)
    return number(value)


def _scalars(expected: complex, actual: complex, tolerance: Tolerance) -> Difference:
    if expected == actual:
        return _EQUAL
    if type(expected) is int and type(actual) is int:
        return _exact(expected, actual)
    if math.isnan(abs_ := _size(expected)) or math.isnan(_size(actual)):
        return _EQUAL if expected != expected and actual != actual else Difference("nan", 1, 1, (), math.inf)  # noqa: PLR0124
    error = _distance(expected, actual)
    allowed = tolerance.atol + tolerance.rtol * abs_
    if error <= allowed and error < math.inf:
        return Difference("none", 0, 1, (), error, allowed, _relative(error, abs_))
    return Difference("value", 1, 1, (), error, allowed if abs_ < math.inf else 0.0, _relative(error, abs_))


def _exact(expected: int, actual: int) -> Difference:
    error, size = _size(actual - expected), _size(expected)
    return Difference("value", 1, 1, (), error, 0.0, _relative(error, size))


def _size(value: complex) -> float:
    """Return the absolute value as a float: infinite where a whole number is too large to be one."""
    try:
        return float("nan") if value != value else float(abs(value))  # noqa: PLR0124
    except OverflowError:
        return math.inf


def _distance(expected: complex, actual: complex) -> float:
    try:
        error = float(abs(actual - expected))
    except OverflowError:
        return math.inf
    return math.inf if math.isnan(error) else error


def _relative(error: float, size: float) -> float | None:
    return error / size if 0.0 < size < math.inf else None


# --- arrays ------------------------------------------------------------------------------------------------


def _family(array: Array) -> str:
    return {"bool": "bool", "complex128": "complex"}.get(array.dtype, "real")


def _flat(array: Array) -> Values:
    """Return the entries in one row, whatever shape is claimed; read-only."""
    if array.dtype != "bool":
        return np.frombuffer(array.data, _NUMPY[array.dtype])
    # A hostile byte may be neither 0 nor 1, and NumPy's bool must be one of them.
    flags = np.frombuffer(array.data, np.uint8).astype(np.bool_)
    flags.setflags(write=False)
    return flags


def _whole_numbers(left: Values, right: Values) -> bool:
    return left.dtype.kind in "iub" and right.dtype.kind in "iub"


def _floats(values: Values) -> Values:
    return values.astype(np.float64) if values.dtype.kind in "iub" else values


def _whole_arrays(expected: Values, actual: Values) -> Difference:
    """Compare exactly; NumPy compares int64 with uint64 without rounding."""
    unequal = expected != actual
    count = int(np.count_nonzero(unequal))
    if not count:
        return Difference("none", total=expected.size)
    # Whole numbers beyond 2**53 may differ and yet have the same float: an unequal pair is worth at least 1.
    distance = np.abs(_floats(actual) - _floats(expected))
    worst = int(np.argmax(np.where(unequal, np.maximum(distance, 1.0), 0.0)))
    found = _exact(int(expected[worst]), int(actual[worst]))
    return replace(found, differing=count, total=expected.size, worst_index=(worst,))


def _float_arrays(expected: Values, actual: Values, tolerance: Tolerance) -> Difference:
    expected, actual = _floats(expected), _floats(actual)
    close, error, allowed = _measured(expected, actual, tolerance)
    count = expected.size - int(np.count_nonzero(close))
    if count and (stray := np.isnan(expected) != np.isnan(actual)).any():
        return Difference("nan", count, expected.size, (int(stray.argmax()),), math.inf)
    worst = int((error - allowed).argmax())
    off, size = float(error[worst]), _size(expected[worst].item())
    kind = "value" if count else "none"
    return Difference(kind, count, expected.size, (worst,), off, float(allowed[worst]), _relative(off, size))


def _measured(expected: Values, actual: Values, tolerance: Tolerance) -> tuple[Values, Values, Values]:
    """Return for each entry whether it is close, its error, and the error that is allowed there.

    torch's formula. Where equal infinities or NaNs meet the error is 0; where they meet anything else it is infinite.
    """
    with np.errstate(all="ignore"):
        error = np.abs(actual - expected)
        allowed = np.abs(expected) * tolerance.rtol + tolerance.atol
        close = (error <= allowed) & (error < math.inf)
        if close.all():
            return close, error, allowed
        same = (expected == actual) | (np.isnan(expected) & np.isnan(actual))
        error = np.where(same, 0.0, np.where(np.isnan(error), math.inf, error))
        return close | same, error, np.where(np.isfinite(allowed), allowed, np.where(same, math.inf, 0.0))


def _unravelled(place: int, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return the index of the entry at ``place`` in C order."""
    index: list[int] = []
    for length in reversed(shape):
        place, rest = divmod(place, length)
        index.append(rest)
    return tuple(reversed(index))
