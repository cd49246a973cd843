"""Changes to bytes and to trees of JSON (which YAML reads too), all chosen by a seeded generator."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterator, Sequence
from copy import deepcopy
from random import Random
from typing import Any

MOST_NODES = 20_000
"""So many nodes a changed tree may have, about: larger inputs are bombs of their own."""

NUMBERS = [0, -1, 1, 31, 33, 255, 501, 2**15, 10**6, 2**31, 2**53 + 1, 2**63, 2**64, 10**30, -(10**400)]

STRINGS = [
    *["", "n", "i", "l", "d", "a", "x" * 1001, "0x1p99999", "0x1p-99999", "nan", "-inf", "-0x0p+0", " 0x1 ", "1_0"],
    *["0x" + "f" * 1024, "f" * 1027, "-0x1", "٣", "1/3", "1e9999999999", "\ud800", "\ud83d\ude00", "\x00\x1b[2J"],
    *["float64", "tensor", "__class__", "../../etc/passwd", "{message}", "%s", "\u202e", "é" * 300],
]

RAW = [
    "NaN",
    "Infinity",
    "-Infinity",
    "1e999",
    "-0",
    "-0.0",
    "9" * 4299,
    "9" * 4301,
    '"\\ud800"',
    "1.5",
    '{"a":1,"a":2}',
]
"""Tokens as they stand in the text, which no Python value is written as."""


def bytes_changed(data: bytes, rng: Random, other: bytes = b"") -> bytes:
    """Return ``data`` after one to four changes; ``other`` is what may be spliced in."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        start = rng.randint(0, len(changed))
        end = min(len(changed), start + rng.choice((1, 1, 2, 4, 12, 100, 10_000)))
        match rng.randrange(7):
            case 0 if start < len(changed):
                changed[start] ^= 1 << rng.randrange(8)
            case 1:
                changed[start:end] = rng.randbytes(rng.choice((0, 1, 4, 40)))
            case 2:
                del changed[start:end]
            case 3:
                changed[start:start] = changed[start:end] * rng.choice((1, 2, 50))
            case 4:
                changed[start:] = other[rng.randint(0, len(other)) :]
            case 5:
                del changed[start:]
            case _:  # a length that lies
                changed[start : start + 4] = struct.pack("<I", rng.choice((0, 1, len(data), 2**22, 2**25, 2**32 - 1)))
    return bytes(changed)


def tree_changed(tree: Any, rng: Random, new: Sequence[Any] = ()) -> Any:
    """Return a copy of ``tree`` with one to three of its nodes changed; ``new`` are nodes that may be put in."""
    whole = [deepcopy(tree)]  # so that the root has a place, too
    for _ in range(rng.choice((1, 1, 2, 3))):
        places = list(_places(whole))
        holder, key = rng.choice(places)
        times = min(rng.choice((0, 2, 2, 3, 300)), MOST_NODES // len(places))
        alike = rng.random() < 0.6
        holder[key] = _alike(holder[key], rng, new, times) if alike else _any(holder[key], rng, new, places)
    return whole[0]


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Yield (container, key) of every node below ``tree``."""
    for key in range(len(tree)) if isinstance(tree, list) else list(tree):
        yield tree, key
        if isinstance(tree[key], (list, dict)):
            yield from _places(tree[key])


def _alike(old: Any, rng: Random, new: Sequence[Any], times: int) -> Any:
    """Another node of the same type; of what has parts, one with ``times`` as many."""
    match old:
        case bool():
            return not old
        case str():
            return rng.choice(STRINGS)
        case int() | float():
            return rng.choice(NUMBERS)
        case dict():
            return _other_keys(old, rng, times)
        case [str(), *_] if new:
            return deepcopy(rng.choice(new))
    return old * times if isinstance(old, list) else 0


def _any(old: Any, rng: Random, new: Sequence[Any], places: Sequence[tuple[Any, Any]]) -> Any:
    match rng.randrange(6):
        case 0:
            holder, key = rng.choice(places)
            return deepcopy(holder[key])
        case 1:
            return _wrapped(old, rng)
        case 2:
            return f"@raw {rng.choice(RAW)}@"
        case 3 if new:
            return deepcopy(rng.choice(new))
        case 4:
            return rng.choice((*STRINGS, *NUMBERS))
    return rng.choice((None, True, False, 0.5, [], {}, [[]], [["n"]], {"": 0}))


def _other_keys(old: dict[str, Any], rng: Random, times: int) -> dict[str, Any]:
    """The same dict with its keys in another order, or with one renamed, missing or added; or with many."""
    items = list(old.items())
    rng.shuffle(items)
    match rng.randrange(4):
        case 0 if items:
            items.pop()
        case 1 if items:
            items[0] = (rng.choice((rng.choice(items)[0], rng.choice(STRINGS))), items[0][1])
        case 2 if items:
            items += [(f"{items[0][0]}{number}", items[0][1]) for number in range(times)]
    return dict(items)


def _wrapped(node: Any, rng: Random) -> Any:
    """The node inside one to thirty lists; deeper ones are bombs of their own."""
    tags = rng.choice(([], ["l"], ["t"]))
    for _ in range(rng.choice((1, 2, 12, 30))):
        node = [*tags, [node]]
    return node


def as_json(tree: Any) -> bytes:
    """Return the text of a tree, its raw tokens as they are."""
    text = json.dumps(tree, ensure_ascii=False, separators=(",", ":"))
    raw = re.sub(r'"@raw (.*?)@"', lambda found: json.loads(f'"{found[1]}"'), text)
    return raw.encode("utf-8", "surrogatepass")
