"""The right shape and wrong numbers that one simple change explains: a sign, a constant, a factor, a missing step."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from lagrader.diagnosis.evidence import Compared, Relation, backward, close, forward, holds
from lagrader.diagnosis.interface import Context, Sample
from lagrader.diagnosis.values import Numbers, Pair, brief, everywhere, failing, numbers, pairs, same_shape
from lagrader.results import Feedback
from lagrader.wire import Array

LEAST_CHANGE = 1e-6
"""What a constant or the distance of a factor from 1 must be, relative to the numbers, to be worth a word."""

MOST_INPUTS = 6
"""Inputs that are tried as a missing term or factor."""


def _usable(samples: Sequence[Sample], context: Context) -> list[Pair] | None:
    return same_shape(pairs(samples)) if context.returns in ("number", "tensor") else None


def _positive(values: Numbers, change: Callable[[Numbers], Numbers]) -> Numbers | None:
    return change(values) if values.size and float(values.min()) >= 0 else None


def _nonzero(values: Numbers, change: Callable[[Numbers], Numbers]) -> Numbers | None:
    return change(values) if values.size and not bool(np.any(values == 0)) else None


SINGLE: Mapping[str, tuple[Relation, str]] = {
    "NEGATED": (forward(np.negative), "the expected one with the opposite sign"),
    "SQUARED": (forward(np.square, 10.0), "the square of the expected one"),
    "SQUARE_MISSING": (
        backward(lambda actual: _positive(actual, np.square)),
        "the square root of the expected one: a square is missing, or a root is too many",
    ),
    "RECIPROCAL": (forward(lambda e: _nonzero(e, np.reciprocal), 10.0), "1 divided by the expected one"),
    "ABSOLUTE": (forward(np.abs), "the expected one without its sign, as abs() gives it"),
    "ABSOLUTE_MISSING": (backward(np.abs), "right but for its sign: abs() is missing"),
    "RELU_ADDED": (forward(lambda e: np.maximum(e, 0.0)), "the expected one with 0 in place of everything negative"),
    "EXPONENTIAL": (forward(np.exp, 10.0), "e to the power of the expected one"),
    "LOGARITHM": (
        forward(lambda e: _nonzero(e, np.log) if e.size and e.min() > 0 else None, 10.0),
        "the natural logarithm of the expected one",
    ),
}
"""Changes without any number of their own: code, relation, what the result then is."""


def one_step(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """One function of the expected numbers, the same in all cases; silent where two of them fit."""
    found = _usable(samples, context)
    if not found:
        return None
    fits = [code for code, (relation, _) in SINGLE.items() if holds(relation, found)]
    if not fits or (len(fits) > 1 and fits[0] != "NEGATED"):
        return None
    code = fits[0]  # an opposite sign is a plain fact, also where abs() would explain it
    return Feedback(code, f"Your result is {SINGLE[code][1]}{everywhere(samples)}.")


def relu_missing(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """Right wherever it is positive, and negative where 0 is expected."""
    found = _usable(samples, context)
    if not found or not all(_cut(pair) for pair in found):
        return None
    negative = sum(int(np.count_nonzero(pair.actual < 0)) for pair in found)
    # A large share of zeros is weak evidence: any negative number becomes 0. The positive ones carry the proof.
    positive = {f"{entry:.6g}" for pair in found for entry in pair.expected.ravel()[:50] if entry > 0}
    if negative < 2 or len(positive) < 2:
        return None
    text = "Your result is right wherever it is positive, and negative where 0 is expected: relu gives 0 there."
    return Feedback("RELU_MISSING", text)


def _cut(pair: Pair) -> bool:
    return close(np.maximum(pair.actual, 0.0), pair.expected, pair.sample.tolerance)


# --- one number that explains all --------------------------------------------------------------------------


def constant(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """The same number too much or too little everywhere."""
    found = _usable(samples, context)
    if not found or (size := _constant(found)) is None:
        return None
    if not holds(forward(lambda expected: expected + size), found, distinct=3):
        return None
    way = "large" if size > 0 else "small"
    by = "the same amount" if context.hidden else brief(abs(size))
    return Feedback("OFF_BY_CONSTANT", f"Your result is too {way} by {by}{everywhere(samples)}.")


def _constant(found: Sequence[Pair]) -> float | None:
    differences = np.concatenate([(pair.actual - pair.expected).ravel() for pair in found])
    if not differences.size or not np.all(np.isfinite(differences)):
        return None
    return _tidy(float(np.median(differences)))


def _tidy(value: float) -> float:
    """Return the short number that was most likely meant, where one is as near as rounding allows."""
    short = float(f"{value:.4g}")
    return short if abs(short - value) <= LEAST_CHANGE * max(1.0, abs(value)) else value


def factor(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """The same multiple everywhere."""
    found = _usable(samples, context)
    if not found or (times := _factor(found)) is None or abs(times - 1) < LEAST_CHANGE or abs(times) < LEAST_CHANGE:
        return None
    if not holds(forward(lambda expected: expected * times, abs(times)), found, distinct=3):
        return None
    text = "a fixed multiple of the expected one" if context.hidden else _multiple(times)
    return Feedback("OFF_BY_FACTOR", f"Your result is {text}{everywhere(samples)}.")


def _factor(found: Sequence[Pair]) -> float | None:
    """Fit it where it can be read best: at the largest expected number."""
    best, times = 0.0, None
    for pair in found:
        if not pair.expected.size:
            continue
        place = int(np.argmax(np.abs(pair.expected)))
        size = float(pair.expected.ravel()[place])
        if abs(size) > best and np.isfinite(size):
            best, times = abs(size), float(pair.actual.ravel()[place]) / size
    return _tidy(times) if times is not None and np.isfinite(times) else None


def _multiple(times: float) -> str:
    for whole in (2, 3, 4, 5, 10, 100):
        if abs(times * whole - 1) < 1e-5:
            return {2: "half the expected one"}.get(whole, f"the expected one divided by {whole}")
    return f"{brief(times)} times the expected one"


# --- a size that explains all ------------------------------------------------------------------------------


def by_size(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """A factor that is the length of an axis: a sum for a mean, or the other way round."""
    found = _usable(samples, context)
    for name, lengths in _lengths(found or []):
        if len({length for length, pair in zip(lengths, found or [], strict=True) if not pair.sample.passed}) < 2:
            continue
        for code, power, words in _BY_SIZE:
            scaled = {id(pair): float(length) ** power for length, pair in zip(lengths, found or [], strict=True)}
            if holds(_scaled(scaled), found or [], distinct=3):
                return Feedback(code, f"Your result is {words.format(name=name)}{everywhere(samples)}.")
    return None


_BY_SIZE = (
    ("SUM_FOR_MEAN", 1.0, "the expected one times {name}: a sum where the mean is asked for"),
    ("MEAN_FOR_SUM", -1.0, "the expected one divided by {name}: a mean where the sum is asked for"),
    ("ROOT_OF_SIZE", 0.5, "the expected one times the square root of {name}"),
    ("ROOT_OF_SIZE", -0.5, "the expected one divided by the square root of {name}"),
)


def one_less(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """Divided by n - 1 for n, or the other way round: variance and standard deviation."""
    found = _usable(samples, context)
    for name, lengths in _lengths(found or []):
        if len(set(lengths)) < 2 or min(lengths) < 2:
            continue
        for power in (1.0, 0.5, -1.0, -0.5):
            scaled = {id(p): (n / (n - 1)) ** power for n, p in zip(lengths, found or [], strict=True)}
            if holds(_scaled(scaled), found or [], distinct=3):
                used, wanted = (f"{name} - 1", name) if power > 0 else (name, f"{name} - 1")
                text = f"Your result divides by {used} where {wanted} is asked for{everywhere(samples)}."
                return Feedback("DIVIDED_BY_N_MINUS_1", text)
    return None


def _scaled(factors: Mapping[int, float]) -> Relation:
    def relation(pair: Pair) -> Compared:
        times = factors[id(pair)]
        return Compared(pair.actual, pair.expected * times, pair.expected, max(1.0, times))

    return relation


def _lengths(found: Sequence[Pair]) -> Iterator[tuple[str, list[int]]]:
    """Yield each size, and the number of entries of each tensor, with what it is in every pair."""
    if not found:
        return
    for name in found[0].sample.sizes:
        if all(pair.sample.sizes.get(name, 0) > 0 for pair in found):
            yield name, [pair.sample.sizes[name] for pair in found]
    for place, name in enumerate(found[0].sample.names[:MOST_INPUTS]):
        values = [pair.sample.args[place] if place < len(pair.sample.args) else None for pair in found]
        if all(isinstance(value, Array) and value.shape and value.data for value in values):
            counts = [math.prod(value.shape) for value in values if isinstance(value, Array)]
            yield f"the number of entries of {name}", counts


# --- an input that explains all ----------------------------------------------------------------------------


def by_input(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """The difference is one of the inputs, added once too little or too much, or a missing factor."""
    found = _usable(samples, context)
    if not found or not failing(samples):
        return None
    for place, name in enumerate(found[0].sample.names[:MOST_INPUTS]):
        for code, way, words in _BY_INPUT:
            if holds(_with_input(place, way), found, distinct=3):
                return Feedback(code, f"Your result is {words.format(name=name)}{everywhere(samples)}.")
    return None


_BY_INPUT: tuple[tuple[str, Callable[[Numbers, Numbers], Numbers], str], ...] = (
    ("INPUT_LEFT_OUT", lambda e, x: e - x, "the expected one less {name}: {name} is not added"),
    ("INPUT_ADDED_AGAIN", lambda e, x: e + x, "the expected one plus {name}: {name} is added once too often"),
    (
        "INPUT_SUBTRACTED",
        lambda e, x: e - 2 * x,
        "the expected one less twice {name}, as if {name} were subtracted",
    ),
    ("FACTOR_LEFT_OUT", lambda e, x: e / x, "the expected one divided by {name}: a factor {name} is missing"),
    ("FACTOR_TWICE", lambda e, x: e * x, "the expected one times {name}: a factor {name} too many"),
)


def _with_input(place: int, way: Callable[[Numbers, Numbers], Numbers]) -> Relation:
    def relation(pair: Pair) -> Compared | None:
        given = numbers(pair.sample.args[place]) if place < len(pair.sample.args) else None
        if given is None or given.ndim > pair.expected.ndim:
            return None
        try:
            want = way(pair.expected, given)
        except ValueError:  # the input's shape does not broadcast against the result's
            return None
        scale = max(1.0, float(np.max(np.abs(given), initial=0.0)))
        return Compared(pair.actual, want, pair.expected, scale) if want.shape == pair.expected.shape else None

    return relation


FAMILY = (one_step, relu_missing, by_size, one_less, by_input, constant, factor)
