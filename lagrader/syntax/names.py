"""Which names a function uses, itself or through the helpers that it calls; aliases are resolved.

This serves the ``source`` checker: ``torch.dot`` is found as ``t.dot``, ``d(a, b)``, ``a.dot(b)``,
``getattr(torch, "dot")`` and inside a helper function. Nothing is executed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from lagrader.syntax.arrays import Arrays
from lagrader.syntax.reach import Reach
from lagrader.syntax.scopes import Scope, constant_attribute
from lagrader.syntax.tree import last_bound

SAME_AS_TORCH = ("torch.Tensor.", "torch.functional.", "torch.ops.aten.", "torch._C._VariableFunctions.")
"""Places where torch keeps its functions a second time."""
MATMUL = ("operator.matmul", "operator.imatmul", "torch.__matmul__", "torch.__rmatmul__", "torch.__imatmul__")


@dataclass(frozen=True, slots=True)
class Usage:
    """A dotted name, and the line (from 1) where it is used."""

    name: str
    line: int


def usages(tree: ast.Module, function: str, reach: Reach | None = None) -> list[Usage]:
    """Return every dotted name that ``function`` uses, its helpers included, in the order in which they are met.

    A method of an unknown object is given as ``torch.NAME`` and ``torch.Tensor.NAME``, of a NumPy array as
    ``numpy.NAME`` and ``numpy.ndarray.NAME``; ``@`` is ``torch.matmul`` or ``numpy.matmul``. ``reach`` is that of the
    function, where it is known already.
    """
    found = dict.fromkeys(_imported(tree, function))
    for line, names in _used(reach or Reach(tree, function)):
        found |= dict.fromkeys(Usage(same, line) for name in names for same in _same(name))
    return list(found)


def numpy_products(tree: ast.Module, function: str, reach: Reach | None = None) -> list[Usage]:
    """Return where ``function``, its helpers included, multiplies whole NumPy arrays.

    Products of single entries, in whatever style of loop, are not among them; where the source leaves it
    open whether something is an array or one entry, it is taken for one entry. ``reach`` is as for :func:`usages`.
    """
    arrays = Arrays(reach or Reach(tree, function))
    return list(dict.fromkeys(Usage(name, line) for line, name in arrays.products()))


def _imported(tree: ast.Module, function: str) -> list[Usage]:
    """A function that is itself imported: ``from torch import dot as dot_torch``."""
    bound = last_bound(tree, function)
    return [Usage(same, bound.statement.lineno) for same in _same(bound.path)] if bound and bound.path else []


def _used(reach: Reach) -> Iterator[tuple[int, list[str]]]:
    """Yield the names that each syntax node stands for, with its line."""
    arrays, parts = Arrays(reach), _parts(reach)
    for node, scope in reach.nodes:
        line = getattr(node, "lineno", 1)
        if _is_name(node) and isinstance(node, ast.expr) and id(node) not in parts:
            yield line, sorted(reach.origins.of(node, scope).paths)
        method = _method(reach, node, scope)
        if method is not None:
            kinds = ("numpy", "numpy.ndarray") if arrays.is_array(method[0], scope) else ("torch", "torch.Tensor")
            yield line, [f"{kind}.{method[1]}" for kind in kinds]
        elif isinstance(node, (ast.BinOp, ast.AugAssign)) and isinstance(node.op, ast.MatMult):
            yield line, ["numpy.matmul" if arrays.has_array(node, scope) else "torch.matmul"]


def _is_name(node: ast.AST) -> bool:
    """Whether a node reads a name, dotted or by ``getattr``."""
    if isinstance(node, (ast.Name, ast.Attribute)):
        return isinstance(node.ctx, ast.Load)
    return isinstance(node, ast.Call) and constant_attribute(node) is not None


def _parts(reach: Reach) -> set[int]:
    """Return the nodes that are only the beginning of a longer dotted name."""
    bases = []
    for node, scope in reach.nodes:
        if isinstance(node, ast.Attribute):
            bases.append((node.value, scope))
        elif isinstance(node, ast.Call) and (named := constant_attribute(node)):
            bases.append((named[0], scope))
    return {id(base) for base, scope in bases if reach.origins.of(base, scope).paths}


def _method(reach: Reach, node: ast.AST, scope: Scope) -> tuple[ast.expr, str] | None:
    """Return the object and the name where a node takes a method of an object of unknown kind."""
    match node:
        case ast.Attribute(ctx=ast.Load()):
            value, name = node.value, node.attr
        case ast.Call(args=[ast.Constant(value=str(name)) as value, *_]):
            return (value, name) if "operator.methodcaller" in reach.origins.of(node.func, scope).paths else None
        case ast.Call() if named := constant_attribute(node):
            value, name = named
        case _:
            return None
    return (value, name) if reach.origins.of(value, scope).objects else None


def _same(name: str) -> Iterator[str]:
    """Yield a name, and the plain name of torch for the same thing."""
    yield name
    for prefix in SAME_AS_TORCH:
        if name.startswith(prefix):
            yield "torch." + name.removeprefix(prefix).partition(".")[0]
    if name in MATMUL:
        yield "torch.matmul"
