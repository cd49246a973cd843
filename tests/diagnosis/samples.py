"""Samples as a checker would hand them over: from NumPy arrays, without any worker."""

from __future__ import annotations

import ast
import struct
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lagrader.comparison import compare
from lagrader.diagnosis import NOT_ASKED, Context, Sample
from lagrader.outcomes import Outcome
from lagrader.tolerance import Tolerance
from lagrader.wire import Array, Raised, Returned

TOLERANCE = Tolerance(1e-5, 1.3e-6)


def tensor(values: Any, original: str = "float32", kind: str = "tensor", device: str = "cpu") -> Array:
    """Return what the worker would make of a tensor; values of float32 are rounded as it would hold them."""
    array = np.asarray(values)
    if array.dtype == np.bool_:
        return Array("bool", array.shape, array.tobytes(), kind, "bool", device)
    if original.startswith("int"):
        return Array("int64", array.shape, array.astype("<i8").tobytes(), kind, original, device)
    rounded = array.astype(np.float32).astype("<f8") if original == "float32" else array.astype("<f8")
    return Array("float64", array.shape, rounded.tobytes(), kind, original, device)


def wide(values: Any) -> Array:
    """Return what the exact run of the reference gives."""
    return tensor(np.asarray(values, dtype=np.float64), "float64")


def number(value: float) -> Array:
    return Array("float64", (), struct.pack("<d", value))


def as_value(value: Any) -> Any:
    return tensor(value) if isinstance(value, np.ndarray | np.generic) else value


def sample(
    expected: Any,
    actual: Any,
    *,
    args: Sequence[Any] = (),
    names: Sequence[str] = (),
    sizes: Mapping[str, int] | None = None,
    axes: Mapping[str, tuple[str | int, ...]] | None = None,
    returns: str = "tensor",
    passed: bool | None = None,
    output: str = "",
    inputs: Sequence[Any] | None = None,
    tolerance: Tolerance = TOLERANCE,
    again: Any = NOT_ASKED,
    swapped: Any = None,
    literal: bool = False,
    result_axes: tuple[str, ...] = (),
    given: Any = None,
) -> Sample:
    """Return one case; whether it passed is judged as the checker would, unless ``passed`` says it."""
    right = wide(expected) if isinstance(expected, np.ndarray | np.generic) else expected
    reply = actual if isinstance(actual, Raised) else None
    values = tuple(as_value(arg) for arg in args)
    if reply is None:
        after = values if inputs is None else tuple(as_value(arg) for arg in inputs)
        reply = Returned(as_value(actual), inputs=after)
    if passed is None:
        passed = isinstance(reply, Returned) and compare(right, reply.value, returns, tolerance).kind == "none"  # type: ignore[arg-type]
    return Sample(
        args=values,
        expected=right,
        outcome=Outcome(reply, output, len(output)),
        passed=passed,
        names=tuple(names) or tuple("abcdef"[: len(values)]),
        axes=axes or {},
        sizes=sizes or {},
        result_axes=result_axes,
        literal=literal,
        given=as_value(expected) if given is None else given,
        tolerance=tolerance,
        swapped=as_value(swapped),
        again=again if again is NOT_ASKED else as_value(again),
    )


def context(returns: str = "tensor", source: str = "", function: str = "f", **more: Any) -> Context:
    return Context(function, returns, tree=ast.parse(source) if source else None, **more)  # type: ignore[arg-type]


def raised(error: BaseException, line: int = 0) -> Raised:
    """Return what the worker would send of a real exception."""
    names = tuple(cls.__name__ for cls in type(error).__mro__)
    frames = (("ex.py", line, "f"),) if line else ()
    return Raised("call", names[0], str(error), names, frames)
