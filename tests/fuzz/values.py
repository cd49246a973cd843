"""Any value of the wire, from a seeded generator."""

from __future__ import annotations

import math
from random import Random
from typing import Any

from lagrader.wire import Array, Opaque, Size
from tests.wire.strategies import ITEM_BYTES

_LEAVES = [None, True, False, 0, -1, 2**4095, 0.0, -0.0, math.nan, -math.inf, 5e-324, 1.5, 2j, complex(-0.0, math.nan)]
_TEXTS = ["", "x", "\ud800", "\ud83d\ude00", '"\\\x00', "[[[[", "é"]


def value(rng: Random, depth: int = 3) -> Any:
    """Return one with at most ``depth`` levels."""
    match rng.randrange(8 if depth else 4):
        case 0:
            return rng.choice(_TEXTS)
        case 1:
            return _array(rng)
        case 2:
            return rng.choice((Opaque("set", "{1}", ""), Size((2, 3)), Size()))
        case 4:
            return [value(rng, depth - 1) for _ in range(rng.randrange(4))]
        case 5:
            return tuple(value(rng, depth - 1) for _ in range(rng.randrange(4)))
        case 6:
            return {rng.choice((*_TEXTS, 1, (2,), None)): value(rng, depth - 1) for _ in range(rng.randrange(4))}
    return rng.choice(_LEAVES)


def _array(rng: Random) -> Array:
    dtype = rng.choice(sorted(ITEM_BYTES))
    shape = tuple(rng.randrange(4) for _ in range(rng.randrange(4)))
    return Array(dtype, shape, rng.randbytes(math.prod(shape) * ITEM_BYTES[dtype]), requires_grad=rng.random() < 0.5)
