"""Sums and means: along the wrong axis, too many, or missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from lagrader.diagnosis.evidence import Compared, Relation, backward, close, forward, holds
from lagrader.diagnosis.interface import Context, Sample
from lagrader.diagnosis.values import Numbers, Pair, everywhere, failing, numbers, pairs
from lagrader.results import Feedback

Axis = int | None
Reduce = Callable[[Numbers, Axis], Numbers]


def _softmax(values: Numbers, axis: Axis) -> Numbers:
    raised: Numbers = np.exp(values - np.max(values, axis=axis, keepdims=True))
    return raised / np.sum(raised, axis=axis, keepdims=True)


REDUCTIONS: Mapping[str, Reduce] = {
    "sum": lambda values, axis: np.asarray(np.sum(values, axis=axis)),
    "mean": lambda values, axis: np.asarray(np.mean(values, axis=axis)),
    "maximum": lambda values, axis: np.asarray(np.max(values, axis=axis)),
    "minimum": lambda values, axis: np.asarray(np.min(values, axis=axis)),
    "product": lambda values, axis: np.asarray(np.prod(values, axis=axis)),
    "norm": lambda values, axis: np.asarray(np.sqrt(np.sum(values * values, axis=axis))),
    "place of the maximum": lambda values, axis: np.asarray(np.argmax(values, axis=axis)).astype(np.float64),
    "running sum": lambda values, axis: np.asarray(np.cumsum(values, axis=axis)),
    "softmax": _softmax,
}
"""What a function may do to an input along an axis."""

MOST_ENTRIES = 50_000
"""Inputs larger than this in a case are not tried: the others tell as much."""


def _usable(samples: Sequence[Sample], context: Context) -> list[Pair]:
    """A shape holds numbers too, but nobody adds them up."""
    return (pairs(samples) or []) if context.returns in ("number", "tensor") else []


def wrong_axis(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """What is expected is an input's sum (mean, maximum …) along one axis; the result is that along another."""
    found = _usable(samples, context)
    if not found or not failing(samples):
        return None
    for place, name in enumerate(found[0].sample.names):
        given = _inputs(found, place)
        if given is None:
            continue
        for word, reduce in REDUCTIONS.items():
            right = [axis for axis in _axes(given) if _all_close(found, given, reduce, axis)]
            if len(right) != 1:
                continue
            for axis in _axes(given):
                if axis != right[0] and holds(_reduced(given, reduce, axis), found):
                    return _told(word, name, axis, right[0], found[0].sample)
    return None


def _told(word: str, name: str, got: Axis, wanted: Axis, sample: Sample) -> Feedback:
    axes = sample.axes.get(name, ())
    text = f"The {word} of {name} is taken {_along(got, axes)}; {_along(wanted, axes)} is asked for."
    return Feedback("WRONG_AXIS", text)


def _along(axis: Axis, axes: Sequence[str | int]) -> str:
    if axis is None:
        return "over all entries"
    named = f" ({axes[axis]})" if axis < len(axes) and isinstance(axes[axis], str) else ""
    return f"along dimension {axis}{named}"


def _inputs(found: Sequence[Pair], place: int) -> dict[int, Numbers] | None:
    """Return one input of all pairs, where it is a tensor with the same two to four axes in each."""
    given: dict[int, Numbers] = {}
    for pair in found:
        value = numbers(pair.sample.args[place]) if place < len(pair.sample.args) else None
        if value is None or not 2 <= value.ndim <= 4 or not 0 < value.size <= MOST_ENTRIES:
            return None
        given[id(pair)] = value
    return given if len({value.ndim for value in given.values()}) == 1 else None


def _axes(given: Mapping[int, Numbers]) -> Iterator[Axis]:
    yield None
    yield from range(next(iter(given.values())).ndim)


def _all_close(found: Sequence[Pair], given: Mapping[int, Numbers], reduce: Reduce, axis: Axis) -> bool:
    with np.errstate(all="ignore"):
        return all(close(reduce(given[id(p)], axis), p.expected, p.sample.tolerance) for p in found)


def _reduced(given: Mapping[int, Numbers], reduce: Reduce, axis: Axis) -> Relation:
    def relation(pair: Pair) -> Compared:
        want = reduce(given[id(pair)], axis)
        same = want.shape == pair.expected.shape
        return Compared(pair.actual, want, pair.expected if same else np.zeros_like(want))

    return relation


# --- a sum or a mean too many, or one that is missing ------------------------------------------------------

PLACES: tuple[Axis, ...] = (None, 0, 1, -1)


def extra(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """The expected entries, added up (or averaged) once more."""
    # A single number has no entries to add up: the step shows in it as little as in a case that passed.
    found = [pair for pair in _usable(samples, context) if pair.expected.ndim or not pair.sample.passed]
    if not found or any(pair.expected.ndim == 0 for pair in found):
        return None
    for code, word, reduce in (("EXTRA_SUM", "sum", np.sum), ("EXTRA_MEAN", "mean", np.mean)):
        for axis in PLACES:
            ways = (_along_axis(reduce, axis), _along_axis(reduce, axis, keepdims=True))
            if any(holds(forward(way), found) for way in ways):
                over = "all entries" if axis is None else f"dimension {axis}"
                text = f"Your result is the {word} of the expected one over {over}: that step is too many."
                return Feedback(code, text)
    return None


def missing(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """The result's entries still have to be added up (or averaged)."""
    found = _usable(samples, context)
    if not found or not all(pair.actual.ndim > pair.expected.ndim for pair in found if not pair.sample.passed):
        return None
    if all(pair.actual.size == 1 for pair in found if not pair.sample.passed):
        return None  # the one number in a list: nothing is repeated, and nothing is left to add up
    if any(holds(backward(_repeated(axis)), found) for axis in PLACES):
        text = f"Your result is the expected one{everywhere(samples)}, repeated along an axis that should not be there"
        text += ": a tensor of several entries takes part where a single number is meant."
        return Feedback("REPEATED", text)
    for code, word, reduce in (("SUM_MISSING", "sum", np.sum), ("MEAN_MISSING", "mean", np.mean)):
        for axis in PLACES:
            if holds(backward(_along_axis(reduce, axis)), found):
                over = "its entries" if axis is None else f"its dimension {axis}"
                text = f"The {word} is missing: taken over {over}, your result is the expected one"
                return Feedback(code, f"{text}{everywhere(samples)}.")
    if holds(backward(_trace), found):
        text = "Your result pairs every entry with every other; the sum of its diagonal is the expected number."
        return Feedback("OUTER_PRODUCT", text)
    return None


def _repeated(axis: Axis) -> Callable[[Numbers], Numbers | None]:
    """Return what takes one of several equal entries along an axis; None where they differ."""
    mean = _along_axis(np.mean, axis)

    def change(values: Numbers) -> Numbers | None:
        one = mean(values)
        spread = None if one is None else np.ptp(values, axis=axis)
        return one if spread is not None and bool(np.all(spread <= 1e-6 * np.maximum(1.0, np.abs(one)))) else None  # type: ignore[arg-type]

    return change


def _along_axis(
    reduce: Callable[..., Numbers], axis: Axis, *, keepdims: bool = False
) -> Callable[[Numbers], Numbers | None]:
    def change(values: Numbers) -> Numbers | None:
        if not values.size or (axis is not None and not -values.ndim <= axis < values.ndim):
            return None
        return np.asarray(reduce(values, axis=axis, keepdims=keepdims))

    return change


def _trace(values: Numbers) -> Numbers | None:
    square = values.ndim == 2 and values.shape[0] == values.shape[1]
    return np.asarray(np.trace(values)) if square else None


FAMILY = (wrong_axis, extra, missing)
