"""The numbers may be right and stand in the wrong shape: transposed, flattened, an axis too many, or broadcast."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from lagrader.diagnosis.axes import axis_names, told
from lagrader.diagnosis.evidence import Compared, Relation, backward, forward, holds
from lagrader.diagnosis.interface import Context, Sample
from lagrader.diagnosis.values import Numbers, Pair, failing, pairs, passing, results, smallest
from lagrader.results import Feedback
from lagrader.wire import Array


def _tensors(samples: Sequence[Sample]) -> list[Pair] | None:
    """Return the pairs where every failing result is a tensor (or NumPy array) of real numbers."""
    values = results(failing(samples))
    if not values or not all(isinstance(value, Array) for value in values):
        return None
    return pairs(samples)


def _failed(found: Sequence[Pair]) -> list[Pair]:
    return [pair for pair in found if not pair.sample.passed]


def story(samples: Sequence[Sample]) -> str:
    """Return ``(out=5, batch=8) where (batch=8, out=5) was expected``, on the numbers of the smallest failing case."""
    found = pairs(failing(samples))
    assert found is not None
    wanted = axis_names([(pair.sample, pair.expected.shape) for pair in found])
    said = {pair.sample.result_axes for pair in found}
    names = said.pop() if len(said) == 1 else ()
    wanted = names if names and all(len(names) == pair.expected.ndim for pair in found) else wanted
    got = axis_names([(pair.sample, pair.actual.shape) for pair in found])
    shown = smallest([pair.sample for pair in found])
    pair = next(pair for pair in found if pair.sample is shown)
    return f"{told(pair.actual.shape, got)} where {told(pair.expected.shape, wanted)} was expected"


def transposed(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """Rows and columns changed places."""
    found = _tensors(samples)
    if not found or not any(min(pair.expected.shape, default=0) > 1 for pair in _failed(found)):
        return None
    if not holds(forward(lambda expected: expected.T if expected.ndim == 2 else None), found):
        return None
    text = "The result is transposed: rows and columns changed places"
    square = all(pair.expected.shape == pair.actual.shape for pair in _failed(found))
    return Feedback("TRANSPOSED", f"{text}." if square else f"{text}, {story(samples)}.")


def permuted(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """Three or more axes in another order, the same in every case."""
    found = _tensors(samples)
    counts = {pair.expected.ndim for pair in found or ()}
    if not found or len(counts) != 1 or not 3 <= min(counts) <= 4:
        return None
    for order in itertools.permutations(range(min(counts))):
        if list(order) != sorted(order) and holds(_in_order(order), found):
            return Feedback("AXES_PERMUTED", f"The axes stand in another order: {story(samples)}.")
    return None


def _in_order(order: Sequence[int]) -> Relation:
    return forward(lambda expected: np.transpose(expected, order))


def flattened(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """All entries in one row."""
    found = _tensors(samples)
    if not found or not any(min(pair.expected.shape, default=0) > 1 for pair in _failed(found)):
        return None
    if not holds(forward(lambda expected: expected.ravel() if expected.ndim > 1 else None), found):
        return None
    return Feedback("FLATTENED", f"The result is flattened to one row of numbers: {story(samples)}.")


def extra_dimension(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """An axis of length 1 too many."""
    found = _tensors(samples)
    most = max((pair.expected.ndim for pair in found or ()), default=0)
    for place in (*range(most + 1), -1):
        if found and holds(forward(lambda expected, place=place: _expanded(expected, place)), found):  # type: ignore[misc]
            text = f"The numbers are right, with one axis of length 1 too many: {story(samples)}."
            return Feedback("EXTRA_DIMENSION", text)
    return None


def _expanded(expected: Numbers, place: int) -> Numbers | None:
    return np.expand_dims(expected, place) if place <= expected.ndim else None


def missing_dimension(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """An axis of length 1 is lost: always, or only where that axis happens to have length 1."""
    found = _tensors(samples)
    if not found:
        return None
    most = max(pair.expected.ndim for pair in found)
    for place in (None, *range(most), -1):
        if holds(forward(lambda expected, place=place: _squeezed(expected, place)), found):  # type: ignore[misc]
            text = f"The numbers are right, and an axis of length 1 is missing: {story(samples)}."
            if passing(samples):
                text += " It is lost only where its length is 1, as squeeze() does without a dimension."
            return Feedback("MISSING_DIMENSION", text)
    return None


def _squeezed(expected: Numbers, place: int | None) -> Numbers | None:
    if place is None:
        return np.squeeze(expected)
    if place >= expected.ndim or not expected.ndim:
        return None
    return np.squeeze(expected, place) if expected.shape[place] == 1 else expected


def reshaped(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """The right numbers in the right order, cut into another shape."""
    found = _tensors(samples)
    if not found or not all(pair.actual.shape != pair.expected.shape for pair in _failed(found)):
        return None
    if any(pair.actual.size != pair.expected.size for pair in found) or not all(pair.actual.ndim for pair in found):
        return None
    shapes = {id(pair.expected): pair.actual.shape for pair in found}
    if not holds(forward(lambda expected: expected.reshape(shapes[id(expected)])), found):
        return None
    return Feedback("RESHAPED", f"The right numbers stand in another shape: {story(samples)}.")


def one_short(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """A row of numbers without its first or last one, or with one too many."""
    found = _tensors(samples)
    if not found or any(pair.expected.ndim != 1 or pair.actual.ndim != 1 for pair in found):
        return None
    ends = (("last", slice(None, -1)), ("first", slice(1, None)))
    for end, part in ends:
        if holds(forward(lambda expected, part=part: expected[part]), found):  # type: ignore[misc]
            return Feedback("ENTRY_MISSING", f"The {end} entry is missing, the others are right: {story(samples)}.")
        if holds(backward(lambda actual, part=part: actual[part]), found):  # type: ignore[misc]
            return Feedback("ENTRY_EXTRA", f"One entry too many at the {_END[end]}: {story(samples)}.")
    return None


_END = {"last": "end", "first": "beginning"}


def paired_all(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """``(n,)`` met ``(n, 1)``: every entry was paired with every other, and the right ones stand on the diagonal."""
    found = _tensors(samples)
    # One number alone pairs with nothing else, so such a case may pass; a longer one that passes speaks against it.
    if not found or any(pair.sample.passed and pair.expected.size > 1 for pair in found):
        return None
    if not holds(_diagonal, _failed(found)):
        return None
    text = (
        f"A row of n numbers, shape (n,), met a column, shape (n, 1), and broadcasting paired every entry with every "
        f"other: {story(samples)}. The right numbers stand on the diagonal."
    )
    return Feedback("BROADCAST_PAIRS", text)


def _diagonal(pair: Pair) -> Compared | None:
    def diagonal(actual: Numbers) -> Numbers | None:
        if actual.ndim != 2 or actual.shape[0] != actual.shape[1]:
            return None
        row: Numbers = np.diagonal(actual)
        return row.reshape(pair.expected.shape) if row.size == pair.expected.size and pair.expected.ndim else None

    return backward(diagonal)(pair)


def wrong_shape(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """Nothing more can be said of the numbers than that their shape is not the expected one, in every failing case."""
    if context.returns not in ("tensor", "tuple") or not _tensors(samples):
        return None
    found = pairs(failing(samples)) or []
    if any(pair.actual.shape == pair.expected.shape for pair in found):
        return None
    return Feedback("WRONG_SHAPE", f"The shape is wrong: {story(samples)}.")


RIGHT_NUMBERS = (
    transposed, permuted, flattened, extra_dimension, missing_dimension, one_short, reshaped, paired_all,
)  # fmt: skip
FAMILY = (wrong_shape,)
