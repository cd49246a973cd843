"""From a criterion and a seed to cases: concrete inputs, as they go over the wire.

Inputs are drawn in float64 and then rounded to the dtype that the learner gets them in, so that the widened values
which the oracle computes with are exactly those that the learner's function saw. The same seed gives the same cases on
every platform: the generator is NumPy's PCG64, seeded with numbers alone.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np

from lagrader.errors import CourseError
from lagrader.rubric import BaseCriterion, CallingCriterion, CaseSpec, InputSpec, opens
from lagrader.wire import Args, Array, Handle, Size, Value

if TYPE_CHECKING:
    from numpy.typing import NDArray

Axes: TypeAlias = tuple[str | int, ...]
Sizes: TypeAlias = Mapping[str, int]

NEAR_ZERO = 0.1
"""What ``nonzero`` keeps away from."""

PRODUCT_ERROR = 1e-6
"""How far, relative to the target, a dot product set by ``product_with`` may be off."""

_TRIES = 1000
_WIDE = {"int64": "<i8", "int32": "<i8", "bool": "|b1"}
_WIRE = {"<f8": "float64", "<i8": "int64", "|b1": "bool"}


@dataclass(frozen=True)
class Case:
    """One concrete set of inputs. Tensors are widened :class:`lagrader.wire.Array` of their original dtype."""

    name: str
    args: tuple[Value, ...]
    """The arguments, by position; a :class:`Handle` where one is the result of another call."""
    given: Mapping[str, Value] = field(default_factory=dict)
    """The values that handles are called with, by name."""
    sizes: Mapping[str, int] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    """The names of the arguments, in order."""
    axes: Mapping[str, Axes] = field(default_factory=dict)
    """For each input or given value that has dimensions (or is a shape): names of sizes, or numbers."""
    literal: bool = False
    """Whether it is an example of the course, the same under every seed."""
    hidden: bool = False
    opens: datetime | None = None
    """When it is hidden no more."""
    """Whether learners must not see it."""

    def tensors(self) -> dict[str, Array]:
        """Return all tensors of the case by name: those given for handles, then the arguments."""
        values = {**self.given, **dict(zip(self.names, self.args, strict=True))}
        return {name: value for name, value in values.items() if isinstance(value, Array)}

    @cached_property
    def values(self) -> tuple[Value, ...]:
        """Every value that the case puts in: the arguments, and what was given for handles."""
        return (*self.given.values(), *(arg for arg in self.args if not isinstance(arg, Handle)))

    @cached_property
    def longest_axis(self) -> int:
        """The largest dimension of any tensor of the case, 1 where there is none."""
        return max((size for tensor in self.tensors().values() for size in tensor.shape), default=1)


def draw(criterion: BaseCriterion, exercise_id: str, seed: int, attempt: int = 0) -> tuple[Case, ...]:
    """Return the cases of ``criterion`` under ``seed``; none where its kind has no cases.

    Another ``attempt`` (from 0) draws other inputs for the same seed; literal cases stay as they are.

    Raises:
        CourseError: something that the rubric asks for can't be drawn.
    """
    if not isinstance(criterion, CallingCriterion):
        return ()
    return draw_specs(criterion.cases, exercise_id, criterion.id, seed, attempt)


def draw_specs(
    specs: Sequence[CaseSpec], exercise_id: str, criterion_id: str, seed: int, attempt: int = 0
) -> tuple[Case, ...]:
    """Return the cases that ``specs`` describe, drawn for the names and numbers given; raises as :func:`draw`."""
    key = [seed % 2**64, zlib.crc32(exercise_id.encode()), zlib.crc32(criterion_id.encode()), attempt]
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(key)))
    try:
        return tuple(_cases(specs, rng))
    except _ImpossibleError as reason:
        raise CourseError(f"{exercise_id}, criterion {criterion_id}: {reason}. Change its rubric.yaml.") from None


class _ImpossibleError(Exception):
    """What a case asks for can't be drawn."""


def _cases(specs: Sequence[CaseSpec], rng: np.random.Generator) -> Iterator[Case]:
    unnamed = 0
    for place, spec in enumerate(specs, 1):
        for turn, sizes in enumerate(_all_sizes(spec, rng), 1):
            if not spec.drawn:
                name = spec.name or f"case {place}"
                name = f"{name} {turn}" if any(one.each for one in spec.specs) else name
            elif not spec.name:
                unnamed += 1
                name = f"random {unnamed}{sizes_in_words(sizes)}"
            else:
                name = spec.name if spec.repeat == 1 else f"{spec.name} {turn}{sizes_in_words(sizes)}"
            yield case_with(name, spec, sizes, rng, turn)


def sizes_in_words(sizes: Sizes) -> str:
    """Return `` (n=3, m=2)``, nothing where there are no sizes."""
    return f" ({', '.join(f'{name}={size}' for name, size in sizes.items())})" if sizes else ""


def case_with(name: str, spec: CaseSpec, sizes: Sizes, rng: np.random.Generator, turn: int = 1) -> Case:
    """Return the case that ``spec`` describes, with these sizes and the numbers that ``rng`` gives.

    ``turn`` counts the case's repetitions from 1, for what lies in a file with an entry for each.
    """
    values: dict[str, Value] = {}
    axes: dict[str, Axes] = {}
    given = {key: _value(key, one.at(turn), sizes, values, axes, rng) for key, one in spec.given.items()}
    args: list[Value] = []
    for key, one in spec.inputs.items():
        if one.call is not None:
            args.append(Handle(one.call, tuple(given[arg] for arg in one.args)))
        else:
            args.append(_value(key, one.at(turn), sizes, values, axes, rng))
    return Case(
        name, Args(args), given, sizes, tuple(spec.inputs), axes, not spec.drawn, spec.is_hidden, opens(spec.hidden)
    )


# --- sizes -------------------------------------------------------------------------------------------------


def _all_sizes(spec: CaseSpec, rng: np.random.Generator) -> Iterator[Sizes]:
    """Yield the sizes of each repetition; the ends of each range come up, as far as there are repetitions for them."""
    for pinned in _pinned(spec):
        yield _draw_sizes(spec, pinned, rng)


def _pinned(spec: CaseSpec) -> list[dict[str, int]]:
    """Spread the smallest and largest size of each range over the repetitions, where ``distinct`` leaves room."""
    fixed = {name: size for name, size in spec.sizes.items() if isinstance(size, int)}
    pinned = [dict(fixed) for _ in range(spec.repeat)]
    if spec.repeat == 1:
        return pinned
    ranges = {name: size for name, size in spec.sizes.items() if not isinstance(size, int)}
    for end in (0, 1):
        for name, bounds in ranges.items():
            # All largest sizes begin their search at the second repetition: the first is that of the smallest.
            for sizes in (*pinned[end:], *pinned[:end]):
                if name not in sizes and _keeps_distinct(spec, {**sizes, name: bounds[end]}):
                    sizes[name] = bounds[end]
                    break
    return pinned


def _keeps_distinct(spec: CaseSpec, sizes: Sizes) -> bool:
    values = [sizes[name] for name in spec.distinct if name in sizes]
    return len(set(values)) == len(values)


def _draw_sizes(spec: CaseSpec, pinned: Sizes, rng: np.random.Generator) -> Sizes:
    # First with the pinned ends; where those leave the others no room, without.
    fixed = {name: size for name, size in spec.sizes.items() if isinstance(size, int)}
    for known in (pinned, fixed):
        for _ in range(_TRIES):
            sizes = {name: _size(name, bounds, known, rng) for name, bounds in spec.sizes.items()}
            if _keeps_distinct(spec, sizes):
                return sizes
    raise _ImpossibleError(f"no sizes of {', '.join(spec.distinct)} were found that all differ")


def _size(name: str, bounds: int | tuple[int, int], known: Sizes, rng: np.random.Generator) -> int:
    if name in known:
        return known[name]
    low, high = cast(tuple[int, int], bounds)
    return int(rng.integers(low, high, endpoint=True))


# --- values ------------------------------------------------------------------------------------------------


def _value(
    name: str, spec: InputSpec, sizes: Sizes, known: dict[str, Value], axes: dict[str, Axes], rng: np.random.Generator
) -> Value:
    """Return the value of one input; note it in ``known`` and its dimensions in ``axes``."""
    value, axes_of = _made(spec, sizes, known, rng)
    if axes_of is not None:
        axes[name] = axes_of
    known[name] = value
    return value


def _made(
    spec: InputSpec, sizes: Sizes, known: Mapping[str, Value], rng: np.random.Generator
) -> tuple[Value, Axes | None]:
    match spec.source:
        case "number":
            return _plain_number(spec.number, spec.dtype), None
        case "truth":
            return spec.truth, None
        case "tuple":
            return tuple(_shape(spec.tuple_, sizes)), tuple(spec.tuple_ or ())
        case "size":
            return Size(_shape(spec.size, sizes)), tuple(spec.size or ())
        case "tensor":
            literal = np.asarray(spec.tensor, dtype=_WIDE.get(spec.dtype, "<f8"))
            return to_wire(rounded(literal, spec.dtype), spec.dtype), literal.shape
        case "file":
            assert spec.stored is not None  # a rubric is held against its files before a case is drawn
            return to_wire(spec.stored.values, spec.stored.dtype), spec.stored.values.shape
    dimensions: list[str | int] = getattr(spec, spec.source)
    values = _drawn(spec, _shape(dimensions, sizes), known, rng)
    if spec.plain:
        return values.item(), None
    return to_wire(values, spec.dtype), tuple(dimensions)


def _plain_number(number: float | None, dtype: str) -> Value:
    """Return a Python number that the dtype can hold: what a learner turns into a tensor is then no other number."""
    return float(rounded(np.float64(number), dtype)) if isinstance(number, float) else number


def _shape(dimensions: Sequence[str | int] | None, sizes: Sizes) -> tuple[int, ...]:
    return tuple(sizes[one] if isinstance(one, str) else one for one in dimensions or ())


def _drawn(
    spec: InputSpec, shape: tuple[int, ...], known: Mapping[str, Value], rng: np.random.Generator
) -> NDArray[Any]:
    if spec.product_with:
        ((name, target),) = spec.product_with.items()
        return _with_product(spec, shape, from_wire(cast(Array, known[name])), target, rng)
    return rounded(_raw(spec, shape, rng), spec.dtype)


def _raw(spec: InputSpec, shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[Any]:
    values = _once(spec, shape, rng)
    if not spec.nonzero:
        return values
    for _ in range(_TRIES):
        near = np.abs(values) < NEAR_ZERO
        if not near.any():
            return values
        values = np.where(near, _once(spec, shape, rng), values)
    raise _ImpossibleError("what is drawn lies within 0.1 of zero again and again")


def _once(spec: InputSpec, shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[Any]:
    if spec.source == "normal":
        return np.asarray(rng.standard_normal(shape))
    if spec.source == "uniform":
        return np.asarray(rng.uniform(spec.low, spec.high, shape))
    return np.asarray(rng.integers(int(spec.low), int(spec.high), shape, endpoint=True))


# --- a product of a given value ----------------------------------------------------------------------------


def _with_product(
    spec: InputSpec, shape: tuple[int, ...], other: NDArray[Any], target: float, rng: np.random.Generator
) -> NDArray[Any]:
    """Draw a vector whose dot product with ``other`` is ``target``, within PRODUCT_ERROR of it after rounding."""
    if other.shape != shape:
        raise _ImpossibleError(f"a dot product of shapes {shape} and {other.shape} was asked for")
    for _ in range(_TRIES):
        values = _raw(spec, shape, rng)
        product = _dot(values, other)
        # Where the terms nearly cancel, scaling would blow the entries up.
        if abs(product) < 0.01 * _dot(np.abs(values), np.abs(other)) or product == 0:
            continue
        scaled = _nudged(rounded(values * (target / product), spec.dtype), other, target, spec.dtype)
        if abs(_dot(scaled, other) - target) <= PRODUCT_ERROR * abs(target):
            return scaled
    raise _ImpossibleError(f"no vector with a dot product of {target} was found")


def _dot(values: NDArray[Any], other: NDArray[Any]) -> float:
    # Not numpy.dot: the order in which it adds, and so the last bit, depends on the machine.
    return math.fsum((values * other).tolist())


def _nudged(values: NDArray[Any], other: NDArray[Any], target: float, dtype: str) -> NDArray[Any]:
    """Take up the error that rounding left, with the entry whose own rounding moves the product least."""
    usable = np.flatnonzero(other)
    step = np.abs(other[usable]) * np.spacing(np.abs(values[usable]).astype(np.float32))
    finest = usable[np.argmin(step)]
    moved = values.copy()
    moved[finest] += (target - _dot(values, other)) / other[finest]
    return rounded(moved, dtype)


# --- arrays ------------------------------------------------------------------------------------------------


def rounded(values: NDArray[Any] | np.float64, dtype: str) -> NDArray[Any]:
    """Return ``values`` widened (float64, int64 or bool) after rounding to ``dtype``, to nearest, ties to even."""
    if dtype in _WIDE:
        return np.asarray(values).astype(_WIDE[dtype])
    wide = np.asarray(values, dtype="<f8")
    with np.errstate(over="ignore"):
        if dtype == "float64":
            return wide
        if dtype == "float16":
            return wide.astype(np.float16).astype("<f8")
        narrow = wide.astype(np.float32)
    return _bfloat16(narrow).astype("<f8") if dtype == "bfloat16" else narrow.astype("<f8")


def _bfloat16(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Round to the upper 16 bits of a float32, which is what bfloat16 is; not finite values stay as they are."""
    bits = values.view(np.uint32)
    nearest_even = (bits + 0x7FFF + ((bits >> 16) & 1)) & np.uint32(0xFFFF0000)
    return np.where(np.isfinite(values), nearest_even.view(np.float32), values)


def to_wire(values: NDArray[Any], original: str) -> Array:
    """Return a widened array as a tensor on the wire, of dtype ``original``."""
    return Array(_WIRE[values.dtype.str], values.shape, values.tobytes(), original=original)


def from_wire(array: Array) -> NDArray[Any]:
    """Return the values of a tensor on the wire, widened and read-only."""
    little_endian = np.dtype(array.dtype).newbyteorder("<")
    return np.frombuffer(array.data, dtype=little_endian).reshape(array.shape)
