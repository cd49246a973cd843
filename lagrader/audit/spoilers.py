"""Answers in prose: a piece of code that a text holds, whatever its names are, or the value itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any, TypeGuard

from lagrader.checkers import Prepared
from lagrader.comparison import number, sizes
from lagrader.rubric import AnswerCriterion

LONGEST = 14
"""Words of a piece of code that a text is searched for."""

LEAST_NODES = 4
"""Nodes of an expression that is an answer: ``a + b`` has four, a name or a number alone says nothing."""

_SIGNS = "()+-*/@<>="
_LIBRARIES = ("torch", "math", "np", "F")


def answers_of(text: str, targets: Sequence[str]) -> Iterator[str]:
    """Yield what the functions of a source compute, as shapes: trees in which local names are numbered."""
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.FunctionDef) and statement.name in targets:
            for node in ast.walk(statement):
                value = getattr(node, "value", None)
                if isinstance(node, (ast.Return, ast.Assign, ast.AugAssign)) and _says_something(value):
                    yield _shape(value)


def code_in(text: str, answers: Collection[str]) -> str:
    """Return the longest piece of a text that is one of ``answers``; empty where there is none."""
    words = text.replace("`", " ").split()
    for length in range(min(LONGEST, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            piece = " ".join(words[start : start + length]).strip(".,:;").removeprefix("return ")
            if not any(sign in piece for sign in _SIGNS):
                continue
            expression = _parsed(re.split(r" [-+*/]?= ", piece)[-1])
            if expression is not None and _says_something(expression) and _shape(expression) in answers:
                return piece
    return ""


def value_in(text: str, criterion: AnswerCriterion, prepared: Prepared, said: str) -> str:
    """Return the piece of a text that says the answer to a question; ``said`` is what the statement says itself."""
    if criterion.correct is not None:
        letter, choice = criterion.correct, criterion.one_of[criterion.correct].text
        named = rf"""(?:answer|choice|letter|option|it)\W+(?:is|=)\W+{letter}\b|["']{letter}["']|\b{letter}\)"""
        found = re.search(named, text)
        return found[0] if found else choice if len(choice.split()) > 2 and choice.lower() in text.lower() else ""
    expected: Any = prepared.expected
    if (shape := sizes(expected)) is not None and len(shape) > 1:
        found = re.search(r"[(\[]\s*" + r"\s*,\s*".join(map(str, shape)) + r"\s*,?\s*[)\]]", text)
        return found[0] if found else ""
    value = number(expected)
    return "" if value is None else _number_in(text, f"{value:g}", criterion.answer, said)


def _number_in(text: str, value: str, name: str, said: str) -> str:
    alone = rf"(?<![\w.]){re.escape(value)}\b(?!\.\d)"
    before = rf"(?:{re.escape(name)}|\bit|answer|result|slope|value|gives)\W+(?:is|=|comes to)?\s*"
    if found := re.search(before + alone, text):
        return found[0]
    # Of more than one digit, and not in the statement: nobody writes it by chance.
    rare = len(value.lstrip("-")) > 1 and not re.search(alone, said)
    found = re.search(alone, text) if rare else None
    return found[0] if found else ""


def _says_something(node: Any) -> TypeGuard[ast.expr]:
    """Whether an expression is more than a step: some operation on some names."""
    if not isinstance(node, ast.expr):
        return False
    nodes = [one for one in ast.walk(node) if not isinstance(one, (ast.expr_context, ast.operator))]
    has_work = any(isinstance(one, (ast.BinOp, ast.Call, ast.Compare)) for one in nodes)
    return has_work and len(nodes) >= LEAST_NODES


def _shape(node: ast.expr) -> str:
    """Return an expression's tree so that equal answers are equal: sums in order, local names numbered."""
    tree = _Plain().visit(ast.parse(ast.unparse(node), mode="eval").body)
    names: dict[str, str] = {}
    for one in ast.walk(tree):
        if isinstance(one, ast.Name) and one.id not in _LIBRARIES:
            one.id = names.setdefault(one.id, f"v{len(names)}")
    return ast.dump(tree)


class _Plain(ast.NodeTransformer):
    """Writes ``x.dot(w)`` as ``torch.dot(x, w)`` and orders the sides of sums and products by their structure."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        func = node.func
        if isinstance(func, ast.Attribute) and not (isinstance(func.value, ast.Name) and func.value.id in _LIBRARIES):
            torch = ast.Attribute(ast.Name("torch", ast.Load()), func.attr, ast.Load())
            return ast.Call(torch, [func.value, *node.args], node.keywords)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, (ast.Add, ast.Mult)) and _structure(node.right) < _structure(node.left):
            return ast.BinOp(node.right, node.op, node.left)
        return node


def _structure(node: ast.expr) -> str:
    return re.sub(r"id='\w+'", "id", ast.dump(node))


def _parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):
        return None
