"""Faults in expressions of any Python: operators, constants, names, order of arguments.

The set follows what mutation tools for Python have in common (cosmic-ray's and mutmut's operators); those need a
database and a runner of their own, and keep no diff of single expressions, so the few lines stand here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lagrader.audit.mutants.interface import Operator, Place

_ARITHMETIC: dict[type[ast.operator], tuple[ast.operator, ...]] = {
    ast.Add: (ast.Sub(), ast.Mult()),
    ast.Sub: (ast.Add(),),
    ast.Mult: (ast.Add(), ast.Div()),
    ast.Div: (ast.Mult(),),
    ast.FloorDiv: (ast.Div(),),
    ast.Mod: (ast.Mult(),),
    ast.Pow: (ast.Mult(),),
    ast.MatMult: (ast.Mult(),),
}
_COMPARISONS: dict[type[ast.cmpop], tuple[ast.cmpop, ...]] = {
    ast.Lt: (ast.LtE(), ast.Gt()),
    ast.LtE: (ast.Lt(), ast.Gt()),
    ast.Gt: (ast.GtE(), ast.Lt()),
    ast.GtE: (ast.Gt(), ast.Lt()),
    ast.Eq: (ast.NotEq(),),
    ast.NotEq: (ast.Eq(),),
    ast.Is: (ast.IsNot(),),
    ast.IsNot: (ast.Is(),),
    ast.In: (ast.NotIn(),),
    ast.NotIn: (ast.In(),),
}
_MODULES = frozenset({"torch", "math", "np", "numpy", "F", "nn", "operator", "functools", "statistics"})


def binary(place: Place) -> Iterator[str]:
    """Another operator, operands exchanged, one of them missing."""
    node = place.node
    if not isinstance(node, ast.BinOp):
        return
    for sign in _ARITHMETIC.get(type(node.op), ()):
        yield place.expression(ast.BinOp(node.left, sign, node.right))
    yield place.expression(node.left)
    yield place.expression(node.right)
    if not isinstance(node.op, (ast.Add, ast.Mult)):
        yield place.expression(ast.BinOp(node.right, node.op, node.left))


def compared(place: Place) -> Iterator[str]:
    """Another comparison."""
    node = place.node
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for sign in _COMPARISONS[type(node.ops[0])]:
            yield place.expression(ast.Compare(node.left, [sign], node.comparators))


def truth(place: Place) -> Iterator[str]:
    """``and`` for ``or``, a condition left out, ``not`` dropped, a minus dropped."""
    node = place.node
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield place.expression(ast.BoolOp(other, node.values))
        yield from map(place.expression, node.values)
    elif isinstance(node, ast.UnaryOp):
        yield place.expression(node.operand)
    elif isinstance(node, ast.IfExp):
        yield place.expression(node.body)
        yield place.expression(node.orelse)


def constant(place: Place) -> Iterator[str]:
    """Another number, the other truth value, another text."""
    node = place.node
    if not isinstance(node, ast.Constant):
        return
    value = node.value
    if isinstance(value, bool):
        yield repr(not value)
    elif isinstance(value, int):
        yield from (place.expression(ast.Constant(other)) for other in (value + 1, value - 1))
    elif isinstance(value, float):
        others = (value + 1.0, -value, value * 2) if value else (1.0,)
        yield from (place.expression(ast.Constant(other)) for other in others)
    elif isinstance(value, str):
        yield repr(chr(ord(value) + 1) if len(value) == 1 else f"{value}?")


def name(place: Place) -> Iterator[str]:
    """Another name of the same function in the place of this one."""
    node = place.node
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in place.names:
        yield from (other for other in place.names if other != node.id)


def order(place: Place) -> Iterator[str]:
    """Items or arguments exchanged, the last one missing, a keyword left out."""
    node = place.node
    if isinstance(node, (ast.Tuple, ast.List)) and isinstance(node.ctx, ast.Load) and len(node.elts) > 1:
        for elts in ([node.elts[1], node.elts[0], *node.elts[2:]], node.elts[:-1]):
            yield place.expression(type(node)(elts, node.ctx))
    if isinstance(node, ast.Call):
        args, keywords = node.args, node.keywords
        if len(args) > 1:
            yield ast.unparse(ast.Call(node.func, [args[1], args[0], *args[2:]], keywords))
            yield ast.unparse(ast.Call(node.func, args[:-1], keywords))
        for number in range(len(keywords)):
            yield ast.unparse(ast.Call(node.func, args, [*keywords[:number], *keywords[number + 1 :]]))


def dropped_call(place: Place) -> Iterator[str]:
    """What a call was given, or called on, in the place of its result."""
    node = place.node
    if not isinstance(node, ast.Call):
        return
    yield from (place.expression(arg) for arg in node.args[:2] if not isinstance(arg, ast.Starred))
    if isinstance(node.func, ast.Attribute) and not _is_module(node.func.value):
        yield place.expression(node.func.value)


def index(place: Place) -> Iterator[str]:
    """The first entry always, the last one always."""
    node = place.node
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        yield from (f"{place.source(node.value)}[{fixed}]" for fixed in (0, -1))


def visited(place: Place) -> Iterator[str]:
    """What is gone through without its first, its last, or every second item."""
    if isinstance(place.parent, (ast.For, ast.comprehension)) and place.node is place.parent.iter:
        yield from (f"list({place.source()})[{part}]" for part in ("1:", ":-1", "::2"))


def _is_module(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in _MODULES


PYTHON: tuple[Operator, ...] = (binary, compared, truth, constant, name, order, dropped_call, index, visited)
