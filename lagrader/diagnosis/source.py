"""What the learner's source says about a suspicion: which attributes a function uses, what it returns.

Only ever to choose between two sentences that the results alone cannot tell apart; nothing is executed.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from lagrader.diagnosis.interface import Context
from lagrader.syntax.bindings import own_expressions, statements
from lagrader.syntax.tree import Function, function_of

MOST_FUNCTIONS = 20

MOST_NAMES = 1_000
"""Names of a file that are compared with one that is not there."""

P = ParamSpec("P")
R = TypeVar("R")
Question = Callable[Concatenate[Context, P], R]


class _File:
    """The nodes of one file, and what has been found out about it."""

    def __init__(self, tree: ast.Module) -> None:
        self.nodes = tuple(ast.walk(tree))
        self.answers: dict[object, Any] = {}


_file = lru_cache(maxsize=4)(_File)


def _once(question: Question[P, R]) -> Question[P, R]:
    """Answer a question about a file once: every case asks, and a file may have a hundred thousand nodes."""

    @wraps(question)
    def answer(context: Context, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if context.tree is None:
            return question(context, *args, **kwargs)
        answers = _file(context.tree).answers
        key = (question.__name__, context.function, args)
        if key not in answers:
            answers[key] = question(context, *args, **kwargs)
        return cast(R, answers[key])

    return answer


def _nodes(context: Context) -> tuple[ast.AST, ...]:
    return _file(context.tree).nodes if context.tree else ()


@_once
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


@_once
def attributes(context: Context) -> frozenset[str]:
    """Return the name of every attribute that the function or its helpers touch (``backward``, ``item`` …)."""
    return frozenset(
        node.attr for function in functions(context) for node in ast.walk(function) if isinstance(node, ast.Attribute)
    )


@_once
def set_on_self(context: Context) -> frozenset[str]:
    """Return what the file's classes set on ``self``: attributes that are found through it alone."""
    return frozenset(
        node.attr
        for node in _nodes(context)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    )


@_once
def keywords(context: Context) -> frozenset[str]:
    """Return the name of every keyword argument in the calls of the function and its helpers."""
    return frozenset(
        node.arg
        for function in functions(context)
        for node in ast.walk(function)
        if isinstance(node, ast.keyword) and node.arg
    )


@_once
def called(context: Context) -> frozenset[str]:
    """Return the bare names that the function or its helpers call (``print``, ``float`` …)."""
    return frozenset(
        node.func.id
        for function in functions(context)
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    )


@_once
def methods_called(context: Context) -> frozenset[str]:
    """Return the last names of what the function or its helpers call behind a point (``backward``, ``sum`` …)."""
    return frozenset(
        node.func.attr
        for function in functions(context)
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    )


@_once
def remade(context: Context) -> bool:
    """Whether torch.tensor(…) is put around a tensor: a helper's own argument, or what a function of the file gives."""
    nodes = [node for function in functions(context) for node in ast.walk(function)]
    made = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    names = {node.name for node in made}
    helpers = [node for node in made if node.name != context.function]
    taken = any(_is_argument(first, helper) for helper in helpers for first in _put_into_tensor(helper))
    around = (first for function in functions(context) for first in _put_into_tensor(function))
    return taken or any(
        isinstance(first, ast.Call) and isinstance(first.func, ast.Name) and first.func.id in names for first in around
    )


def _put_into_tensor(function: Function) -> list[ast.expr]:
    calls = (node for node in ast.walk(function) if isinstance(node, ast.Call) and node.args)
    return [call.args[0] for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "tensor"]


def _is_argument(node: ast.expr, function: ast.FunctionDef) -> bool:
    return isinstance(node, ast.Name) and node.id in {arg.arg for arg in function.args.args}


def returned_nodes(context: Context) -> list[ast.expr | None] | None:
    """Return what each ``return`` of the function itself gives back (None for a bare one), or None if unknown."""
    node = function_of(context.tree, context.function) if context.tree else None
    if node is None:
        return None
    if isinstance(node, ast.Lambda):
        return [node.body]
    return [inner.value for inner, _ in statements(node.body) if isinstance(inner, ast.Return)]


def definition(context: Context) -> ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | None:
    """Return the last def or class of the function's name at the top of the file, or None."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    found = [node for node in (context.tree.body if context.tree else ()) if isinstance(node, kinds)]
    return next((node for node in reversed(found) if node.name == context.function), None)


def helper(context: Context, name: str) -> ast.FunctionDef | None:
    """Return the function of a name that the file defines by ``def``, without decorators, or None."""
    node = function_of(context.tree, name) if context.tree else None
    return node if isinstance(node, ast.FunctionDef) and not node.decorator_list else None


def dropped(context: Context, exception: str) -> bool:
    """Whether an exception is made on a line of its own and nothing is done with it: ``ValueError("no")``, no raise."""
    for function in functions(context):
        for node in ast.walk(function):
            made = node.value if isinstance(node, ast.Expr) else None
            made = made.func if isinstance(made, ast.Call) else made
            if isinstance(made, ast.Name) and made.id == exception:
                return True
    return False


def yields(context: Context) -> bool:
    """Whether yield stands in the function itself."""
    node = definition(context)
    if node is None or isinstance(node, ast.ClassDef):
        return False
    return any(isinstance(inner, ast.Yield) for one, _ in statements(node.body) for inner in own_expressions(one))


@_once
def raised_by_identity(context: Context, line: int) -> str:
    """Return ``is`` or ``is not`` where the raise on a line hangs on it in an ``if``; empty where it does not.

    A comparison with None, True or another fixed value is meant as it stands.
    """
    for node in _nodes(context):
        if isinstance(node, ast.If) and any(_raises_at(inner, line) for inner in (*node.body, *node.orelse)):
            for inner in ast.walk(node.test):
                if isinstance(inner, ast.Compare) and (sign := _identity(inner)):
                    return sign
    return ""


def _identity(node: ast.Compare) -> str:
    if any(isinstance(side, ast.Constant) for side in (node.left, *node.comparators)):
        return ""
    return {ast.Is: "is", ast.IsNot: "is not"}.get(type(node.ops[0]), "")


def _raises_at(statement: ast.stmt, line: int) -> bool:
    return isinstance(statement, ast.Raise) and statement.lineno <= line <= (statement.end_lineno or line)


@_once
def loop_at(context: Context, line: int) -> ast.expr | None:
    """Return what the ``for`` on a line goes through, a statement or a comprehension; None without one."""
    for node in _nodes(context):
        if isinstance(node, ast.For) and node.lineno <= line <= (node.iter.end_lineno or line):
            return node.iter
        if isinstance(node, ast.comprehension) and node.iter.lineno <= line <= (node.iter.end_lineno or line):
            return node.iter
    return None


@_once
def hidden_names(context: Context) -> frozenset[str]:
    """Return Python's own functions whose names the file gives to something else by ``=`` or as an argument."""
    own = {name for name in dir(builtins) if callable(getattr(builtins, name)) and not name.startswith("_")}
    nodes = _nodes(context)
    names = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    arguments = {node.arg for node in nodes if isinstance(node, ast.arg)}
    return frozenset(own & (names | arguments))


@_once
def known_names(context: Context) -> list[str]:
    """Return every name that is bound anywhere in the file, and Python's own; of a file with very many the first."""
    if context.tree is None:
        return []
    found = dict.fromkeys(name for name in dir(builtins) if not name.startswith("_"))
    for node in _nodes(context):
        if len(found) < MOST_NAMES and (name := _bound_name(node)):
            found[name] = None
    return sorted(found)


def _bound_name(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
            return name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.alias(name=name, asname=other):
            return (other or name).partition(".")[0]
    return ""


@_once
def statement_at(context: Context, line: int) -> str:
    """Return the simple statement on a line of the file, as Python would write it; empty where there is none."""
    found = [
        node
        for node in _nodes(context)
        if isinstance(node, ast.stmt) and not hasattr(node, "body") and node.lineno <= line <= (node.end_lineno or line)
    ]
    return written(found[0]) if found else ""


def written(node: ast.AST) -> str:
    """Return a node as Python would write it; empty where it can't: nested too deeply, a number too long to write."""
    try:
        return ast.unparse(node)[:1000]
    except (RecursionError, ValueError):  # whole numbers beyond 4,300 digits, which hexadecimal ones may have
        return ""


def is_word(text: str) -> bool:
    """Whether ``text`` could be a Python name of bearable length: what may be quoted from a message."""
    return bool(re.fullmatch(r"[A-Za-z_]\w{0,60}", text))
