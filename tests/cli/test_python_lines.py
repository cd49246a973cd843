"""Code on a narrow page: broken only where Python allows it, comments below, texts and half programs left alone."""

from __future__ import annotations

import ast
import re

import pytest

from lagrader.cli.markdown_page import markdown_lines
from lagrader.cli.python_lines import fitted
from lagrader.reports import RenderOptions


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("total = added(1, 2)  # three", ["total = added(1, 2)", "# three"]),
        ("print(first(1), second(2))", ["print(", "    first(1), second(2))"]),
        ("answer = first(alpha, beta)[0]", ["answer = first(", "    alpha, beta)[0]"]),
        ("from somewhere import alpha, beta", ["from somewhere import (", "    alpha, beta)"]),
        ('print("# is no comment", 1, 2)', ['print("# is no comment",', "    1, 2)"]),
        ("A, B = first.second, third.fourth", ["A, B = first.second, third.fourth"]),  # no bracket: left whole
        ("value = noted()  # one two three four", ["value = noted()", "# one two three four"]),
    ],
)
def test_a_long_line(code: str, lines: list[str]) -> None:
    assert fitted(code, 24).split("\n") == lines
    assert ast.dump(ast.parse("\n".join(lines))) == ast.dump(ast.parse(code))


def test_a_line_that_fits_stays() -> None:
    code = "x = f(1,  2)   # two blanks"
    assert fitted(code, len(code)) == code


@pytest.mark.parametrize(
    "code",
    [
        '"""\nfirst(alpha, beta, gamma)  # and (so, on)\n"""',  # looks like code, and is a text
        "x = f(a,  # one\n      first(alpha, beta, gamma, delta))",  # where comments stand, its author's lines
        'x = first("""alpha\nbeta""", gamma, delta)',
        "x = first(alpha, \\\n    beta, gamma, delta)",
        "first(alpha, beta, gamma, delta",  # no program at all
        "$ lagrader check 3 and more (words, here)",
        'f"{first(alpha, beta)} {second(gamma, delta)}"',
    ],
)
def test_what_is_left_alone(code: str) -> None:
    assert fitted(code, 16) == code


def test_a_statement_of_several_lines_is_broken_anew() -> None:
    code = "x = f([[1, 2, 3],\n       [4, 5, 6]], g(\n    7\n))\n\nif x:\n    pass"
    assert fitted(code, 15).split("\n") == [
        "x = f([",
        "    [1, 2, 3],",
        "    [4, 5, 6]],",
        "    g(7))",
        "",
        "if x:",
        "    pass",
    ]
    assert fitted(code, 21) == code


def test_a_comment_inside_a_block_stays_inside() -> None:
    code = "def f(x):  # this is a long remark\n    return x  # and so is this one\n\n\nprint(f(1))"
    shown = fitted(code, 20)
    assert max(map(len, shown.split("\n"))) <= 20
    assert "\n    return x\n    # and so is this\n    # one\n" in shown
    assert ast.dump(ast.parse(shown)) == ast.dump(ast.parse(code))


@pytest.mark.parametrize("color", [False, True])
def test_a_line_that_cannot_be_broken_is_whole_for_copying(color: bool) -> None:
    word = "x" * 60
    lines = markdown_lines(
        f"```python\n{word}\n```\n\n```console\n$ {word} {word}\n```\n", RenderOptions(40, color=color)
    )
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in lines]
    assert any(word in line for line in lines)
    assert any(f"{word} {word}" in line for line in lines)


def test_code_in_a_list_loses_nothing() -> None:
    lines = markdown_lines(f"- see\n\n  ```\n  {'x' * 60}\n  ```\n", RenderOptions(40))
    assert "".join(lines).count("x") == 60
    assert max(map(len, lines)) <= 40
