"""Shapes told by the names of their axes: ``(batch=8, in=3)``, as far as the cases leave no doubt which is which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lagrader.diagnosis.interface import Sample
from lagrader.diagnosis.values import shape_text

Names = tuple[str | None, ...]


def axis_names(shapes: Sequence[tuple[Sample, tuple[int, ...]]]) -> Names | None:
    """Name each axis by the one size that equals it in every sample; None for the whole where counts of axes differ."""
    counts = {len(shape) for _, shape in shapes}
    if len(counts) != 1:
        return None
    return tuple(_one([(sample, shape[axis]) for sample, shape in shapes]) for axis in range(counts.pop()))


def _one(lengths: Sequence[tuple[Sample, int]]) -> str | None:
    candidates = set(lengths[0][0].sizes)
    for sample, length in lengths:
        candidates &= {name for name, size in sample.sizes.items() if size == length}
    return candidates.pop() if len(candidates) == 1 else None


def told(shape: Sequence[int], names: Names | None) -> str:
    """Return ``(batch=8, out=5)``; an axis without a name stands as its number."""
    if names is None or len(names) != len(shape) or not any(names):
        return shape_text(shape)
    parts = [f"{name}={size}" if name else str(size) for name, size in zip(names, shape, strict=True)]
    return f"({', '.join(parts)})"


def name_of_length(length: int, sample: Sample) -> str:
    """Return ``5 (out)`` where one size alone has this length, else ``5``."""
    names = [name for name, size in sample.sizes.items() if size == length]
    return f"{length} ({names[0]})" if len(names) == 1 else str(length)


def shapes_told(
    expected: Sequence[int], actual: Sequence[int], sizes: Mapping[str, int], names: Sequence[str]
) -> tuple[str, str]:
    """Return both shapes of one case in words; ``names`` are those of the expected axes, where they are known.

    An axis of length 1 may have come from anywhere, so it is named only where it is one of those.
    """
    found = _by_size(actual, {name: size for name, size in sizes.items() if size > 1 or name in names})
    return told(expected, tuple(names) or _by_size(expected, sizes)), told(actual, found)


def _by_size(shape: Sequence[int], sizes: Mapping[str, int]) -> Names:
    found = [[name for name, size in sizes.items() if size == length] for length in shape]
    return tuple(names[0] if len(names) == 1 else None for names in found)
