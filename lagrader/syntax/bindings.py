"""What the statements of one scope bind: the names, and what each of them is bound to.

Like everything that walks a learner's tree it uses a stack of its own instead of recursion: a source of
the allowed size can be nested deeper than Python's recursion limit.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

How: TypeAlias = Literal["function", "class", "import", "value", "augmented", "loop", "other", "deleted"]


@dataclass(frozen=True, slots=True)
class Bound:
    """One name that a statement binds.

    ``value`` is the expression that it is bound to, where that can be read off; ``path`` is the dotted
    origin of an import; ``conditional`` says that it stands inside an ``if``, a loop, a ``try`` ….
    """

    name: str
    how: How
    statement: ast.stmt
    value: ast.expr | None = None
    path: str = ""
    conditional: bool = False


def bindings(body: list[ast.stmt]) -> Iterator[Bound]:
    """Yield every name that these statements bind in their own scope, in the order of the source.

    Branches that never run on import (``if False:``, ``if __name__ == "__main__":``) are left out.
    """
    for statement, conditional in statements(body):
        for bound in _bound_by(statement):
            yield replace(bound, conditional=True) if conditional else bound


def statements(body: list[ast.stmt]) -> Iterator[tuple[ast.stmt, bool]]:
    """Yield each statement of one scope, with whether it stands inside a block, in order."""
    stack = [(statement, False) for statement in reversed(body)]
    while stack:
        statement, conditional = stack.pop()
        yield statement, conditional
        stack += [(inner, True) for inner in reversed(_inner(statement))]


def _inner(statement: ast.stmt) -> list[ast.stmt]:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return []
    if isinstance(statement, ast.If):
        return _live(statement)
    inner: list[ast.stmt] = []
    for _, value in ast.iter_fields(statement):
        for child in value if isinstance(value, list) else ():
            if isinstance(child, ast.stmt):
                inner.append(child)
            elif isinstance(child, (ast.ExceptHandler, ast.match_case)):
                inner += child.body
    return inner


def _live(statement: ast.If) -> list[ast.stmt]:
    test = statement.test
    if isinstance(test, ast.Constant):
        return statement.body if test.value else statement.orelse
    if _is_main_guard(test):
        return statement.orelse
    return statement.body + statement.orelse


def _is_main_guard(test: ast.expr) -> bool:
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq)):
        return False
    sides = (test.left, test.comparators[0])
    return any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides) and any(
        isinstance(side, ast.Constant) and side.value == "__main__" for side in sides
    )


def _bound_by(statement: ast.stmt) -> Iterator[Bound]:
    """Yield what one statement binds, without the statements inside it."""
    yield from _walrus(statement)
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield Bound(statement.name, "function", statement)
        case ast.ClassDef():
            yield Bound(statement.name, "class", statement)
        case ast.Import() | ast.ImportFrom():
            yield from _imported(statement)
        case ast.Assign():
            for target in statement.targets:
                yield from _pair(statement, target, statement.value)
        case ast.AnnAssign(value=ast.expr()):
            yield from _pair(statement, statement.target, statement.value)
        case ast.AugAssign(target=ast.Name(id=name)):
            yield Bound(name, "augmented", statement)
        case _:
            yield from _bound_otherwise(statement)


def _bound_otherwise(statement: ast.stmt) -> Iterator[Bound]:
    match statement:
        case ast.For() | ast.AsyncFor():
            for name in target_names(statement.target):
                yield Bound(name, "loop", statement)
        case ast.With() | ast.AsyncWith():
            for item in statement.items:
                for name in target_names(item.optional_vars):
                    yield Bound(name, "other", statement)
        case ast.Match():
            for name in _captures(statement):
                yield Bound(name, "other", statement)
        case ast.Delete():
            for target in statement.targets:
                for name in target_names(target):
                    yield Bound(name, "deleted", statement)
        case _ if type(statement).__name__ == "TypeAlias":  # `type X = ...`, from Python 3.12
            yield Bound(getattr(statement, "name").id, "other", statement)  # noqa: B009 - unknown to older stubs


def _imported(statement: ast.Import | ast.ImportFrom) -> Iterator[Bound]:
    for alias in statement.names:
        if isinstance(statement, ast.ImportFrom):
            if alias.name != "*":
                base = "." * statement.level + (f"{statement.module}." if statement.module else "")
                yield Bound(alias.asname or alias.name, "import", statement, path=base + alias.name)
        elif alias.asname:
            yield Bound(alias.asname, "import", statement, path=alias.name)
        else:
            top = alias.name.partition(".")[0]
            yield Bound(top, "import", statement, path=top)


def _pair(statement: ast.stmt, target: ast.expr, value: ast.expr | None) -> Iterator[Bound]:
    """Yield the names of a target, each with its own part of a tuple where the parts can be told apart."""
    stack: list[tuple[ast.expr, ast.expr | None]] = [(target, value)]
    while stack:
        target, value = stack.pop()
        if isinstance(target, ast.Name):
            yield Bound(target.id, "value" if value is not None else "other", statement, value)
        elif isinstance(target, ast.Starred):
            stack.append((target.value, None))
        elif isinstance(target, (ast.Tuple, ast.List)):
            stack += reversed(list(zip(target.elts, _parts(target.elts, value), strict=True)))


def _parts(targets: list[ast.expr], value: ast.expr | None) -> list[ast.expr | None]:
    parts = value.elts if isinstance(value, (ast.Tuple, ast.List)) else []
    plain = not any(isinstance(part, ast.Starred) for part in (*targets, *parts))
    return list(parts) if plain and len(parts) == len(targets) else [None] * len(targets)


def target_names(target: ast.AST | None) -> list[str]:
    """Return the names that an assignment target, or a loop's, binds."""
    return [bound.name for bound in _pair(ast.Pass(), target, None)] if isinstance(target, ast.expr) else []


def _captures(statement: ast.Match) -> Iterator[str]:
    for case in statement.cases:
        for node in ast.walk(case.pattern):
            name = node.rest if isinstance(node, ast.MatchMapping) else getattr(node, "name", None)
            if name:
                yield name


def _walrus(statement: ast.stmt) -> Iterator[Bound]:
    """Yield the names that ``:=`` binds in the statement's own expressions."""
    for node in own_expressions(statement):
        if isinstance(node, ast.NamedExpr):
            yield Bound(node.target.id, "value", statement, node.value)


def own_expressions(statement: ast.stmt) -> Iterator[ast.AST]:
    """Yield the expression nodes of a statement that are evaluated in its scope, not those of inner statements."""
    stack = [child for child in reversed(list(ast.iter_child_nodes(statement))) if not isinstance(child, ast.stmt)]
    while stack:
        node = stack.pop()
        if isinstance(node, (ast.Name, ast.Constant)):
            yield node  # most nodes, and they hold no others
        elif not isinstance(node, (ast.stmt, ast.Lambda, ast.ExceptHandler, ast.match_case)):
            yield node
            stack += reversed(list(ast.iter_child_nodes(node)))
