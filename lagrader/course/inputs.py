"""Whether the cases of a rubric can be drawn: sizes, dimensions, ranges and the names that inputs use.

All that can be seen without drawing is told here, with the key where it stands; ``cases.py`` then relies on it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

from lagrader.rubric import CaseSpec, Dimension, InputSpec, nearest
from lagrader.yamlfile import KeyPath

Lack: TypeAlias = Callable[[str], str | None]
"""Says that a learner's file will have no such function, or None."""

ENTRIES_LIMIT = 1_000_000
"""The most entries of one input: 8 MB on the wire, a quarter of what a frame holds."""

DRAWN = ("normal", "uniform", "integers")
_SHAPED = (*DRAWN, "tuple", "size")

_APPLIES_TO = {
    "args": ("call",),
    "low": ("uniform", "integers"),
    "high": ("uniform", "integers"),
    "nonzero": DRAWN,
    "plain": DRAWN,
    "product_with": ("normal", "uniform"),
    "dtype": ("tensor", "number", *DRAWN),
}
"""Which sources a key means something to; elsewhere it would be ignored without a word."""

_WHOLE = {"int64": 2**63 - 1, "int32": 2**31 - 1}


def unknown(what: str, name: str, known: Sequence[str]) -> str:
    """Say that there is no such ``what``, and which is nearest or which there are."""
    close = nearest(name, tuple(known))
    advice = f'; did you mean "{close}"?' if close else f"; known here: {', '.join(known)}" if known else ""
    return f'no {what} "{name}" here{advice}'


def faults(case: CaseSpec, lack: Lack) -> Iterator[tuple[KeyPath, str]]:
    """Yield what is wrong with one case, each with its path below the case."""
    yield from _sizes(case)
    earlier: dict[str, InputSpec] = {}
    for group, specs in (("given", case.given), ("inputs", case.inputs)):
        for name, spec in specs.items():
            if name in earlier:
                yield (group, name), "this name stands under given too"
            for key, message in _input(spec, case, earlier):
                yield (group, name, key), message
            if spec.call is not None:
                yield from (((group, name, key), said) for key, said in _call(spec, case, group, lack))
            earlier[name] = spec


def dimensions(spec: InputSpec) -> Sequence[Dimension]:
    """Return the dimensions of a drawn tensor, or the items of a tuple or torch.Size, as the rubric writes them."""
    source = spec.source
    value: list[Dimension] | None = spec.tuple_ if source == "tuple" else getattr(spec, source)
    return value or []


def _sizes(case: CaseSpec) -> Iterator[tuple[KeyPath, str]]:
    for name, size in case.sizes.items():
        low, high = bounds(size)
        if not 0 <= low <= high:
            yield ("sizes", name), "a size is 0 or more, a range of sizes is [smallest, largest]"
    for place, name in enumerate(case.distinct):
        if name not in case.sizes:
            yield ("distinct", place), unknown("size", name, list(case.sizes))


def bounds(size: int | tuple[int, int]) -> tuple[int, int]:
    """Return the smallest and the largest value of a size."""
    return (size, size) if isinstance(size, int) else size


def _input(spec: InputSpec, case: CaseSpec, earlier: dict[str, InputSpec]) -> Iterator[tuple[str, str]]:
    source = spec.source
    if source != "call" and (spec.tuple_ if source == "tuple" else getattr(spec, source)) is None:
        yield source, "a value is missing"
        return
    for key, sources in _APPLIES_TO.items():
        if key in spec.model_fields_set and source not in sources:
            yield key, f"this key goes with {', '.join(sources)}; it means nothing to {source}"
    if source in _SHAPED:
        yield from _dimensions(spec, case)
    if source in DRAWN:
        yield from _drawn(spec)
    if source == "tensor" and (said := _literal(spec)):
        yield source, said
    if spec.product_with:
        yield from _product(spec, earlier)


def _dimensions(spec: InputSpec, case: CaseSpec) -> Iterator[tuple[str, str]]:
    largest = 1
    for dimension in dimensions(spec):
        if isinstance(dimension, str) and dimension not in case.sizes:
            yield spec.source, unknown("size", dimension, list(case.sizes))
            return
        size = bounds(case.sizes[dimension])[1] if isinstance(dimension, str) else dimension
        if size < 0:
            yield spec.source, f"{size} can't be a dimension"
        largest *= max(size, 1)
    if spec.source in DRAWN and largest > ENTRIES_LIMIT:
        yield spec.source, f"this may have {largest} entries; the limit is {ENTRIES_LIMIT}"


def _drawn(spec: InputSpec) -> Iterator[tuple[str, str]]:
    if spec.plain and dimensions(spec):
        yield "plain", f'a plain number has no dimensions: write "{spec.source}: []"'
    if spec.source != "integers" and spec.dtype in {"int64", "int32", "bool"}:
        yield "dtype", f"{spec.source} gives no {spec.dtype}; integers does"
    if spec.source == "normal":
        return
    if not (math.isfinite(spec.low) and math.isfinite(spec.high) and spec.low <= spec.high):
        yield "low", f"low must not be above high, and both are finite; found {spec.low} and {spec.high}"
    elif spec.source == "integers" and not (spec.low.is_integer() and spec.high.is_integer()):
        yield "low", "low and high of integers are whole numbers"
    elif max(abs(spec.low), abs(spec.high)) > _largest(spec):
        yield "high", f"{spec.dtype} holds numbers up to {_largest(spec)}"
    elif spec.nonzero and -0.1 <= spec.low <= spec.high <= 0.1:
        yield "nonzero", "low and high leave nothing that is more than 0.1 away from zero"


def _largest(spec: InputSpec) -> int:
    """Return the largest number that is drawn: what every whole number below is exact in the dtype."""
    exact = {"float16": 2**11, "bfloat16": 2**8, "float32": 2**24, "float64": 2**53, "bool": 1}
    return exact[spec.dtype] if spec.dtype in exact else min(_WHOLE[spec.dtype], 2**53)


def _literal(spec: InputSpec) -> str | None:
    try:
        _shape(spec.tensor)
    except ValueError as error:
        return str(error)
    wrong = next((entry for entry in _entries(spec.tensor) if not _fits(entry, spec.dtype)), None)
    if wrong is None:
        return None
    if isinstance(wrong, bool):
        return 'true and false need "dtype: bool"'
    return f"{wrong!r} is not a number of dtype {spec.dtype}"


def _shape(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list):
        return ()
    shapes = {_shape(item) for item in value}
    if len(shapes) > 1:
        raise ValueError("the rows are not all of one length")
    return (len(value), *(shapes.pop() if shapes else ()))


def _entries(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for item in value:
            yield from _entries(item)
    else:
        yield value


def _fits(entry: object, dtype: str) -> bool:
    if dtype == "bool" or isinstance(entry, bool):
        return dtype == "bool" and isinstance(entry, bool)
    if dtype in _WHOLE:
        return isinstance(entry, int) and abs(entry) <= _WHOLE[dtype]
    return isinstance(entry, float) or (isinstance(entry, int) and abs(entry) <= 2**53)


def _product(spec: InputSpec, earlier: dict[str, InputSpec]) -> Iterator[tuple[str, str]]:
    (name, target), *others = spec.product_with.items()
    other = earlier.get(name)
    if others:
        yield "product_with", "one product can be reached, not several"
    elif other is None:
        yield "product_with", unknown("input", name, list(earlier)) + "; it must stand above this one"
    elif not math.isfinite(target) or target == 0:
        yield "product_with", "the product is a number other than 0"
    elif spec.dtype not in {"float32", "float64"}:
        yield "product_with", f"a {spec.dtype} can't reach a product exactly enough; float32 can"
    elif len(dimensions(spec)) != 1 or not _same_vector(spec, other):
        yield "product_with", f"a dot product wants two vectors of one length; {name} is not one like this"


def _same_vector(spec: InputSpec, other: InputSpec) -> bool:
    if other.source == "tensor":
        return [len(other.tensor) if isinstance(other.tensor, list) else None] == dimensions(spec)
    return other.source in DRAWN and dimensions(other) == dimensions(spec)


def _call(spec: InputSpec, case: CaseSpec, group: str, lack: Lack) -> Iterator[tuple[str, str]]:
    if group == "given":
        yield "call", "what is given is a value; a call stands under inputs"
    if said := lack(spec.call or ""):
        yield "call", said
    for name in spec.args:
        if name not in case.given:
            yield "args", unknown("value", name, list(case.given)) + '; "given" holds the arguments of a call'
