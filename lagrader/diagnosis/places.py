"""Right but for a place or an order: one entry off, turned round, sorted, rounded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from lagrader.diagnosis.evidence import SLACK, allowed, forward, holds
from lagrader.diagnosis.interface import Context, Sample
from lagrader.diagnosis.values import Numbers, Pair, counted, pairs, same_shape
from lagrader.results import Feedback

MOST_CHANCE = 0.02
"""How likely it may be that wrong entries fall on one place in all cases by chance."""

MOST_DIGITS = 4

FLOAT32 = 2.0**-23
"""The relative distance between neighbouring float32 numbers."""


def _usable(samples: Sequence[Sample], context: Context) -> list[Pair] | None:
    found = same_shape(pairs(samples))
    return found if found and all(pair.expected.ndim for pair in found) else None


def _mask(shape: tuple[int, ...], index: tuple[int | slice, ...]) -> Numbers:
    mask = np.zeros(shape)
    mask[index] = 1.0
    return mask


PLACES: Mapping[str, Callable[[tuple[int, ...]], Numbers | None]] = {
    "first entry": lambda shape: _mask(shape, (0,) * len(shape)),
    "last entry": lambda shape: _mask(shape, (-1,) * len(shape)),
    "diagonal": lambda shape: np.eye(*shape) if len(shape) == 2 else None,
    "first row": lambda shape: _mask(shape, (0,)) if len(shape) == 2 else None,
    "last row": lambda shape: _mask(shape, (-1,)) if len(shape) == 2 else None,
    "first column": lambda shape: _mask(shape, (slice(None), 0)) if len(shape) == 2 else None,
    "last column": lambda shape: _mask(shape, (slice(None), -1)) if len(shape) == 2 else None,
}
"""Each place as the ones of a mask."""


def one_place(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """Wrong at the same place in every failing case, and right everywhere else; silent where two places fit."""
    found = [pair for pair in _usable(samples, context) or [] if not pair.sample.passed]
    if not found or any(not pair.expected.size for pair in found):
        return None
    wrong = [_differing(pair) for pair in found]
    fits = [name for name, place in PLACES.items() if _only_there(wrong, place)]
    if not fits or (len(fits) > 1 and "entry" not in fits[0]) or {"first entry", "last entry"} <= set(fits):
        return None
    name = fits[0]
    verb = "is" if name != "diagonal" else "alone is"
    return Feedback("ONE_PLACE_WRONG", f"Only the {name} {verb} wrong; every other entry is right.")


def _differing(pair: Pair) -> Numbers:
    with np.errstate(all="ignore"):
        near = np.abs(pair.actual - pair.expected) <= allowed(pair.expected, pair.sample.tolerance)
    return np.asarray(~(near | (pair.actual == pair.expected)))


def _only_there(wrong: Sequence[Numbers], place: Callable[[tuple[int, ...]], Numbers | None]) -> bool:
    chance = 1.0
    for differs in wrong:
        mask = place(differs.shape)
        if mask is None or not differs.any() or bool(np.any(differs & (mask == 0))):
            return False
        chance *= float(mask.mean())
    return chance <= MOST_CHANCE


# --- order -------------------------------------------------------------------------------------------------

ORDERS: Mapping[str, tuple[Callable[[Numbers], Numbers | None], str]] = {
    "REVERSED": (lambda e: e[::-1] if e.ndim == 1 else None, "The right numbers stand in reversed order."),
    "ROWS_REVERSED": (lambda e: e[::-1] if e.ndim == 2 else None, "The rows stand in reversed order."),
    "COLUMNS_REVERSED": (lambda e: e[:, ::-1] if e.ndim == 2 else None, "The columns stand in reversed order."),
    "SORTED": (lambda e: np.sort(e, axis=-1), "The right numbers are sorted from small to large."),
    "SORTED_DOWN": (lambda e: -np.sort(-e, axis=-1), "The right numbers are sorted from large to small."),
    "SHIFTED": (lambda e: np.roll(e, 1, axis=-1), "The right numbers stand one place too far right, the last first."),
    "SHIFTED_LEFT": (lambda e: np.roll(e, -1, axis=-1), "The right numbers stand one place too far left."),
}

ONE_CODE = {
    "SORTED_DOWN": "SORTED",
    "SHIFTED_LEFT": "SHIFTED",
    "ROWS_REVERSED": "REVERSED",
    "COLUMNS_REVERSED": "REVERSED",
}


def other_order(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """The right numbers in another order; silent where two orders explain it."""
    found = _usable(samples, context)
    if not found:
        return None
    fits = [name for name, (change, _) in ORDERS.items() if holds(forward(change), found)]
    if len(fits) != 1:
        return None
    return Feedback(ONE_CODE.get(fits[0], fits[0]), ORDERS[fits[0]][1])


def mirrored_square(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """The two items of a shape, or of a tuple, have changed places."""
    found = same_shape(pairs(samples))
    if context.returns != "shape" or not found or any(pair.expected.ndim != 1 for pair in found):
        return None
    if not any(len(set(pair.expected.tolist())) > 1 for pair in found):
        return None
    if not all(np.array_equal(pair.actual, pair.expected[::-1]) for pair in found):
        return None
    different = {tuple(pair.expected.tolist()) for pair in found}
    return Feedback("REVERSED", "The sizes stand in reversed order.") if len(different) > 1 else None


# --- rounding ----------------------------------------------------------------------------------------------


def rounded(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """Rounded to so many digits, or cut to whole numbers."""
    found = same_shape(pairs(samples))
    if not found or context.returns not in ("number", "tensor"):
        return None
    if len({f"{entry:.6g}" for pair in found for entry in pair.actual.ravel()[:50]}) < 3:
        return None
    for digits in range(MOST_DIGITS, -1, -1):
        if _rounded(found, 10.0**-digits):
            to = f"to {counted(digits, 'digit')} after the point" if digits else "to a whole number"
            return Feedback("ROUNDED", f"Your result is rounded {to}; return it as it is.")
    if holds(forward(np.trunc), found, distinct=3) or holds(forward(np.floor), found, distinct=3):
        text = "Your result is the expected one without what stands behind the point: // or int() cuts it off."
        return Feedback("CUT_TO_WHOLE", text)
    return None


def _rounded(found: Sequence[Pair], unit: float) -> bool:
    """Whether each result is a multiple of ``unit``, half a unit away at most, and several of them visibly so."""
    seen: set[str] = set()
    for pair in found:
        with np.errstate(all="ignore"):
            grid = np.round(pair.actual / unit) * unit
            noise = FLOAT32 * np.maximum(np.abs(pair.actual), unit)
            near = np.abs(pair.actual - grid) <= noise
            far = np.abs(grid - pair.expected)
            telling = (far > allowed(pair.expected, pair.sample.tolerance) / SLACK) & (noise * 100 < unit)
        if not np.all(near) or not np.all(far <= unit * 0.5 + noise):
            return False
        seen.update(f"{entry:.6g}" for entry in pair.actual[telling].ravel()[:50])
    return len(seen) >= 3


FAMILY = (mirrored_square, other_order, one_place, rounded)
