"""Faults in statements: one is missing, stands at another depth, or its condition always holds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lagrader.audit.mutants.interface import Operator, Place

_REMOVABLE = (ast.Expr, ast.Assign, ast.AugAssign, ast.If, ast.Raise, ast.For, ast.While, ast.Break, ast.Continue)


def missing(place: Place) -> Iterator[str]:
    """The statement left out."""
    if isinstance(place.node, _REMOVABLE) and place.parent is not None:
        yield "pass"


def no_return(place: Place) -> Iterator[str]:
    """The value computed, and not returned."""
    node = place.node
    if isinstance(node, ast.Return) and node.value is not None:
        yield place.source(node.value)


def updated(place: Place) -> Iterator[str]:
    """``+=`` as ``-=`` and as ``=``; ``total = total + x`` as ``total = x`` is among the binary operators."""
    node = place.node
    if isinstance(node, ast.AugAssign):
        target, value = place.source(node.target), place.source(node.value)
        yield f"{target} = {value}"
        if isinstance(node.op, ast.Add):
            yield f"{target} -= {value}"
            yield f"{target} *= {value}"


def condition(place: Place) -> Iterator[str]:
    """A condition that always holds, or never."""
    if isinstance(place.parent, (ast.If, ast.While)) and place.node is place.parent.test:
        yield "False"
        if isinstance(place.parent, ast.If):
            yield "True"


def returned_early(place: Place) -> Iterator[str]:
    """The ``return`` that stands behind a loop moved into it."""
    node = place.node
    if not isinstance(node, (ast.FunctionDef, ast.If)):
        return
    for loop, after in zip(node.body, node.body[1:], strict=False):
        if isinstance(loop, (ast.For, ast.While)) and isinstance(after, ast.Return):
            early = ast.For(**vars(loop)) if isinstance(loop, ast.For) else ast.While(**vars(loop))
            early.body = [*loop.body, after]
            body = [early if one is loop else one for one in node.body]
            changed = type(node)(**{**vars(node), "body": body})
            yield place.block([changed])


def first_round_only(place: Place) -> Iterator[str]:
    """A loop that ends after its first round."""
    node = place.node
    if isinstance(node, ast.For):
        yield place.block([ast.For(**{**vars(node), "body": [*node.body, ast.Break()]})])


STATEMENTS: tuple[Operator, ...] = (missing, no_return, updated, condition, returned_early, first_round_only)
