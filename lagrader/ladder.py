"""The smallest cases that a criterion can be tried on: sizes 1, 2 and 3, filled with small whole numbers.

A failing case of 60 entries proves that something is wrong, and shows nothing. So once a criterion has failed, its
function is tried on these, rung by rung from the smallest: a list, not a search, the same for every seed. Sizes and
numbers stay within the ranges that the rubric allows, so that a small case is as fair as a drawn one.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from lagrader.cases import Case, Sizes, case_with, sizes_in_words
from lagrader.rubric import CaseSpec
from lagrader.wire import Array, Value

if TYPE_CHECKING:
    from numpy.typing import NDArray

RUNGS = (1, 2, 3)

MOST_CASES = 24
"""Cases of one rung that are tried."""

SMALL = (0, 1, -1, 2, -2)
"""What few entries are filled with, in every combination."""

FEW = 3
"""Entries of all inputs together that count as few."""

PATTERNS = ((1, 2, 3, 4, 5, 6, 7), (1, 0, 2, -1, 0, 3, 1), (2, -1, 1, -3, 0, -2, 5), (1, 1, 2, 1, -1, 1, 0))
"""What more entries are filled with: all different, so that it shows when they change places; zeros; signs; ones."""


def rungs(specs: Sequence[CaseSpec]) -> Iterator[tuple[Case, ...]]:
    """Yield the cases of each rung, smallest first; nothing where ``specs`` can't be made smaller.

    On a rung every named size is 1 (2, 3), or as near to it as its range allows; sizes that must differ count up from
    there, in several orders. Cases with results of other calls in them are left out: their numbers are not free; and
    so are hidden ones, since what is found here is shown.
    """
    seen: set[object] = set()
    for size in RUNGS:
        # A tuple equals a torch.Size of the same numbers, and is another case.
        found = {tuple((type(arg), arg) for arg in case.args): case for case in _small(specs, size)}
        new = sorted((case for key, case in found.items() if key not in seen), key=weight)[:MOST_CASES]
        seen |= found.keys()
        if new:
            yield tuple(new)


def _small(specs: Sequence[CaseSpec], size: int) -> Iterator[Case]:
    for spec in (one for one in specs if _can_shrink(one) and not one.is_hidden):
        for sizes in _sizes(spec, size):
            yield from _filled(spec, sizes)


def weight(case: Case) -> tuple[int, int, float, int]:
    """How much there is to read in a case: its entries, its axes, how large the entries are, how many are negative."""
    parts = [_numbers(value) for value in case.args]
    entries = np.concatenate(parts) if parts else np.zeros(0)
    axes = sum(len(value.shape) for value in case.args if isinstance(value, Array))
    return entries.size, axes, float(np.abs(entries).sum()), int((entries < 0).sum())


def _numbers(value: Value) -> NDArray[Any]:
    if isinstance(value, Array):
        kinds = {"float64": "<f8", "int64": "<i8", "bool": "|b1"}
        return np.frombuffer(value.data, kinds.get(value.dtype, "|u1")).astype(np.float64)
    if isinstance(value, (tuple, list)):
        return np.array([float(size) for size in value if isinstance(size, (int, float))])
    return np.array([float(value)]) if isinstance(value, (int, float)) else np.zeros(0)


def _can_shrink(spec: CaseSpec) -> bool:
    fixed = any(one.call or one.file or one.product_with for one in spec.inputs.values())
    return spec.drawn and not spec.given and not fixed


def _sizes(spec: CaseSpec, size: int) -> Iterator[dict[str, int]]:
    """Yield the sizes of one rung: once, or once for every order of those that must differ."""
    apart = [name for name in spec.distinct if not isinstance(spec.sizes.get(name), int)]
    for order in itertools.islice(itertools.permutations(range(len(apart))), 6):
        steps = dict(zip(apart, order, strict=True))
        sizes = {name: _within(bounds, size, steps.get(name, 0)) for name, bounds in spec.sizes.items()}
        chosen = [sizes[name] for name in spec.distinct if name in sizes]
        if len(set(chosen)) == len(chosen):
            yield sizes


def _within(bounds: int | tuple[int, int], size: int, steps: int) -> int:
    return bounds if isinstance(bounds, int) else min(max(size, bounds[0]) + steps, bounds[1])


def _filled(spec: CaseSpec, sizes: Sizes) -> Iterator[Case]:
    """Yield the case with every way to fill its inputs that is tried."""
    name = f"small{sizes_in_words(sizes)}"
    probe = _Given(PATTERNS[0])
    first = case_with(name, spec, sizes, probe.as_generator())
    if not probe.taken:  # nothing but sizes is drawn
        yield first
        return
    for numbers in _combinations(probe.taken) if probe.taken <= FEW else PATTERNS:
        yield case_with(name, spec, sizes, _Given(numbers).as_generator())


def _combinations(count: int) -> list[tuple[int, ...]]:
    ways = sorted(itertools.product(SMALL, repeat=count), key=lambda way: (sum(map(abs, way)), sum(n < 0 for n in way)))
    return ways[:MOST_CASES]


class _Given:
    """Stands in for a random generator: hands out the given numbers in turn, then goes on from 1."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self._numbers = itertools.chain(numbers, itertools.cycle(PATTERNS[0]))
        self.taken = 0

    def as_generator(self) -> np.random.Generator:
        """Return this where a case asks for a generator: it has the methods that a case uses, and no other."""
        return cast("np.random.Generator", self)

    def standard_normal(self, size: tuple[int, ...]) -> NDArray[np.float64]:
        count = math.prod(size)
        self.taken += count
        return np.array(list(itertools.islice(self._numbers, count)), dtype=np.float64).reshape(size)

    def uniform(self, low: float, high: float, size: tuple[int, ...]) -> NDArray[np.float64]:
        """Whole numbers where the range holds two or more, else its ends and its middle."""
        first, last = math.ceil(low), math.floor(high)
        if last > first:
            return self.integers(first, last, size).astype(np.float64)
        ends = np.array([low, high, (low + high) / 2])
        chosen: NDArray[np.float64] = ends[self.standard_normal(size).astype(int) % len(ends)]
        return chosen

    def integers(self, low: int, high: int, size: tuple[int, ...], endpoint: bool = True) -> NDArray[np.int64]:
        wanted = self.standard_normal(size).astype(np.int64)
        inside = (wanted >= low) & (wanted <= high)
        return np.where(inside, wanted, low + wanted % (high - low + 1))
