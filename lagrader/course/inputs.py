"""Whether the cases of a rubric can be drawn: sizes, dimensions, ranges and the names that inputs use.

All that can be seen without drawing is told here, with the key where it stands; ``cases.py`` then relies on it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

from lagrader.rubric import CaseSpec, Dimension, InputSpec, nearest
from lagrader.yamlfile import KeyPath

Fill: TypeAlias = Callable[[InputSpec, str, int], str | None]
"""Reads the array that an input is out of its file, and says what is wrong with it, or None."""

Lack: TypeAlias = Callable[[str], str | None]
"""Says that a learner's file will have no such function, or None."""

ENTRIES_LIMIT = 1_000_000
"""The most entries of all inputs of one case together: 8 MB on the wire, a quarter of what a frame holds, which must
also carry them back."""

SIZE_LIMIT = 2**40
"""The largest size: that of a tuple or torch.Size, which is no tensor, and the largest that the wire knows."""

PRODUCT_LIMIT = 10_000
"""The most entries of a vector whose product with another is set: each try adds them up one by one."""

DRAWN = ("normal", "uniform", "integers")
_SHAPED = (*DRAWN, "tuple", "size")

_APPLIES_TO = {
    "args": ("call",),
    "name": ("file",),
    "each": ("file",),
    "low": ("uniform", "integers"),
    "high": ("uniform", "integers"),
    "nonzero": DRAWN,
    "plain": DRAWN,
    "product_with": ("normal", "uniform"),
    "dtype": ("tensor", "number", *DRAWN),
}
"""Which sources a key means something to; elsewhere it would be ignored without a word."""

MOST_DIMENSIONS = 32
_WIDE = ("int64", "int32", "bool")
_WHOLE = {"int64": 2**63 - 1, "int32": 2**31 - 1}


def unknown(what: str, name: str, known: Sequence[str]) -> str:
    """Say that there is no such ``what``, and which is nearest or which there are."""
    close = nearest(name, tuple(known))
    advice = f'; did you mean "{close}"?' if close else f"; known here: {', '.join(known[:20])}" if known else ""
    return f'no {what} "{name}" here{advice}'


def faults(case: CaseSpec, lack: Lack, fill: Fill) -> Iterator[tuple[KeyPath, str]]:
    """Yield what is wrong with one case, each with its path below the case."""
    yield from _sizes(case)
    yield from _files(case, fill)
    each = [_most_entries(spec, case) for spec in case.specs]
    if max(each, default=0) <= ENTRIES_LIMIT < sum(each):  # that one alone has too many is told below
        yield (), f"its inputs may have {sum(each)} entries together; the limit is {ENTRIES_LIMIT}"
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


def _files(case: CaseSpec, fill: Fill) -> Iterator[tuple[KeyPath, str]]:
    for group, specs in (("given", case.given), ("inputs", case.inputs)):
        for name, spec in specs.items():
            if spec.file is not None and (said := fill(spec, name, case.repeat)):
                yield (group, name, "file"), said


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
        elif high > SIZE_LIMIT:
            yield ("sizes", name), f"a size is at most {SIZE_LIMIT}"
    for place, name in enumerate(case.distinct):
        if name not in case.sizes:
            yield ("distinct", place), unknown("size", name, list(case.sizes))


def bounds(size: int | tuple[int, int]) -> tuple[int, int]:
    """Return the smallest and the largest value of a size."""
    return (size, size) if isinstance(size, int) else size


def entries(case: CaseSpec) -> int:
    """Return the most entries that the tensors of one such case may have in all."""
    return sum(_most_entries(spec, case) for spec in case.specs)


def _most_entries(spec: InputSpec, case: CaseSpec) -> int:
    if spec.source == "tensor":
        return sum(1 for _ in _entries(spec.tensor))
    if spec.stored is not None:
        return int(spec.stored.values.size) // (case.repeat if spec.each else 1)
    if spec.source not in DRAWN:
        return 0
    return math.prod(_largest_size(dimension, case) for dimension in dimensions(spec))


def _largest_size(dimension: Dimension, case: CaseSpec) -> int:
    return bounds(case.sizes.get(dimension, 1))[1] if isinstance(dimension, str) else dimension


def _counted(number: int) -> str:
    return str(number) if number < 10**15 else "more than 10**15"


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
    if source == "number" and isinstance(spec.number, float) and spec.dtype in _WIDE:
        yield "dtype", f"{spec.number} is no {spec.dtype}"
    if source == "tensor" and (said := _literal(spec)):
        yield source, said
    if source == "file" and _most_entries(spec, case) > ENTRIES_LIMIT:
        yield source, f"this has {_most_entries(spec, case)} entries in a case; the limit is {ENTRIES_LIMIT}"
    if spec.product_with and source in DRAWN:
        yield from _product(spec, case, earlier)


def _dimensions(spec: InputSpec, case: CaseSpec) -> Iterator[tuple[str, str]]:
    for dimension in dimensions(spec):
        if isinstance(dimension, str) and dimension not in case.sizes:
            yield spec.source, unknown("size", dimension, list(case.sizes))
            return
        if isinstance(dimension, int) and not 0 <= dimension <= SIZE_LIMIT:
            yield spec.source, f"{dimension} can't be a dimension"
    # A shape counts by its sizes that are not zero: an empty one of 2**40 x 0 is more than can be indexed.
    largest = math.prod(max(1, _largest_size(dimension, case)) for dimension in dimensions(spec))
    if spec.source in DRAWN and largest > ENTRIES_LIMIT:
        yield spec.source, f"this may have {_counted(largest)} entries; the limit is {ENTRIES_LIMIT}"


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
    elif spec.nonzero and not _mostly_nonzero(spec):
        yield "nonzero", "more than half of what lies between low and high is within 0.1 of zero"


def _mostly_nonzero(spec: InputSpec) -> bool:
    """Whether at most half of what is drawn is drawn again: else thousands of draws may be needed."""
    if spec.source == "integers":
        return not spec.low <= 0 <= spec.high or spec.high - spec.low >= 1
    near = min(spec.high, 0.1) - max(spec.low, -0.1)
    return near < 0 or (near <= (spec.high - spec.low) / 2 and spec.low < spec.high)


def _largest(spec: InputSpec) -> int:
    """Return the largest number that is drawn: what every whole number below is exact in the dtype."""
    exact = {"float16": 2**11, "bfloat16": 2**8, "float32": 2**24, "float64": 2**53, "bool": 1}
    return exact[spec.dtype] if spec.dtype in exact else min(_WHOLE[spec.dtype], 2**53)


def _literal(spec: InputSpec) -> str | None:
    try:
        shape = _shape(spec.tensor)
    except ValueError as error:
        return str(error)
    if len(shape) > MOST_DIMENSIONS:
        return f"a tensor has at most {MOST_DIMENSIONS} dimensions, found {len(shape)}"
    for wrong in (entry for entry in _entries(spec.tensor) if not _fits(entry, spec.dtype)):
        if wrong is None or isinstance(wrong, dict):
            return f"a tensor is made of numbers, not of {'nothing' if wrong is None else 'keys with values'}"
        return (
            'true and false need "dtype: bool"'
            if isinstance(wrong, bool)
            else f"{wrong!r} is not a number of dtype {spec.dtype}"
        )
    return None


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


def _product(spec: InputSpec, case: CaseSpec, earlier: dict[str, InputSpec]) -> Iterator[tuple[str, str]]:
    (name, target), *others = spec.product_with.items()
    other = earlier.get(name)
    if others:
        yield "product_with", "one product can be reached, not several"
    elif other is None:
        yield "product_with", unknown("input", name, list(earlier)) + "; it must stand above this one"
    elif not 1e-9 <= abs(target) <= 1e9:
        yield "product_with", "the product is a number other than 0, not beyond 1e-9 and 1e9"
    elif spec.dtype not in {"float32", "float64"}:
        yield "product_with", f"a {spec.dtype} can't reach a product exactly enough; float32 can"
    elif len(dimensions(spec)) != 1 or not _same_vector(spec, other):
        yield "product_with", f"a dot product wants two vectors of one length; {name} is not one like this"
    elif _most_entries(spec, case) > PRODUCT_LIMIT:
        yield "product_with", f"a product is set for vectors of up to {PRODUCT_LIMIT:,} entries"
    elif other.source == "tensor" and not all(_is_moderate(entry) for entry in _entries(other.tensor)):
        yield "product_with", f"{name} holds numbers that are too large to be added up"
    elif other.source == "tensor" and not any(_entries(other.tensor)):
        yield "product_with", f"{name} is zero, and so is every product with it"


def _is_moderate(entry: object) -> bool:
    return isinstance(entry, (int, float)) and abs(entry) <= 2**53  # not so for NaN


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
