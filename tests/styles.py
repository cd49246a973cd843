"""Answers by the hundred: accepted submissions, one-liners, and the styles of the worker's tests as submissions.

Each function of tests/worker/styles is cut out with what it needs and put into the reference solution.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.grading import ALTERNATIVES, Work, exercise_of, solution
from tests.one_liners import IMPORTS, RIGHT

HERE = Path(__file__).parent
ACCEPTED = HERE / "submissions" / "accepted"
STYLES = HERE / "worker" / "styles"
EXERCISE_OF = {
    "dot_loop": "ex1_dot_product",
    "dot_torch": "ex1_dot_product",
    "layer": "ex4_batch_layer",
    "gradient_at": "ex5_cubic_gradient",
    "products": "ex9_bmm",
    "products_at": "ex9_bmm",
    "bilinear": "ex10_einsum",
}
FILE_OF = {"gradient_at": "gradient"}
"""Functions whose styles are in a file of another name."""

UNFAIR_HERE = {
    # Made with float32 whatever the inputs are, while the exercise asks for the dtype of the inputs.
    "layer": {"right_module", "right_filled"},
}


def accepted_works() -> dict[str, Work]:
    """Every file of tests/submissions/accepted and every alternative of the course, by exercise and name."""
    paths = [*sorted(ACCEPTED.glob("*.py")), *ALTERNATIVES]
    names = [f"{exercise_of(path)} {path.stem.rpartition('__')[2]}" for path in paths]
    works = {name: {exercise_of(path): path.read_text("utf-8")} for name, path in zip(names, paths, strict=True)}
    assert len(works) == len(paths), "an alternative is called like a submission"
    return works


def right_works() -> dict[str, Work]:
    """Every right style of the worker's tests in the reference solution, by function and style."""
    return {
        f"{function} {style}": work_of(function, style)
        for function in EXERCISE_OF
        for style in styles(function, "right")
        if style not in UNFAIR_HERE.get(function, ())
    }


def one_liners() -> dict[str, Work]:
    """Every right answer of one_liners.py in the reference solution, by its text."""
    return {
        f"{exercise} {text}": {exercise: f"{solution(exercise)}\n{IMPORTS}\n{text}\n"}
        for exercise, texts in RIGHT.items()
        for text in texts
    }


def work_of(function: str, style: str) -> Work:
    """The reference solution with one of its functions in another style."""
    exercise = EXERCISE_OF[function]
    return {exercise: f"{solution(exercise)}\n\n{_source(function, style)}\n{function} = {style}\n"}


def styles(function: str, *prefixes: str) -> list[str]:
    """The names of the styles that there are for a function, by what they begin with."""
    starts = tuple(f"{prefix}_" for prefix in prefixes)
    return [name for name in _definitions(function) if name.startswith(starts)]


@cache
def _module(function: str) -> ast.Module:
    return ast.parse((STYLES / f"{FILE_OF.get(function, function)}.py").read_text("utf-8"))


@cache
def _definitions(function: str) -> dict[str, ast.stmt]:
    """What a file of styles defines, by name; imports not among them."""
    found: dict[str, ast.stmt] = {}
    for node in _module(function).body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = node
    return found


def _source(function: str, style: str) -> str:
    imports = [node for node in _module(function).body if isinstance(node, ast.Import | ast.ImportFrom)]
    return "\n".join(ast.unparse(node) for node in [*imports, *_needed(function, style)])


def _needed(function: str, style: str) -> Iterator[ast.stmt]:
    """Yield a style's function, after the file's other definitions that it uses."""
    node = _definitions(function)[style]
    for inner in ast.walk(node):
        # What the reference defines itself (f of exercise 5) is taken from there.
        if isinstance(inner, ast.Name) and inner.id in _definitions(function) and inner.id not in (style, "f"):
            yield from _needed(function, inner.id)
    yield node
