"""NaN and infinity: where they stand in the result, and what stood in the inputs there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from lagrader.diagnosis.interface import Context, Sample
from lagrader.diagnosis.values import Numbers, Pair, at, failing, numbers, pairs, same_shape, smallest
from lagrader.results import Feedback

if TYPE_CHECKING:
    from numpy.typing import NDArray

OVERFLOW = 88.7
"""exp of anything larger is infinite in float32: the logarithm of its largest number, 3.4e38."""


def not_a_number(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """NaN in every failing result, and none where it passed or was expected."""
    found = _with(samples, np.isnan)
    if not found:
        return None
    cause = _cause(found, np.isnan)
    place = _place(found, np.isnan)
    if cause is None:
        return Feedback("NOT_A_NUMBER", f"The result is NaN (not a number){place}.")
    code, words = cause
    return Feedback(f"NAN_{code}", f"The result is NaN (not a number){place}: {words}.")


def infinite(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """An infinity in every failing result where a finite number was expected."""
    found = _with(samples, np.isinf)
    if not found:
        return None
    cause = _cause(found, np.isinf)
    place = _place(found, np.isinf)
    if cause is None:
        return Feedback("INFINITE", f"The result is infinite{place}: a number grew too large, or was divided by 0.")
    code, words = cause
    return Feedback(f"INFINITE_{code}", f"The result is infinite{place}: {words}.")


Test: TypeAlias = "Callable[[Numbers], NDArray[np.bool_]]"


def _with(samples: Sequence[Sample], test: Test) -> list[Pair] | None:
    """Return all pairs where exactly the failing ones have such entries, and no expected value has."""
    found = same_shape(pairs(samples))
    if not found or not failing(samples):
        return None
    if any(bool(test(pair.expected).any()) for pair in found):
        return None
    return found if all(bool(test(pair.actual).any()) is not pair.sample.passed for pair in found) else None


def _place(found: Sequence[Pair], test: Test) -> str:
    """Say where in the smallest failing case: the first such entry, and how many more there are."""
    shown = smallest([pair.sample for pair in found if not pair.sample.passed])
    marked = test(next(pair for pair in found if pair.sample is shown).actual)
    if not marked.ndim:
        return ""
    if bool(marked.all()):
        return " in every entry"
    first = np.argwhere(marked)[0]
    more = int(np.count_nonzero(marked)) - 1
    return f" at {at(first.tolist())}" + (f" and in {more} more of {marked.size} entries" if more else "")


def _cause(found: Sequence[Pair], test: Test) -> tuple[str, str] | None:
    """Name the one property of an input that stands exactly where the result is odd, in all cases."""
    fits = [
        (code, words.format(name=name))
        for code, property_of, words in _CAUSES
        for name, given in _inputs(found)
        if _explains(found, given, property_of, test)
    ]
    return fits[0] if len(fits) == 1 else None


_CAUSES: tuple[tuple[str, Test, str], ...] = (
    ("FROM_INPUT", np.isnan, "there {name} itself is NaN"),
    ("FROM_ZERO", lambda values: values == 0, "there {name} is 0, and a division by 0 or the logarithm of 0 is none"),
    (
        "FROM_NEGATIVE",
        lambda values: values < 0,
        "there {name} is negative, and negative numbers have no square root or logarithm",
    ),
    (
        "FROM_LARGE",
        lambda values: np.abs(values) > OVERFLOW,
        "there {name} is so large that exp() of it is beyond what float32 holds (from 88.7 on)",
    ),
)


def _inputs(found: Sequence[Pair]) -> Iterator[tuple[str, dict[int, Numbers]]]:
    for place, name in enumerate(found[0].sample.names[:6]):
        given = {}
        for pair in found:
            value = numbers(pair.sample.args[place]) if place < len(pair.sample.args) else None
            if value is not None:
                given[id(pair)] = value
        if len(given) == len(found):
            yield name, given


def _explains(found: Sequence[Pair], given: dict[int, Numbers], property_of: Test, test: Test) -> bool:
    """Entry by entry where the shapes are equal; for one number, whether the input has such an entry at all.

    Something must be told apart: entries (or cases) of both kinds have to be there.
    """
    both = set()
    for pair in found:
        odd, marked = test(pair.actual), property_of(given[id(pair)])
        if marked.shape != odd.shape:
            if odd.ndim:
                return False
            marked = np.asarray(marked.any())
        if not np.array_equal(odd, marked):
            return False
        both |= set(odd.ravel().tolist())
    return len(both) == 2


FAMILY = (not_a_number, infinite)
