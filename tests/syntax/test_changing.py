"""The line that changes a parameter in place."""

from __future__ import annotations

import ast

import pytest

from lagrader.syntax import changing_line


@pytest.mark.parametrize(
    "line",
    [
        "x += 1",
        "x[0] = 1",
        "x[0][1] *= 2",
        "x.add_(1)",
        "x.T.mul_(2)",
        "x[1:].fill_(0)",
        "torch.add(x, 1, out=x)",
        "x.data = x * 2",
        "y = x.mul_(2)",
    ],
)
def test_it_is_found(line: str) -> None:
    assert changing_line(ast.parse(f"def f(x, y):\n    z = y + 1\n    {line}\n    return x\n"), "f") == 3


@pytest.mark.parametrize("line", ["x = x + 1", "z = x.clone()", "y = x[0]", "z.add_(1)", "x.__init__()", "z[0] = x"])
def test_what_changes_nothing(line: str) -> None:
    assert changing_line(ast.parse(f"def f(x):\n    {line}\n    return x\n"), "f") is None


@pytest.mark.parametrize("source", ["f = lambda x: x.add_(1)", "", "def g(x):\n    x += 1\n"])
def test_no_such_function(source: str) -> None:
    assert changing_line(ast.parse(source), "f") is None
