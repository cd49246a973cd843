"""Looking into samples: which failed, what they returned as numbers, and how to word that.

Everything here takes whatever a learner's program sent: what is no number is None, never an exception.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from lagrader.comparison import as_numpy
from lagrader.diagnosis.interface import NotAsked, Sample
from lagrader.wire import Array, Returned, Value, WireError

if TYPE_CHECKING:
    from numpy.typing import NDArray

Numbers: TypeAlias = "NDArray[np.float64]"

MOST_ENTRIES = 100_000
"""Entries of an array that are looked at; a result of 300 x 300 has 90,000. Each of some forty diagnoses reads all."""

MOST_NUMBERS = 10_000
"""Plain numbers of a nested list that are looked at, which have to be collected anew by each diagnosis."""

MOST_ITEMS = 500
"""Rows, tensors and the like in it."""

MOST_AXES = 4

ENTRY_BYTES = 8
"""What one real number takes on the wire."""

SMALL = 16 * 1024
"""Bytes of an array that is kept as numbers for the next diagnosis."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A sample whose result and expected value are both real numbers, as float64 arrays."""

    sample: Sample
    expected: Numbers
    actual: Numbers


def failing(samples: Sequence[Sample]) -> list[Sample]:
    """Return those that did not pass."""
    return [sample for sample in samples if not sample.passed]


def passing(samples: Sequence[Sample]) -> list[Sample]:
    """Return those that passed."""
    return [sample for sample in samples if sample.passed]


def returned(sample: Sample) -> Returned | None:
    """Return the reply of a call that came back with a value, else None."""
    return sample.outcome.reply if isinstance(sample.outcome.reply, Returned) else None


def results(samples: Sequence[Sample]) -> list[Value] | None:
    """Return what each call returned, or None where one of them did not return."""
    replies = [returned(sample) for sample in samples]
    return None if None in replies else [reply.value for reply in replies if reply is not None]


def smallest(samples: Sequence[Sample]) -> Sample:
    """Return the sample with the least to read in its inputs: the failing one that is shown."""
    return min(samples, key=lambda one: amount(one.args))


def amount(args: Sequence[Value]) -> int:
    """Return how much there is to read in arguments: the bytes of their arrays."""
    return sum(len(value.data) for value in args if isinstance(value, Array))


def numbers(value: Value | NotAsked) -> Numbers | None:
    """Return real numbers as a float64 array: a tensor's, a plain number's, or those of an even nested list."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _plain(value)
    if isinstance(value, Array):
        return _entries(value)
    if isinstance(value, list | tuple):
        return _rows(value)
    return None


def arrays(value: Value | NotAsked) -> Numbers | None:
    """Return the numbers of a tensor, a NumPy value or a plain number; a list is none."""
    return None if isinstance(value, list | tuple) else numbers(value)


def _plain(value: float) -> Numbers | None:
    try:
        return np.asarray(float(value))
    except OverflowError:
        return None


def _entries(array: Array) -> Numbers | None:
    """Each diagnosis looks at the same arrays, so small ones are read once."""
    return _read_once(array) if len(array.data) <= SMALL else _read(array)


def _read(array: Array) -> Numbers | None:
    too_large = len(array.shape) > MOST_AXES or len(array.data) > MOST_ENTRIES * ENTRY_BYTES
    if too_large or array.dtype in ("bool", "complex128"):
        return None
    try:
        entries: Numbers = as_numpy(array).astype(np.float64, copy=False)
    except WireError:
        return None
    entries.setflags(write=False)
    return entries


_read_once = lru_cache(maxsize=256)(_read)


def _rows(items: Sequence[Any]) -> Numbers | None:
    """Join items of one shape along a new first axis."""
    plain = set(map(type, items)) <= {int, float}
    if not items or len(items) > (MOST_NUMBERS if plain else MOST_ITEMS):
        return None
    if plain:
        return _row(items)
    first = numbers(items[0])
    if first is None or first.ndim >= MOST_AXES or first.size * len(items) > MOST_NUMBERS:
        return None
    parts = [first]
    for item in items[1:]:  # not all at once: the rest may hold a hundred times as much
        part = numbers(item)
        if part is None or part.shape != first.shape:
            return None
        parts.append(part)
    return np.stack(parts)


def _row(items: Sequence[float]) -> Numbers | None:
    try:
        return np.array(items, np.float64)
    except OverflowError:
        return None


def pairs(samples: Sequence[Sample]) -> list[Pair] | None:
    """Return every sample as a pair, or None where one of them is not real numbers on both sides."""
    found = []
    for sample in samples:
        reply = returned(sample)
        expected, actual = numbers(sample.expected), numbers(reply.value) if reply else None
        if expected is None or actual is None:
            return None
        found.append(Pair(sample, expected, actual))
    return found


def same_shape(found: Sequence[Pair] | None) -> list[Pair] | None:
    """Return the pairs where each result has the expected shape (one number in any shape is a number), else None."""
    if not found:
        return None
    level = [_levelled(pair) for pair in found]
    return level if all(pair.actual.shape == pair.expected.shape for pair in level) else None


def _levelled(pair: Pair) -> Pair:
    if pair.expected.ndim == 0 and pair.actual.size == 1:
        return Pair(pair.sample, pair.expected, pair.actual.reshape(()))
    return pair


# --- words -------------------------------------------------------------------------------------------------


def everywhere(samples: Sequence[Sample]) -> str:
    """Return ``in all 11 cases``, ``in all 3 failing cases``, or nothing where there is one case."""
    count = len(failing(samples))
    if len(samples) == 1:
        return ""
    if count == 1:
        return " in the one failing case"
    return f" in all {count} cases" if count == len(samples) else f" in all {count} failing cases"


def brief(value: float) -> str:
    """Return a number in at most four digits: ``1``, ``0.5``, ``1.3e-05``."""
    return f"{value:.4g}" if math.isfinite(value) else str(value)


def shape_text(shape: Sequence[int]) -> str:
    """Return a shape as Python writes it."""
    return str(tuple(int(size) for size in shape))


def at(index: Sequence[int]) -> str:
    """Return ``[1, 2]``, or nothing for a number without axes."""
    return f"[{', '.join(map(str, index))}]" if len(index) else ""


def counted(count: int, word: str) -> str:
    """Return ``1 entry``, ``3 entries``: the plural of a regular noun."""
    if count == 1:
        return f"1 {word}"
    return f"{count} {word.removesuffix('y')}ies" if word.endswith("y") else f"{count} {word}s"
