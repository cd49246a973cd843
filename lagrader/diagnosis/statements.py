"""Statements that compute something and keep it nowhere: ``total + x`` for ``total += x``, ``z == 0`` for ``z = 0``.

That such a line does nothing is a fact of the source, whatever the results are; it is told of failing functions only.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from lagrader.diagnosis.interface import Context, Sample
from lagrader.diagnosis.source import definition, written
from lagrader.diagnosis.values import failing, results
from lagrader.results import Feedback
from lagrader.syntax.bindings import bindings, statements

LONGEST = 40
"""Characters of a statement that are quoted."""


def kept_nowhere(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """A wrong result of a function with one line or more whose value goes nowhere; the first is told."""
    if not failing(samples) or results(failing(samples)) is None:
        return None
    node = definition(context)
    lines = [] if node is None or isinstance(node, ast.ClassDef) else list(_idle(node.body))
    if not lines:
        return None
    line = lines[0]
    what = written(line)
    what = what if len(what) <= LONGEST else f"{what[:LONGEST]}…"
    place = f"Line {line.lineno}, {what}," if what else f"Line {line.lineno}"
    return Feedback("KEPT_NOWHERE", f"{place} {_advice(line.value)}")


def _idle(body: list[ast.stmt]) -> Iterator[ast.Expr]:
    """Yield the lines that can hardly be meant as they stand; ``x * w`` alone may be left over and do no harm."""
    made = {bound.name for bound in bindings(body)}
    for statement, _ in statements(body):
        if isinstance(statement, ast.Expr):
            first = _leftmost(statement.value)
            sign = isinstance(first, ast.UnaryOp) and first is not statement.value
            if sign or (first is not statement.value and isinstance(first, ast.Name) and first.id in made):
                yield statement


def _leftmost(value: ast.expr) -> ast.expr:
    """Return what a sum, a product or an equation begins with; anything else itself."""
    if isinstance(value, ast.Compare):
        return value.left if isinstance(value.ops[0], ast.Eq) else value
    while isinstance(value, ast.BinOp):
        value = value.left
    return value


def _advice(value: ast.expr) -> str:
    if isinstance(value, ast.Compare):
        return "compares, and what comes of it is kept nowhere: a single = gives a name its value."
    if isinstance(_leftmost(value), ast.UnaryOp):
        return (
            "computes something that is kept nowhere: a formula that goes on in the next line needs brackets around it."
        )
    return "computes something that is kept nowhere: = puts it into a name, and return gives it back."


FAMILY = (kept_nowhere,)
