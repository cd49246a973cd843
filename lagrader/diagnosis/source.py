"""What the learner's source says about a suspicion: which attributes a function uses, what it returns.

Only ever to choose between two sentences that the results alone cannot tell apart; nothing is executed.
"""

from __future__ import annotations

import ast
import builtins
import re

from lagrader.diagnosis.interface import Context
from lagrader.syntax.bindings import statements
from lagrader.syntax.tree import Function, function_of

MOST_FUNCTIONS = 20


def functions(context: Context) -> list[Function]:
    """Return the function and the helpers of the same file that it calls, itself first."""
    if context.tree is None:
        return []
    found: dict[str, Function] = {}
    waiting = [context.function]
    while waiting and len(found) < MOST_FUNCTIONS:
        name = waiting.pop()
        node = function_of(context.tree, name)
        if node is not None and name not in found:
            found[name] = node
            waiting += [inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)]
    return list(found.values())


def attributes(context: Context) -> frozenset[str]:
    """Return the name of every attribute that the function or its helpers touch (``backward``, ``item`` …)."""
    return frozenset(
        node.attr for function in functions(context) for node in ast.walk(function) if isinstance(node, ast.Attribute)
    )


def keywords(context: Context) -> frozenset[str]:
    """Return the name of every keyword argument in the calls of the function and its helpers."""
    return frozenset(
        node.arg
        for function in functions(context)
        for node in ast.walk(function)
        if isinstance(node, ast.keyword) and node.arg
    )


def called(context: Context) -> frozenset[str]:
    """Return the bare names that the function or its helpers call (``print``, ``float`` …)."""
    return frozenset(
        node.func.id
        for function in functions(context)
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    )


def returned_nodes(context: Context) -> list[ast.expr | None] | None:
    """Return what each ``return`` of the function itself gives back (None for a bare one), or None if unknown."""
    node = function_of(context.tree, context.function) if context.tree else None
    if node is None:
        return None
    if isinstance(node, ast.Lambda):
        return [node.body]
    return [inner.value for inner, _ in statements(node.body) if isinstance(inner, ast.Return)]


def known_names(context: Context) -> list[str]:
    """Return every name that is bound anywhere in the file, and Python's own."""
    if context.tree is None:
        return []
    found = {name for name in dir(builtins) if not name.startswith("_")}
    for node in ast.walk(context.tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.alias):
            found.add((node.asname or node.name).partition(".")[0])
    return sorted(found)


def statement_at(context: Context, line: int) -> str:
    """Return the simple statement on a line of the file, as Python would write it; empty where there is none."""
    nodes = ast.walk(context.tree) if context.tree else ()
    found = [
        node
        for node in nodes
        if isinstance(node, ast.stmt) and not hasattr(node, "body") and node.lineno <= line <= (node.end_lineno or line)
    ]
    return written(found[0]) if found else ""


def written(node: ast.AST) -> str:
    """Return a node as Python would write it; empty where it is nested too deeply to be written."""
    try:
        return ast.unparse(node)[:1000]
    except RecursionError:
        return ""


def is_word(text: str) -> bool:
    """Whether ``text`` could be a Python name of bearable length: what may be quoted from a message."""
    return bool(re.fullmatch(r"[A-Za-z_]\w{0,60}", text))
