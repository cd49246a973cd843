"""Where a function changes one of its parameters in place: the line to look at when an input came back changed."""

from __future__ import annotations

import ast

from lagrader.syntax.tree import function_of


def changing_line(tree: ast.Module, name: str) -> int | None:
    """Return the line of the first statement of a function that changes a parameter in place; None if none is seen."""
    function = function_of(tree, name)
    if function is None or isinstance(function, ast.Lambda):
        return None
    arguments = function.args
    names = {one.arg for one in (*arguments.posonlyargs, *arguments.args)}
    nodes = (node for statement in function.body for node in ast.walk(statement))
    found = [node for node in nodes if isinstance(node, (ast.stmt, ast.expr)) and _changes(node, names)]
    return min((node.lineno for node in found), default=None)


def _changes(node: ast.stmt | ast.expr, names: set[str]) -> bool:
    """``x += 1``, ``x[0] = 1``, ``x.add_(1)``, ``out=x``, and the like of a part of it, such as ``x.T``."""
    if isinstance(node, ast.AugAssign):
        return _root(node.target) in names
    if isinstance(node, ast.Assign):
        return any(isinstance(one, (ast.Subscript, ast.Attribute)) and _root(one) in names for one in node.targets)
    if not isinstance(node, ast.Call):
        return False
    method = node.func
    in_place = isinstance(method, ast.Attribute) and method.attr.endswith("_") and not method.attr.endswith("__")
    return (in_place and _root(method) in names) or any(
        word.arg == "out" and _root(word.value) in names for word in node.keywords
    )


def _root(node: ast.AST) -> str:
    while isinstance(node, (ast.Subscript, ast.Attribute, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
