"""What a worker says in words and lines, and how much of it there may be.

The worker cuts what it says to these limits; the grader refuses what is over them. It compares names with each
other and searches messages for known ones, which takes the square of their length: four mebibytes of a forged name
would keep it for an hour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeGuard

NAME_LIMIT = 200
"""Characters of a name that somebody's program gave: of a class, a function, a module."""

NAMES_LIMIT = 200
"""Names of one module that are told."""

PATH_LIMIT = 5_000
"""Characters of a file's name; the longest path of Linux has 4,096."""

LINE_LIMIT = 2**31
"""Numbers of lines are below this."""

FRAMES_AT_EACH_END = 8
"""Lines of a traceback that are kept from its beginning, and from its end."""

ANCESTORS_LIMIT = 30
MESSAGE_LIMIT = 4_000
SIGNATURE_LIMIT = 500
SEEN_LIMIT = 100
"""Operations that an intervention met, once for each line."""

COURSES = ("once", "same", "up", "down", "changes")
"""How a number moved between looks: there was one look alone, it stayed, it rose each time, it fell, neither."""

SAMPLE_NUMBERS = 20
SAMPLE_LINES = 1000

SIZES_LIMIT = 32
"""Sizes of a shape that is told, and no size is above :data:`SIZE_LIMIT`."""

SIZE_LIMIT = 2**40


def is_name(item: Any, limit: int = NAME_LIMIT) -> TypeGuard[str]:
    """Whether it is a text of at most ``limit`` characters."""
    return type(item) is str and len(item) <= limit


def are_names(items: tuple[Any, ...], limit: int) -> bool:
    """Whether they are at most ``limit`` names."""
    return len(items) <= limit and all(map(is_name, items))


def is_line(item: Any) -> TypeGuard[int]:
    """Whether it can be the number of a line; 0 stands for one that nobody knows."""
    return type(item) is int and 0 <= item < LINE_LIMIT


def are_frames(items: tuple[Any, ...]) -> bool:
    """Whether they are rows of filename, line and function, of which a traceback's both ends are told."""
    return len(items) <= 2 * FRAMES_AT_EACH_END and _are_rows(items, _is_path, is_line, is_name)


def are_seen(items: tuple[Any, ...]) -> bool:
    """Whether they are rows of an operation and a line."""
    return len(items) <= SEEN_LIMIT and _are_rows(items, is_name, is_line)


def are_numbers(items: tuple[Any, ...]) -> bool:
    """Whether they are rows of a name that Python could have, a number that is short to write, and a known word."""
    return len(items) <= SAMPLE_NUMBERS and _are_rows(items, _is_variable, _is_short, COURSES.__contains__)


def are_shapes(items: tuple[Any, ...]) -> bool:
    """Whether they are rows of a name and two shapes."""
    return len(items) <= NAMES_LIMIT and _are_rows(items, is_name, _is_shape, _is_shape)


def cut_frames(rows: Iterable[tuple[str, int | None, str]]) -> tuple[tuple[str, int, str], ...]:
    """Return rows of filename, line and function as :func:`are_frames` wants them: both ends of many."""
    kept = [(path[:PATH_LIMIT], cut_line(line), name[:NAME_LIMIT]) for path, line, name in rows]
    if len(kept) > 2 * FRAMES_AT_EACH_END:
        kept = kept[:FRAMES_AT_EACH_END] + kept[-FRAMES_AT_EACH_END:]
    return tuple(kept)


def cut_line(line: int | None) -> int:
    """Return the number of a line, 0 where Python knows none or a program made one up."""
    return line if is_line(line) else 0


def _are_rows(items: tuple[Any, ...], *columns: Callable[[Any], bool]) -> bool:
    return all(
        type(row) is tuple
        and len(row) == len(columns)
        and all(good(item) for good, item in zip(columns, row, strict=True))
        for row in items
    )


def _is_path(item: Any) -> bool:
    return is_name(item, PATH_LIMIT)


def _is_shape(item: Any) -> bool:
    return (
        isinstance(item, tuple)
        and len(item) <= SIZES_LIMIT
        and all(type(size) is int and 0 <= size <= SIZE_LIMIT for size in item)
    )


def _is_variable(item: Any) -> bool:
    return is_name(item, 40) and item.isidentifier()


def _is_short(item: Any) -> bool:
    return type(item) in (bool, float) or (type(item) is int and abs(item) < 10**15)
