"""Whether a first hint gives the answer away, or feedback does: hints begin gently, and feedback names a kind."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeGuard

from lagrader.audit.findings import Finding
from lagrader.checkers import Prepared
from lagrader.comparison import number, sizes
from lagrader.course import Exercise
from lagrader.preparation import Key
from lagrader.rubric import AnswerCriterion

LONGEST = 14
"""Words of a piece of code that a hint is searched for."""

_SIGNS = "()+-*/@<>="

LEAST_NODES = 4
"""Nodes of an expression that is an answer: ``a + b`` has four, a name or a number alone says nothing."""


def of_hints(exercise: Exercise, prepared: Mapping[Key, Prepared]) -> Iterator[Finding]:
    """Say which first hints hold the answer, and which feedback on a constant holds its value."""
    rubric = exercise.whole_rubric
    answers = set(_answers(exercise.solution, sorted(exercise.target_names)))
    # What the task itself says is no secret: "give X @ W + b".
    said = [exercise.statement, *(f"{one.title} {one.id}" for one in rubric.criteria)]
    code = {answer for answer in answers if not any(_code_in(text, {answer}) for text in said)}
    values = {one.id: one for one in rubric.criteria if isinstance(one, AnswerCriterion)}
    for id_, hints in ((one.id, one.hints) for one in rubric.criteria):
        if (len(hints) > 0 and (found := _code_in(hints[0], code))) or (
            hints and id_ in values and (found := _value_in(hints[0], values[id_], prepared[exercise.id, id_]))
        ):
            yield _spoils(id_, found)
    for id_, criterion in values.items():
        told = [criterion.say, criterion.explain, *(f"{one.say} {one.explain}" for one in criterion.mistakes.values())]
        told += [choice.say for choice in criterion.one_of.values()]
        found = next(filter(None, (_value_in(text, criterion, prepared[exercise.id, id_]) for text in told)), "")
        if found:
            text = f"What is said where it fails gives the answer away: {found}"
            yield Finding("FEEDBACK_SPOILS", text, "Say what kind of mistake it is, and leave the value out.", id_)
    if rubric.hints and (found := _code_in(rubric.hints[0], code)):
        yield _spoils("", found)
    elif rubric.hints:
        for id_, criterion in values.items():
            if found := _value_in(rubric.hints[0], criterion, prepared[exercise.id, id_]):
                yield _spoils("", found)


def _spoils(id_: str, found: str) -> Finding:
    text = f"The first hint gives the answer away: {found}"
    return Finding("HINT_SPOILS", text, "Begin with a question or a place to look at; the answer is a last hint.", id_)


# --- code --------------------------------------------------------------------------------------------------


def _answers(text: str, targets: Sequence[str]) -> Iterator[str]:
    """Yield what the functions compute, as shapes: trees in which local names are numbered."""
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.FunctionDef) and statement.name in targets:
            for node in ast.walk(statement):
                value = getattr(node, "value", None)
                if isinstance(node, (ast.Return, ast.Assign, ast.AugAssign)) and _says_something(value):
                    yield _shape(value)


def _says_something(node: Any) -> TypeGuard[ast.expr]:
    """Whether an expression is more than a step: some operation on some names."""
    if not isinstance(node, ast.expr):
        return False
    nodes = [one for one in ast.walk(node) if not isinstance(one, (ast.expr_context, ast.operator, ast.Load))]
    has_work = any(isinstance(one, (ast.BinOp, ast.Call, ast.Compare)) for one in nodes)
    return has_work and len(nodes) >= LEAST_NODES


def _shape(node: ast.expr) -> str:
    """Return an expression's tree with its names numbered in the order in which they come up; torch's own stay."""
    names: dict[str, str] = {}

    class Numbered(ast.NodeTransformer):
        def visit_Name(self, one: ast.Name) -> ast.Name:
            if one.id in ("torch", "math", "np", "F"):
                return one
            return ast.Name(names.setdefault(one.id, f"v{len(names)}"), ast.Load())

    copy = ast.parse(ast.unparse(node), mode="eval").body
    return ast.dump(Numbered().visit(copy))


def _code_in(hint: str, answers: Collection[str]) -> str:
    """Return the longest piece of a hint that is an answer, whatever its names are; empty where there is none."""
    words = hint.replace("`", " ").split()
    for length in range(min(LONGEST, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            piece = " ".join(words[start : start + length]).strip(".,:;").removeprefix("return ")
            if not any(sign in piece for sign in _SIGNS):
                continue
            expression = _parsed(piece.partition(" = ")[2] or piece)
            if expression is not None and _says_something(expression) and _shape(expression) in answers:
                return piece
    return ""


def _parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):
        return None


# --- values ------------------------------------------------------------------------------------------------


def _value_in(hint: str, criterion: AnswerCriterion, prepared: Prepared) -> str:
    """Return the place in a hint that says the answer to a question; empty where none does."""
    if criterion.correct is not None:
        letter, text = criterion.correct, criterion.one_of[criterion.correct].text
        found = re.search(
            rf"""(?:answer|choice|letter|option)\W+(?:is\W+)?{letter}\b|["']{letter}["']|\b{letter}\)""", hint
        )
        return found[0] if found else text if len(text.split()) > 2 and text.lower() in hint.lower() else ""
    expected: Any = prepared.expected
    if (shape := sizes(expected)) is not None and len(shape) > 1:
        found = re.search(r"[(\[]\s*" + r"\s*,\s*".join(map(str, shape)) + r"\s*,?\s*[)\]]", hint)
        return found[0] if found else ""
    value = number(expected)
    if value is None:
        return ""
    before = rf"(?:{re.escape(criterion.answer)}|\bit|answer|result|slope|value|gives)\W+(?:is|=|comes to)?"
    found = re.search(rf"{before}\s*{re.escape(f'{value:g}')}\b(?!\.\d)", hint)
    return found[0] if found else ""
