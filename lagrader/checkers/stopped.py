"""Where a program was that took too long, in words: the line, and how its short numbers moved meanwhile.

What the child saw of itself is a claim, so it gives a hint and never a mark. The line shown is the head of the
loop in which every look found it, since that is where it is decided whether the loop goes on.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from lagrader.checkers.interface import Task
from lagrader.phrases import joined
from lagrader.results import Location
from lagrader.wire import Sample

Loop: TypeAlias = ast.While | ast.For | ast.AsyncFor
Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef
Numbers: TypeAlias = dict[str, tuple[float, str]]

SHOWN = 5
"""Numbers that one sentence names at most."""


def place_of(task: Task[Any], sample: Sample) -> Location:
    """Return the line at which the learner's program was, with a note on its numbers where there are any."""
    filename, line, _ = sample.frames[-1]
    if filename != task.file:
        return Location(filename, line)
    loop = _loop_around(task.tree, sample.lines)
    numbers = {name: (value, course) for name, value, course in sample.numbers}
    if loop is None:
        note = _plainly(_mentioned(task.tree, line), numbers)
    else:
        line, note = loop.lineno, _told(loop, numbers)
    source = task.lines[line - 1] if 0 < line <= len(task.lines) else None
    return Location(filename, line, source, note=note)


def _told(loop: Loop, numbers: Numbers) -> str:
    """Speak of what decides whether the loop goes on; else of what it works on."""
    changed = set(_assigned(loop))
    deciding = _loads(loop.test) if isinstance(loop, ast.While) else []
    known = [name for name in deciding if name in numbers]
    if _decided_by_others(loop, numbers):
        known = [name for name in known if name in changed]
    stuck = [name for name in known if numbers[name][1] == "same"]
    if stuck and len(stuck) == len(known):
        # What the loop is measured against (while i < n) stays as it is in a right loop, too.
        asked = [name for name in stuck if name in changed] or _not_given(loop, stuck)
        return f"{_moves(asked, numbers)}: does the loop change {' or '.join(asked)}?"
    return _moves(known or [name for name in numbers if name in changed], numbers)


def _decided_by_others(loop: Loop, numbers: Numbers) -> bool:
    """Whether the condition reads something else than short numbers and lengths, a tensor for example."""
    if not isinstance(loop, ast.While):
        return False
    apart = {id(inner) for node in ast.walk(loop.test) if _is_length(node) for inner in ast.walk(node)}
    called = {id(node.func) for node in ast.walk(loop.test) if isinstance(node, ast.Call)}
    names = [node for node in ast.walk(loop.test) if isinstance(node, ast.Name) and id(node) not in apart | called]
    return any(node.id not in numbers for node in names)


def _is_length(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len"


def _not_given(loop: Loop, names: list[str]) -> list[str]:
    """The names that the loop's first comparison has on its left, where one of them is there: i of ``i < n``."""
    test = loop.test if isinstance(loop, ast.While) else None
    left = _loads(test.left) if isinstance(test, ast.Compare) else []
    return [name for name in names if name in left] or names


def _moves(names: Iterable[str], numbers: Numbers) -> str:
    """``with j = 31,204 and going up, n = 5 the whole time``."""
    kept = [name for name in names if name in numbers][:SHOWN]
    parts = []
    for course, words in _WORDS.items():
        found = [f"{name} = {_short(numbers[name][0])}" for name in kept if numbers[name][1] == course]
        if found:
            joint = (" and " if len(found) == 1 else ", ") if course in ("up", "down") else " "
            parts.append(f"{joined(found)}{joint}{words}".rstrip())
    return f"with {', '.join(parts)}" if parts else ""


_WORDS = {"up": "going up", "down": "going down", "changes": "at last", "same": "the whole time", "once": ""}


def _plainly(names: Iterable[str], numbers: Numbers) -> str:
    """Where no loop is: the numbers of the line as they are, since a call that stands still proves nothing."""
    found = [f"{name} = {_short(numbers[name][0])}" for name in names if name in numbers][:SHOWN]
    return f"with {joined(found)}" if found else ""


def _short(value: float) -> str:
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.1f}" if value.is_integer() and abs(value) < 1e12 else f"{value:.6g}"


# --- the syntax tree -----------------------------------------------------------------------------------------


def _loop_around(tree: ast.Module, lines: Iterable[int]) -> Loop | None:
    """The innermost loop in which all of ``lines`` lie, inside the innermost function in which they lie."""
    first, last = min(lines), max(lines)
    found: Loop | None = None
    for node in _around(tree, first, last):
        if isinstance(node, Function):
            found = None
        elif isinstance(node, ast.While) or (isinstance(node, Loop) and last > node.lineno):
            found = node if last <= (node.body[-1].end_lineno or 0) else found
    return found


def _around(tree: ast.Module, first: int, last: int) -> Iterator[ast.AST]:
    """The nodes around some lines, outermost first."""
    node: ast.AST | None = tree
    while node is not None:
        node = next((child for child in _children(node) if _covers(child, first, last)), None)
        if node is not None:
            yield node


def _children(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.stmt, ast.Lambda, ast.ExceptHandler, ast.match_case)):
            yield child


def _covers(node: ast.AST, first: int, last: int) -> bool:
    if isinstance(node, ast.match_case):
        return node.body[0].lineno <= first and last <= (node.body[-1].end_lineno or 0)
    start, end = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0)
    return bool(start <= first and last <= end)


def _loads(node: ast.AST) -> list[str]:
    """The names that an expression reads, in the order of its text."""
    names = [inner for inner in ast.walk(node) if isinstance(inner, ast.Name)]
    names.sort(key=lambda name: (name.lineno, name.col_offset))
    return list(dict.fromkeys(name.id for name in names))


def _assigned(loop: Loop) -> list[str]:
    nodes = (node for node in ast.walk(loop) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    return [node.id for node in nodes]


def _mentioned(tree: ast.Module, line: int) -> list[str]:
    """The names on one line, in the order of its text."""
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.lineno == line]
    names.sort(key=lambda name: name.col_offset)
    return list(dict.fromkeys(name.id for name in names))
