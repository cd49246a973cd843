"""Values as a person reads them, two results side by side, a difference in one sentence.

For eyes, not for pasting (``literals`` is for that). Whatever a learner's program returned comes out
short and harmless: at most :data:`MAX_LINES` lines of :data:`MAX_WIDTH` characters, none of which controls a terminal.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeAlias

from lagrader.comparison import as_numpy, compare, number, sizes
from lagrader.display.columns import CUT, Entry, grid, grids
from lagrader.harmless import harmless_line
from lagrader.results import Difference
from lagrader.rubric import Returns
from lagrader.tolerance import EXACT, Tolerance
from lagrader.wire import Array, Handle, Opaque, Value

MAX_LINES = 8
MAX_WIDTH = 300
MAX_ITEMS = 6
"""Items of a tuple, list or dict that are shown, and entries of a tensor inside one."""

WANTED: Mapping[Returns, str] = MappingProxyType(
    {
        "number": "a number",
        "tensor": "a tensor",
        "shape": "a shape (a tuple of whole numbers)",
        "bool": "True or False",
        "text": "a text",
        "tuple": "a tuple",
    }
)
"""What a learner is asked for, in words."""


def readable(value: Value) -> str:
    """Return ``value`` as text: ``1.0``, ``(3, 7)``, a tensor as rows of aligned columns, ``<function f>``."""
    if isinstance(value, Array) and value.data and value.shape:
        return _capped(grid(value))
    return _capped([_inline(value)])


def side_by_side(expected: Value, actual: Value, tolerance: Tolerance = EXACT) -> tuple[str, str]:
    """Return both as text, with as many digits as it takes to tell them apart.

    In tensors of one shape, entries of ``actual`` that differ by more than ``tolerance`` are marked with ``>``;
    of large ones the part around the worst entry is shown, of a tuple with tensors the item that differs most.
    """
    if isinstance(expected, Array) and isinstance(actual, Array) and _comparable(expected, actual):
        left_lines, right_lines = grids(expected, actual, tolerance)
        return _capped(left_lines), _capped(right_lines)
    if (place := _differing_item(expected, actual, tolerance)) is not None:
        return _items_apart(expected[place], actual[place], place, tolerance)  # type: ignore[index]
    left_number, right_number = number(expected), number(actual)
    if left_number is None or right_number is None or _has_axes(expected) or _has_axes(actual):
        return readable(expected), readable(actual)
    first, second = _apart(left_number, right_number)
    return _capped([first]), _capped([second])


def _differing_item(expected: Value, actual: Value, tolerance: Tolerance) -> int | None:
    """Return the place of the item to show alone: the one that differs most, where it is a tensor."""
    if not isinstance(expected, tuple | list) or not isinstance(actual, tuple | list):
        return None
    found = compare(expected, actual, "tuple", tolerance)
    place = found.worst_index[0] if found.worst_index and found.kind != "none" else None
    return place if place is not None and (_has_axes(expected[place]) or _has_axes(actual[place])) else None


def _items_apart(expected: Value, actual: Value, place: int, tolerance: Tolerance) -> tuple[str, str]:
    left, right = side_by_side(expected, actual, tolerance)
    return _capped([f"item {place}:", *left.split("\n")]), _capped([f"item {place}:", *right.split("\n")])


def _has_axes(value: Value) -> bool:
    return isinstance(value, Array) and bool(value.shape)


def _comparable(expected: Array, actual: Array) -> bool:
    same_family = (expected.dtype == "bool") == (actual.dtype == "bool")
    return bool(expected.shape) and expected.shape == actual.shape and bool(expected.data) and same_family


def describe(difference: Difference, expected: Value, actual: Value, returns: Returns | None = None) -> str:
    """Say in one line what ``difference`` found, in facts: ``off by 1.0, allowed 1.1e-05: not rounding``."""
    if difference.kind == "none":
        return f"{_off(difference)}: rounding, accepted" if difference.error else "equal"
    say = {"type": _say_type, "shape": _say_shape, "dtype": _say_dtype}.get(difference.kind, _say_values)
    return _capped([_inside(difference, expected, actual, returns, say)])


# --- sentences ---------------------------------------------------------------------------------------------

Say: TypeAlias = Callable[[Difference, Any, Any, Returns | None], str]


def _inside(difference: Difference, expected: Value, actual: Value, returns: Returns | None, say: Say) -> str:
    """Say it about the item of a tuple that it is about."""
    place: list[int] = []
    index = difference.worst_index
    while index and _is_tuple(expected, actual):
        place.append(index[0])
        expected, actual, returns, index = expected[index[0]], actual[index[0]], None, index[1:]  # type: ignore[index]
    if not place:
        return say(difference, expected, actual, returns)
    # The counts are of the whole tuple, so nothing is said about them here.
    inner = replace(difference, differing=0, total=0, worst_index=index)
    return f"item {', '.join(map(str, place))}: {say(inner, expected, actual, returns)}"


def _is_tuple(expected: Value, actual: Value) -> bool:
    both = isinstance(expected, tuple | list) and isinstance(actual, tuple | list)
    return both and (sizes(expected) is None or sizes(actual) is None)


def _say_type(_difference: Difference, expected: Value, actual: Value, returns: Returns | None) -> str:
    return f"expected {WANTED[returns] if returns else kind_of(expected)}, got {kind_of(actual)}"


def _say_shape(_difference: Difference, expected: Any, actual: Any, _returns: Returns | None) -> str:
    if isinstance(expected, Array) and isinstance(actual, Array):
        return f"expected shape {expected.shape}, got {actual.shape}"
    return f"expected {_items_of(expected)}, got {len(actual)}"


def _say_dtype(_difference: Difference, expected: Array, actual: Array, _returns: Returns | None) -> str:
    return f"expected dtype {harmless_line(expected.original)}, got {harmless_line(actual.original)}"


def _say_values(difference: Difference, expected: Value, actual: Value, _returns: Returns | None) -> str:
    left, right = _entry(expected, difference.worst_index), _entry(actual, difference.worst_index)
    if difference.worst_index:
        return _say_entries(difference, left, right)
    if isinstance(left, str | bool):
        return f"expected {_inline(left)}, got {_inline(right)}"
    return _say_number(difference, left, right)


def _say_entries(difference: Difference, expected: Entry, actual: Entry) -> str:
    count, total = difference.differing, difference.total
    left, right = _apart(expected, actual)
    where = ", ".join(map(str, difference.worst_index))
    said = f"{count} of {total} entries {'differs' if count == 1 else 'differ'}, " if total else ""
    said += f"the worst at [{where}]"
    amount = _percent(difference) or (_off(difference) if math.isfinite(difference.error) else "")
    return f"{said}: {right} for {left}" + (f" ({amount})" if amount and not isinstance(expected, bool) else "")


def _say_number(difference: Difference, expected: Entry, actual: Entry) -> str:
    if not math.isfinite(difference.error):
        left, right = _apart(expected, actual)
        return f"{right} where {left} is expected"
    if isinstance(expected, int) and isinstance(actual, int):
        return f"off by {abs(actual - expected)}: whole numbers are compared exactly"
    if difference.allowed >= _distance(-expected, actual):
        return f"{_off(difference)}: the sign is the opposite"
    if difference.error > 1000 * difference.allowed or (difference.relative or 0.0) >= 0.01:
        share = _percent(difference)
        return f"{_off(difference)}: {f'{share}, ' if share and difference.relative != 1 else ''}not rounding"
    return f"{_off(difference)}: more than is allowed for rounding"


def _off(difference: Difference) -> str:
    return f"off by {_brief(difference.error)}, allowed {_brief(difference.allowed)}"


def _percent(difference: Difference) -> str:
    """Say the relative error where a percentage reads well: from 1 % to 1000 %."""
    share = difference.relative
    if share is None or not 0.01 <= share <= 10:
        return ""
    return f"{100 * share:.0f} % off" if share >= 0.1 else f"{100 * share:.1f} % off"


def _brief(value: float) -> str:
    return repr(float(f"{value:.2g}"))


def _distance(expected: Entry, actual: Entry) -> float:
    try:
        return abs(actual - expected)
    except OverflowError:
        return math.inf


def _entry(value: Any, index: tuple[int, ...]) -> Any:
    """Return one entry of an array, one size of a shape, or a single value, as Python's own."""
    if isinstance(value, Array):
        entries = as_numpy(value)
        return entries[index].item() if index else entries.reshape(-1)[0].item()
    found = value[index[0]] if index else value
    return _entry(found, ()) if isinstance(found, Array) else found


def kind_of(value: Value) -> str:
    """Name what ``value`` is, with its article: ``a tensor of shape (3,)``, ``a function``, ``None``."""
    match value:
        case None:
            return "None"
        case bool() | str() | complex() | int() | float():
            return _PLAIN[type(value)]
        case Array():
            return _kind_of_array(value)
        case tuple() | list() | dict():
            return f"a {type(value).__name__} of {_items_of(value)}"
        case Opaque(type=name, reason=reason):
            return _article(harmless_line(name)) + (f" that cannot be read: {harmless_line(reason)}" if reason else "")
    return "a call"


_PLAIN = {bool: "a truth value", str: "a text", complex: "a complex number", int: "a number", float: "a number"}


def _kind_of_array(array: Array) -> str:
    family = {"bool": "bool ", "complex128": "complex "}.get(array.dtype, "")
    if array.kind == "scalar":
        return f"a NumPy {family}number" if family != "bool " else "a NumPy bool"
    return f"a {family}{'tensor' if array.kind == 'tensor' else 'NumPy array'} of shape {array.shape}"


def _article(name: str) -> str:
    return f"{'an' if name[:1].lower() in {'a', 'e', 'i', 'o', 'u'} else 'a'} {name}"


def _items_of(value: Any) -> str:
    return f"{len(value)} item{'' if len(value) == 1 else 's'}"


# --- one line ----------------------------------------------------------------------------------------------


def _inline(value: Value, depth: int = 0) -> str:
    """Return ``value`` on one line, four levels deep at most, a few items of each."""
    match value:
        case None | bool():
            return str(value)
        case int() | float() | complex():
            return _single(value, 6)
        case str():
            return repr(value[:MAX_WIDTH])
        case Array():
            return _inline_array(value)
        case Opaque():
            return _opaque(value)
        case Handle():
            return f"{harmless_line(value.function)}({', '.join(_items(value.args, depth))})"
        case tuple() | list() | dict():
            return _container(value, depth)


def _container(value: tuple[Any, ...] | list[Any] | dict[Any, Any], depth: int) -> str:
    if isinstance(value, dict):
        keys = _items(list(value)[:MAX_ITEMS], depth)
        pairs = [f"{key}: {item}" for key, item in zip(keys, _items(list(value.values()), depth), strict=False)]
        return "{" + ", ".join(pairs) + (f", {CUT}" if len(value) > MAX_ITEMS else "") + "}"
    inner = ", ".join(_items(value, depth))
    if isinstance(value, list):
        return f"[{inner}]"
    return f"({inner},)" if len(value) == 1 else f"({inner})"


def _items(values: Sequence[Any], depth: int) -> list[str]:
    if depth >= 3 and values:
        return [CUT]
    shown = [_inline(item, depth + 1) for item in values[:MAX_ITEMS]]
    return [*shown, CUT] if len(values) > MAX_ITEMS else shown


def _inline_array(array: Array) -> str:
    if not array.data:
        return f"[] of shape {array.shape}"
    entries = as_numpy(array)
    if not array.shape:
        return _single(entries.item(), 6)
    if len(array.shape) == 1 and entries.size <= MAX_ITEMS:
        return f"[{' '.join(_single(entry, 6) for entry in entries.tolist())}]"
    return f"{array.kind} of shape {array.shape}"


def _opaque(value: Opaque) -> str:
    text = f"{value.type} {value.text}".strip() + (f": {value.reason}" if value.reason else "")
    return f"<{harmless_line(text)}>"


def _single(value: Entry, digits: int) -> str:
    """Write one number with ``digits`` significant digits, and so that a float is seen to be one."""
    if isinstance(value, bool | int):
        return str(value)
    if isinstance(value, complex):
        return f"{value:.{digits}g}"
    whole = value.is_integer() and abs(value) < 1e15
    return repr(value if whole else float(f"{value:.{digits}g}"))


def _apart(expected: Entry, actual: Entry) -> tuple[str, str]:
    """Write two numbers with as many digits as it takes to see that they differ."""
    digits = 6
    while digits < 17 and expected != actual and _single(expected, digits) == _single(actual, digits):
        digits += 1
    return _single(expected, digits), _single(actual, digits)


def _capped(lines: Iterable[str]) -> str:
    short = [line if len(line) <= MAX_WIDTH else line[: MAX_WIDTH - 2] + f" {CUT}" for line in lines]
    return "\n".join(short[:MAX_LINES])
