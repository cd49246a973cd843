"""Right for some inputs and wrong for others: what separates them, where one thing alone does so cleanly."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from lagrader.diagnosis.interface import Context, Sample
from lagrader.diagnosis.values import Numbers, failing, numbers, passing
from lagrader.results import Feedback

MOST_CHANCE = 0.007
"""How likely a clean separation may be by chance: one of C(n, k) ways to choose the k failing cases of n."""

SPECIAL_CHANCE = 0.1
"""The same for what is known to trip programs: a size of 1, a 0. One failing case of ten others is told from them."""

SPECIAL = frozenset({"WRONG_FOR_SIZE_1", "RIGHT_FOR_SIZE_1", "WRONG_FOR_ZERO", "WRONG_FOR_NOT_SQUARE"})

LEAST_DRAWN = 3
"""Drawn cases that must fail before the examples count as the exception."""


def only_the_examples(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """Every example of the course passes, and every drawn case fails."""
    drawn = [sample for sample in samples if not sample.literal]
    examples = [sample for sample in samples if sample.literal]
    if not examples or len(drawn) < LEAST_DRAWN or passing(drawn) or failing(examples):
        return None
    if not any(map(_telling, examples)):
        return None
    which = "the example" if len(examples) == 1 else f"the {len(examples)} examples"
    text = (
        f"Right for {which} of the course, and wrong for all {len(drawn)} other inputs: do numbers or "
        "sizes of the example stand in the function? It has to work for any."
    )
    return Feedback("ONLY_THE_EXAMPLE", text)


def _telling(example: Sample) -> bool:
    """Whether an example can be right by what it is alone: 0, 1 and -1 are their own cubes, and give much away."""
    found = [given for given in map(numbers, example.args) if given is not None]
    return len(found) < len(example.args) or not found or any(bool(np.any(np.abs(one) > 1)) for one in found)


def some_inputs(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """One property of the inputs separates the failing cases from the others; silent where several do."""
    bad, good = failing(samples), passing(samples)
    if not bad or not good:
        return None
    chance = 1 / math.comb(len(samples), len(bad))
    fits = [
        (code, words)
        for code, words, test in _tests(samples)
        if chance <= (SPECIAL_CHANCE if code in SPECIAL else MOST_CHANCE) and _separates(test, bad, good)
    ]
    if len({words for _, words in fits}) != 1:
        return None
    code, words = fits[0]
    count = f"{len(bad)} of {len(samples)} cases fail" if len(bad) > 1 else f"1 of {len(samples)} cases fails"
    return Feedback(code, f"{count}, exactly those where {words}; the others are right.")


Test = Callable[[Sample], bool | None]


def _separates(test: Test, bad: Sequence[Sample], good: Sequence[Sample]) -> bool:
    return all(test(sample) is True for sample in bad) and all(test(sample) is False for sample in good)


def _tests(samples: Sequence[Sample]) -> Iterator[tuple[str, str, Test]]:
    yield from _by_size(samples)
    yield from _by_pair(samples)
    yield from _by_number(samples)


def _names(samples: Sequence[Sample]) -> list[str]:
    return [name for name in samples[0].sizes if all(name in sample.sizes for sample in samples)]


def _by_size(samples: Sequence[Sample]) -> Iterator[tuple[str, str, Test]]:
    for name in _names(samples):
        bad = [sample.sizes[name] for sample in failing(samples)]
        good = [sample.sizes[name] for sample in passing(samples)]
        if set(bad) == {1}:
            yield "WRONG_FOR_SIZE_1", f"{name} is 1", _size_is(name, 1, 1)
        elif set(good) == {1}:
            yield "RIGHT_FOR_SIZE_1", f"{name} is more than 1", _size_is(name, 2, 2**62)
        elif min(bad) > max(good):
            yield "WRONG_FOR_LARGE", f"{name} is more than {max(good)}", _size_is(name, max(good) + 1, 2**62)
        elif max(bad) < min(good):
            yield "WRONG_FOR_SMALL", f"{name} is less than {min(good)}", _size_is(name, 0, min(good) - 1)
        else:
            yield "WRONG_FOR_ODD", f"{name} is odd", lambda sample, name=name: sample.sizes[name] % 2 == 1  # type: ignore[misc]
            yield "WRONG_FOR_EVEN", f"{name} is even", lambda sample, name=name: sample.sizes[name] % 2 == 0  # type: ignore[misc]


def _size_is(name: str, low: int, high: int) -> Test:
    return lambda sample: low <= sample.sizes[name] <= high


def _by_pair(samples: Sequence[Sample]) -> Iterator[tuple[str, str, Test]]:
    names = _names(samples)
    for place, first in enumerate(names):
        for second in names[place + 1 :]:
            yield "WRONG_FOR_NOT_SQUARE", f"{first} and {second} differ", _same(first, second, wanted=False)
            yield "WRONG_FOR_SQUARE", f"{first} and {second} are equal", _same(first, second, wanted=True)


def _same(first: str, second: str, *, wanted: bool) -> Test:
    return lambda sample: (sample.sizes[first] == sample.sizes[second]) is wanted


def _by_number(samples: Sequence[Sample]) -> Iterator[tuple[str, str, Test]]:
    """By the sign of an input that is one number, or of the expected result."""
    for place, name in enumerate(samples[0].names):
        yield "WRONG_FOR_NEGATIVE", f"{name} is negative", _sign(place, lambda value: value < 0)
        yield "WRONG_FOR_POSITIVE", f"{name} is positive", _sign(place, lambda value: value > 0)
        yield "WRONG_FOR_ZERO", f"{name} is 0", _sign(place, lambda value: value == 0)
        yield "WRONG_FOR_ZERO", f"{name} has a 0 in it", _has(place, lambda values: bool(np.any(values == 0)))
        yield "WRONG_FOR_NEGATIVE", f"{name} has a negative entry", _has(place, lambda values: bool(np.any(values < 0)))
    yield "WRONG_FOR_NEGATIVE", "a negative result is expected", lambda sample: _expected(sample, negative=True)
    yield "WRONG_FOR_POSITIVE", "a positive result is expected", lambda sample: _expected(sample, negative=False)


def _sign(place: int, test: Callable[[float], bool]) -> Test:
    def of(sample: Sample) -> bool | None:
        value = numbers(sample.args[place]) if place < len(sample.args) else None
        return None if value is None or value.size != 1 else test(float(value.ravel()[0]))

    return of


def _has(place: int, test: Callable[[Numbers], bool]) -> Test:
    def of(sample: Sample) -> bool | None:
        value = numbers(sample.args[place]) if place < len(sample.args) else None
        return None if value is None or value.size < 2 else test(value)

    return of


def _expected(sample: Sample, *, negative: bool) -> bool | None:
    value = numbers(sample.expected)
    if value is None or value.size != 1:
        return None
    number = float(value.ravel()[0])
    return number < 0 if negative else number > 0


FAMILY = (only_the_examples, some_inputs)
