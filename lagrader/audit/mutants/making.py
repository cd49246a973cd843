"""From a source to its mutants: every operator at every place, each a source of its own that Python can compile.

Mutants whose bytecode is that of the original, or of an earlier mutant, are left out: they can't be told apart by any
test (M. Papadakis, Y. Jia, M. Harman, Y. Le Traon, "Trivial compiler equivalence", ICSE 2015).
"""

from __future__ import annotations

import ast
import types
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lagrader.audit.mutants.interface import Operator, Place
from lagrader.audit.mutants.python import PYTHON
from lagrader.audit.mutants.statements import STATEMENTS
from lagrader.audit.mutants.tensors import TENSORS

OPERATORS: tuple[Operator, ...] = (*PYTHON, *STATEMENTS, *TENSORS)


MOST = 5_000
"""Mutants of one source; a function of a hundred lines has more, and no more are wanted."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A source with one fault put in."""

    text: str
    target: str
    """The name at module level in which the fault lies."""
    line: int
    """The first line that differs, counted from 1."""
    removed: tuple[str, ...]
    """The lines that are gone, without their common indent."""
    added: tuple[str, ...]
    """The lines in their place."""

    @property
    def diff(self) -> tuple[str, ...]:
        """The fault as a diff: lines that begin with ``-``, then lines that begin with ``+``."""
        return (*(f"- {line}" for line in self.removed), *(f"+ {line}" for line in self.added))


def mutants_of(text: str, targets: Sequence[str], *, helpers: bool = True) -> Iterator[Mutant]:
    """Yield the mutants of what ``text`` binds to ``targets``, and of the functions beside them, one after the other.

    ``text`` is Python that compiles. Without ``helpers`` other functions stay as they are.
    """
    tree = ast.parse(text)
    lines = text.split("\n")
    seen = {_code_of(text)}
    for name, statement in _mutable(tree, targets, helpers=helpers):
        for place in _places(statement, lines):
            for start, end, new in _edits(place):
                mutated = _replaced(lines, start, end, new)
                code = _code_of(mutated)
                if code is not None and code not in seen:
                    seen.add(code)
                    yield _mutant(name, lines, mutated)
                if len(seen) > MOST:
                    return


def _mutable(tree: ast.Module, targets: Sequence[str], *, helpers: bool) -> Iterator[tuple[str, ast.stmt]]:
    """Yield what learners are asked for, and every function that may help it: other values are given to them."""
    for statement in tree.body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            if helpers or statement.name in targets:
                yield statement.name, statement
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
            bound = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            names = [one.id for target in bound for one in ast.walk(target) if isinstance(one, ast.Name)]
            yield from ((name, statement) for name in names[:1] if set(names) & set(targets))


def _places(statement: ast.stmt, lines: Sequence[str]) -> Iterator[Place]:
    names = _names_of(statement)
    has_graph = any(word in ast.unparse(statement) for word in ("requires_grad", "backward", "grad("))
    parents = {child: parent for parent in ast.walk(statement) for child in ast.iter_child_nodes(parent)}
    for node in ast.walk(statement):
        if hasattr(node, "lineno") and not _is_no_code(node, parents):
            yield Place(node, parents.get(node), names, tuple(lines), has_graph)


def _is_no_code(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """Whether it is a docstring, part of an annotation, or of a message: no fault there changes what is computed."""
    current: ast.AST | None = node
    while current is not None:
        parent = parents.get(current)
        if isinstance(current, (ast.JoinedStr, ast.Raise)) and current is not node:
            return True
        if isinstance(parent, ast.Expr) and isinstance(current, ast.Constant):
            return True
        if isinstance(parent, (ast.arg, ast.AnnAssign)) and current is parent.annotation:
            return True
        if isinstance(parent, ast.FunctionDef) and current is parent.returns:
            return True
        current = parent
    return False


def _names_of(statement: ast.stmt) -> tuple[str, ...]:
    """Return the parameters and local names of a function, in the order in which they come up."""
    parameters = [node.arg for node in ast.walk(statement) if isinstance(node, ast.arg)]
    stored = [node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    return tuple(dict.fromkeys(parameters + stored))


def _edits(place: Place) -> Iterator[tuple[tuple[int, int], tuple[int, int], str]]:
    """Yield (start, end, new text), positions as (line from 0, byte)."""
    node = place.node
    start = (node.lineno - 1, node.col_offset)  # type: ignore[attr-defined]
    end = (node.end_lineno - 1, node.end_col_offset)  # type: ignore[attr-defined]
    for operator in OPERATORS:
        for new in operator(place):
            yield start, end, new


def _replaced(lines: Sequence[str], start: tuple[int, int], end: tuple[int, int], new: str) -> str:
    # ast counts bytes of UTF-8.
    first, last = lines[start[0]].encode(), lines[end[0]].encode()
    middle = first[: start[1]].decode() + new + last[end[1] :].decode()
    return "\n".join((*lines[: start[0]], middle, *lines[end[0] + 1 :]))


def _code_of(text: str) -> str | None:
    """Return what the text compiles to, without line numbers; None where it doesn't compile."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            code = compile(text, "", "exec", dont_inherit=True, optimize=2)
    except (SyntaxError, ValueError):
        return None
    return repr(_essence(code))


def _essence(code: types.CodeType) -> tuple[object, ...]:
    constants = tuple(_constant(one) for one in code.co_consts)
    return (code.co_name, code.co_code, constants, code.co_names, code.co_varnames, code.co_freevars)


def _constant(value: object) -> object:
    if isinstance(value, types.CodeType):
        return _essence(value)
    return (type(value).__name__, repr(value))  # 0, 0.0 and False are equal, and not the same


def _mutant(name: str, before: Sequence[str], mutated: str) -> Mutant:
    after = mutated.split("\n")
    same = 0
    while same < min(len(before), len(after)) and before[same] == after[same]:
        same += 1
    tail = 0
    while tail < min(len(before), len(after)) - same and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    removed, added = before[same : len(before) - tail], after[same : len(after) - tail]
    indent = min((len(line) - len(line.lstrip()) for line in (*removed, *added) if line.strip()), default=0)
    cut = [tuple(line[indent:] for line in lines) for lines in (removed, added)]
    return Mutant(mutated, name, same + 1, *cut)
