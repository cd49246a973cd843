"""What is left of a program without the names that it chose: equal for programs that differ in names alone.

Comments, layout, docstrings and annotations are gone as well. Names that the program takes from elsewhere (``torch``'s
functions, built-in ones) and all numbers and texts stay.
"""

from __future__ import annotations

import ast
import hashlib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

_NAMES = {
    ast.Name: "id",
    ast.arg: "arg",
    ast.keyword: "arg",
    ast.FunctionDef: "name",
    ast.AsyncFunctionDef: "name",
    ast.ClassDef: "name",
    ast.ExceptHandler: "name",
    ast.alias: "asname",
}
"""Where a node holds a name that its program may choose."""

_LEFT_OUT = frozenset({"annotation", "returns", "type_comment", "kind", "ctx", "type_params", "decorator_list"})
_ENDLESS = 200_000
"""Nodes beyond which a program is none that a learner wrote."""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A program without its names: a digest, and of how many nodes it is made."""

    digest: bytes
    size: int


def skeleton(text: str) -> Skeleton | None:
    """Return a program's skeleton; None where Python can't read it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a learner's program deserves to hear is said elsewhere
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    numbers = {name: f"#{number}" for number, name in enumerate(dict.fromkeys(_chosen(tree)))}
    digest, size = hashlib.sha256(), 0
    for size, part in enumerate(_parts(tree, numbers), start=1):
        digest.update(part.encode("utf-8", "backslashreplace"))
        if size > _ENDLESS:
            return None
    return Skeleton(digest.digest(), size)


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node that counts, in the order of the source; without recursion, since a program may be deep."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(list(_children(node)))


def _children(node: ast.AST) -> Iterator[ast.AST]:
    for field, value in ast.iter_fields(node):
        if field in _LEFT_OUT:
            continue
        if isinstance(value, ast.AST):
            yield value
        elif isinstance(value, list):
            yield from (one for one in value if isinstance(one, ast.AST) and not _is_text_alone(one))


def _is_text_alone(node: ast.AST) -> bool:
    """Whether it is a docstring, or a text that stands like one."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _chosen(tree: ast.AST) -> Iterator[str]:
    """The names that the program binds itself."""
    for node in _nodes(tree):
        field = _NAMES.get(type(node))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            continue
        if isinstance(node, ast.alias):
            yield node.asname or node.name.partition(".")[0]
        elif field and not isinstance(node, ast.keyword) and (name := getattr(node, field)):
            yield name


def _parts(tree: ast.AST, numbers: dict[str, str]) -> Iterator[str]:
    """Each node in a line, and the names in it by the order in which they come."""
    for node in _nodes(tree):
        kind = type(node)
        own = _NAMES.get(kind)
        words = [kind.__name__, str(sum(1 for _ in _children(node)))]
        if isinstance(node, ast.alias):
            words += [node.name, numbers[node.asname or node.name.partition(".")[0]]]
        else:
            for field, value in ast.iter_fields(node):
                if field == own:
                    words.append(numbers.get(value, str(value)))
                elif isinstance(value, list):
                    words += [numbers.get(one, one) for one in value if isinstance(one, str)]
                elif field not in _LEFT_OUT and not isinstance(value, ast.AST):
                    words.append(repr(value))
        yield "\x1f".join(words) + "\n"
