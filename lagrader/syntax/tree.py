"""Reading Python as a syntax tree, so that a learner's source can be judged without running it.

Every walk here uses a stack of its own instead of recursion: a source of the allowed size can be nested
deeper than Python's recursion limit.
"""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass
from typing import TypeAlias
from weakref import WeakKeyDictionary

from lagrader.syntax.bindings import Bound, bindings, statements

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

TOO_DEEP = (
    "the code is nested too deeply, or one expression is too long, for Python to read: split it into smaller steps"
)

LONGEST_CHAIN = 1000
"""Parts of a dotted name. The parser joins ``import a.b.c`` part by part and keeps every step: 30,000 took 1 GB."""

_CHAIN = re.compile(rf"(?<!\w)(?:\w++(?:[ \t\f]|\\\n)*+\.(?:[ \t\f]|\\\n)*+){{{LONGEST_CHAIN}}}")

ALIASES = 10
"""How many times ``a = b`` is followed to find a function."""


@dataclass(frozen=True, slots=True)
class SyntaxFault:
    """Why Python cannot read a source, in Python's own words; line and column count from 1."""

    message: str
    line: int | None = None
    column: int | None = None
    source: str | None = None


def parse(text: str, filename: str) -> ast.Module | SyntaxFault:
    """Return the syntax tree of ``text``; whatever Python has against it is returned, never raised.

    The source is compiled too (and thrown away), since ``return`` outside a function and its like are only
    found then.
    """
    if "\0" in text:
        return _odd_character(text)
    if text.count(".") >= LONGEST_CHAIN and _CHAIN.search(text):
        return SyntaxFault(TOO_DEEP)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text, filename)
            compile(text, filename, "exec", dont_inherit=True)
    except SyntaxError as error:
        return _fault(error, text)
    except (RecursionError, MemoryError):
        return SyntaxFault(TOO_DEEP)
    except ValueError:
        return _odd_character(text)
    return tree


def line_of(text: str, line: int | None) -> str | None:
    """Return line number ``line`` (from 1) of ``text``, or None where there is no such line.

    Unlike :meth:`str.splitlines` it counts as Python's tokenizer does.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[line - 1] if line and 0 < line <= len(lines) else None


def _fault(error: SyntaxError, text: str) -> SyntaxFault:
    line = error.lineno or None
    column = error.offset if error.offset and error.offset > 0 else None
    return SyntaxFault(error.msg or "invalid syntax", line, column, line_of(text, line))


def _odd_character(text: str) -> SyntaxFault:
    """Say where a character stands that no source can have: NUL, or half of a surrogate pair."""
    for number, line in enumerate(text.split("\n"), 1):
        for column, character in enumerate(line, 1):
            if character == "\0" or "\ud800" <= character <= "\udfff":
                return SyntaxFault(f"source code cannot contain the character {character!r}", number, column)
    return SyntaxFault("Python cannot read it as source code")


# --- what a module defines -------------------------------------------------------------------------------


def last_bound(tree: ast.Module, name: str) -> Bound | None:
    """Return the last module-level binding of ``name``, or None where it is not (or no longer) bound."""
    return _table(tree).get(name)


_TABLES: WeakKeyDictionary[ast.Module, dict[str, Bound]] = WeakKeyDictionary()
"""Each tree is asked about many names. No longer than it lives: the tree of one file may take 139 MB."""


def _table(tree: ast.Module) -> dict[str, Bound]:
    table = _TABLES.get(tree)
    if table is None:
        table = _TABLES[tree] = _make_table(tree)
    return table


def _make_table(tree: ast.Module) -> dict[str, Bound]:
    table: dict[str, Bound] = {}
    for bound in bindings(tree.body):
        if bound.how != "deleted":
            table[bound.name] = bound
        elif not bound.conditional:
            table.pop(bound.name, None)
    return table


def defined_names(tree: ast.Module) -> frozenset[str]:
    """Return every name that the module binds; those of ``import *`` are not known."""
    return frozenset(_table(tree))


def defined_in(text: str) -> frozenset[str]:
    """Return every name that a source binds as a module; none where Python can't read it."""
    tree = parse(text, "")
    return defined_names(tree) if isinstance(tree, ast.Module) else frozenset()


def function_of(tree: ast.Module, name: str) -> Function | None:
    """Return the function or lambda behind a module-level name, through ``a = b``; None where there is none.

    ``Net.forward`` is the method of a class.
    """
    name, _, method = name.partition(".")
    bound = _bound_at_last(tree, name)
    if bound is None:
        return None
    if method:
        return _method(bound.statement, method) if isinstance(bound.statement, ast.ClassDef) else None
    if isinstance(bound.statement, (ast.FunctionDef, ast.AsyncFunctionDef)) and bound.how == "function":
        return bound.statement
    return bound.value if isinstance(bound.value, ast.Lambda) else None


def _bound_at_last(tree: ast.Module, name: str) -> Bound | None:
    """Return what is bound to a name, through ``a = b``."""
    for _ in range(ALIASES):
        bound = last_bound(tree, name)
        if bound is None or not isinstance(bound.value, ast.Name):
            return bound
        name = bound.value.id
    return None


def _method(node: ast.ClassDef, name: str) -> Function | None:
    own = [one for one in node.body if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef)) and one.name == name]
    return own[-1] if own else None


def definition_line(tree: ast.Module, name: str) -> int | None:
    """Return the line (from 1) where ``name`` is bound last, the ``def`` line for a function.

    For ``Net.forward`` that of the method, or of ``Net`` where the class itself has no such method.
    """
    name, _, method = name.partition(".")
    bound = last_bound(tree, name)
    found = function_of(tree, f"{name}.{method}") if method else None
    return found.lineno if found else bound.statement.lineno if bound else None


def return_lines(tree: ast.Module, function: str) -> list[int]:
    """Return the lines (from 1) of a function's own ``return`` statements, not those of functions inside it."""
    node = function_of(tree, function)
    if node is None:
        return []
    if isinstance(node, ast.Lambda):
        return [node.body.lineno]
    return [statement.lineno for statement, _ in statements(node.body) if isinstance(statement, ast.Return)]


# --- not started -----------------------------------------------------------------------------------------


def same_as_starter(learner_tree: ast.Module, starter_tree: ast.Module, name: str) -> bool:
    """Whether ``name`` is still what the starter has: the same body of a function or class, the same value.

    Comments, docstrings, annotations, ``pass`` and ``...`` are no matter.
    """
    learner, starter = last_bound(learner_tree, name), last_bound(starter_tree, name)
    if learner is None or starter is None or learner.how != starter.how:
        return False
    ours, theirs = learner.statement, starter.statement
    if isinstance(ours, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and isinstance(theirs, type(ours)):
        return same_tree(_written(ours.body), _written(theirs.body))
    return learner.value is not None and starter.value is not None and same_tree(learner.value, starter.value)


def same_tree(one: object, other: object) -> bool:
    """Whether two trees say the same, wherever they stand and however they are annotated."""
    stack = [(one, other)]
    while stack:
        left, right = stack.pop()
        if type(left) is not type(right):
            return False
        if isinstance(left, list) and isinstance(right, list):
            if len(left) != len(right):
                return False
            stack += zip(left, right, strict=True)
        elif isinstance(left, ast.AST):
            stack += [(_field(left, key), _field(right, key)) for key in left._fields]
        elif left != right:
            return False
    return True


def _field(node: object, key: str) -> object:
    if key in ("annotation", "returns", "type_comment", "ctx", "kind"):
        return None
    value = getattr(node, key, None)
    is_body = key == "body" and isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    return _written(value) if is_body and isinstance(value, list) else value


def _written(body: list[ast.stmt]) -> list[ast.stmt]:
    """Leave out what does nothing: a docstring, a string that serves as a comment, ``pass``, ``...``."""
    return [statement for statement in body if not _does_nothing(statement)]


def _does_nothing(statement: ast.stmt) -> bool:
    is_constant = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return is_constant or isinstance(statement, ast.Pass)


# --- what a module imports -------------------------------------------------------------------------------


def imported_names(tree: ast.Module, package: str = "") -> frozenset[str]:
    """Return the dotted name of everything that is imported anywhere and could be a module.

    ``from a import b`` gives ``a`` and ``a.b``, since ``b`` may be a module. ``package`` is the package that
    relative imports start from; without one they can't work and give nothing.
    """
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, package)
            names.update({base} | {f"{base}.{alias.name}" for alias in node.names if alias.name != "*"} if base else ())
        elif isinstance(node, ast.Call):
            names.update(imported_by_call(node))
    return frozenset(names)


def imported_by_call(call: ast.Call) -> list[str]:
    """Return the module that ``importlib.import_module("x")`` or ``__import__("x")`` imports, if it is that."""
    name = getattr(call.func, "attr", None) or getattr(call.func, "id", None)
    if name in ("import_module", "__import__") and call.args and isinstance(call.args[0], ast.Constant):
        value = call.args[0].value
        return [value] if isinstance(value, str) and value and not value.startswith(".") else []
    return []


def _absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parts = package.split(".") if package else []
    if len(parts) < node.level:
        return ""
    kept = parts[: len(parts) - node.level + 1]
    return ".".join(kept + ([node.module] if node.module else []))
