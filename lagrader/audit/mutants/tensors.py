"""Faults that come with tensors: another function of torch, the wrong axis, a transpose too many, a graph cut off."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lagrader.audit.mutants.interface import Operator, Place

OTHERS: dict[str, tuple[str, ...]] = {
    "dot": ("outer", "mul", "add"),
    "inner": ("outer", "mul"),
    "vdot": ("outer", "mul"),
    "matmul": ("mul",),
    "mm": ("mul",),
    "mul": ("add", "div"),
    "add": ("sub", "mul"),
    "sub": ("add",),
    "sum": ("mean", "prod", "max"),
    "mean": ("sum", "median"),
    "prod": ("sum",),
    "max": ("min", "sum"),
    "min": ("max",),
    "maximum": ("minimum",),
    "minimum": ("maximum",),
    "amax": ("amin",),
    "amin": ("amax",),
    "argmax": ("argmin",),
    "argmin": ("argmax",),
    "relu": ("sigmoid", "tanh", "abs", "neg"),
    "relu_": ("sigmoid", "tanh"),
    "sigmoid": ("tanh", "relu"),
    "tanh": ("sigmoid", "relu"),
    "softmax": ("log_softmax",),
    "exp": ("log", "expm1"),
    "log": ("exp", "log1p"),
    "sqrt": ("square",),
    "square": ("sqrt",),
    "abs": ("neg",),
    "cat": ("stack",),
    "stack": ("cat",),
    "cumsum": ("cumprod",),
    "ones": ("zeros",),
    "zeros": ("ones",),
    "ones_like": ("zeros_like",),
    "zeros_like": ("ones_like",),
    "randn": ("zeros", "ones", "arange"),
    "rand": ("zeros", "ones", "arange"),
    "allclose": ("equal",),
    "isclose": ("eq",),
    "gt": ("lt", "ge"),
    "lt": ("gt", "le"),
    "gather": ("index_select",),
    "expand": ("repeat",),
}
"""Functions of torch, and methods of tensors, that are taken for one another."""

_AXES = ("dim", "axis")


def another(place: Place) -> Iterator[str]:
    """Another function of torch, or another method, in the place of this one."""
    node = place.node
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        for other in OTHERS.get(node.func.attr, ()):
            func = ast.Attribute(node.func.value, other, ast.Load())
            yield ast.unparse(ast.Call(func, node.args, node.keywords))


def axis(place: Place) -> Iterator[str]:
    """Another axis, none at all, an axis that is kept or not."""
    node = place.node
    if not isinstance(node, ast.keyword):
        return
    if node.arg in _AXES and isinstance(node.value, ast.Constant) and isinstance(node.value.value, int):
        yield from (f"{node.arg}={other}" for other in (0, 1, -1, -2) if other != node.value.value)
    if node.arg in _AXES and isinstance(node.value, ast.UnaryOp):
        yield from (f"{node.arg}={other}" for other in (0, 1))


def transposed(place: Place) -> Iterator[str]:
    """A transpose dropped, or one too many around a matrix product."""
    node = place.node
    if isinstance(node, ast.Attribute) and node.attr in ("T", "mT", "H", "mH"):
        yield place.expression(node.value)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        left, right = node.left, node.right
        yield ast.unparse(_t(node))
        yield place.expression(ast.BinOp(left, node.op, _t(right)))
        yield place.expression(ast.BinOp(_t(left), node.op, right))


def _t(node: ast.expr) -> ast.expr:
    return ast.Attribute(node, "T", ast.Load())


def returned(place: Place) -> Iterator[str]:
    """The right value in the wrong form: a summed, squeezed, rounded or wrapped result, a single entry of it."""
    node = place.node
    if not isinstance(place.parent, ast.Return) or node is not place.parent.value:
        return
    assert isinstance(node, ast.expr)
    if not isinstance(node, (ast.Tuple, ast.List)):
        yield f"[{place.source()}]"
    if not isinstance(node, (ast.Tuple, ast.List, ast.Compare, ast.BoolOp)):
        yield ast.unparse(ast.UnaryOp(ast.USub(), node))
        yield ast.unparse(ast.BinOp(node, ast.Add(), ast.Constant(1)))
        yield ast.unparse(ast.BinOp(node, ast.Mult(), ast.Constant(2)))
        whole = ast.unparse(ast.Attribute(node, "form", ast.Load())).removesuffix(".form")
        yield from (f"{whole}{form}" for form in _FORMS)
        yield f"abs({place.source()})"


_FORMS = (".sum()", ".mean()", ".unsqueeze(0)", ".squeeze()", ".int()", ".double()", ".half()", ".bool()", ".T", "[0]")


def graph(place: Place) -> Iterator[str]:
    """A graph that is cut off, or a value in the place of its gradient."""
    node = place.node
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load) and node.attr == "grad":
        yield f"{place.source(node.value)}.data"
    if isinstance(node, ast.Call) and place.has_graph:
        for number, arg in enumerate(node.args):
            if isinstance(arg, ast.Name) and arg.id in place.names:
                cut: list[ast.expr] = list(node.args)
                cut[number] = ast.parse(f"{arg.id}.detach()", mode="eval").body
                yield ast.unparse(ast.Call(node.func, cut, node.keywords))


TENSORS: tuple[Operator, ...] = (another, axis, transposed, returned, graph)
