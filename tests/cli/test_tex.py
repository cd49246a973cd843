"""Formulas as text: what the statements hold, what TeX leaves open, and what is no formula."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagrader.cli.markdown_page import markdown_lines
from lagrader.cli.tex import plain, readable
from lagrader.course import Course
from lagrader.reports import RenderOptions
from tests.cli.program import ROOT


@pytest.mark.parametrize(
    ("tex", "signs", "ascii_"),
    [
        (r"x^3 - 4x^2 + 7x - 1", "x³ - 4x² + 7x - 1", "x^3 - 4x^2 + 7x - 1"),
        (r"a_1 b_1 + \dots + a_n b_n", "a₁ b₁ + … + aₙ bₙ", "a_1 b_1 + ... + a_n b_n"),
        (r"w\cdot x+b", "w · x+b", "w . x+b"),
        (r"\sum_{i=1}^{n} a_i", "Σᵢ₌₁ⁿ aᵢ", "sum_(i=1)^n a_i"),
        (r"C_{ij}", "Cᵢⱼ", "C_ij"),
        (r"W^\top x", "Wᵀ x", "W^T x"),
        (r"X \in \mathbb{R}^{n \times m}", "X ∈ \u211d^(n × m)", "X in R^(n x m)"),
        (r"x\in\mathbb R^n", "x ∈ \u211dⁿ", "x in R^n"),
        (r"\frac{x^2 - 1}{2n}", "(x² - 1)/2n", "(x^2 - 1)/2n"),
        (r"\frac12", "1/2", "1/2"),
        (r"\frac{1}{1 + e^{-z}}", "1/(1 + e^(-z))", "1/(1 + e^(-z))"),
        (r"10^{-3}", "10⁻³", "10^-3"),
        (r"\sqrt{x} + \sqrt{x + 1}", "√x + √(x + 1)", "sqrt(x) + sqrt(x + 1)"),
        (r"\alpha\beta + 2\lambda", "αβ + 2λ", "alpha beta + 2 lambda"),
        (r"f'(x) = \lim_{h \to 0}", "f\u2032(x) = lim_(h → 0)", "f'(x) = lim_(h -> 0)"),
        (r"\mathrm{relu}(z) = \max(0, z)", "relu(z) = max(0, z)", "relu(z) = max(0, z)"),
        (r"\left(\frac{a}{b}\right)^2", "(a/b)²", "(a/b)^2"),
        (r"\text{the sum} \quad w", "the sum   w", "the sum   w"),
        (r"\partial L / \partial w", "∂L / ∂w", "dL / dw"),
        (r"\lVert x \rVert_2", "‖x ‖₂", "||x ||_2"),
        (r"\begin{aligned} z &= w \\ y &= z \end{aligned}", "z = w\ny = z", "z = w\ny = z"),
        (r"x^{2^{n}}", "x^(2ⁿ)", "x^(2^n)"),
        (r"\{1, 2\}", "{1, 2}", "{1, 2}"),
        (r"\unheardof x", "unheardof x", "unheardof x"),
        (r"a \le b \neq c", "a ≤ b ≠ c", "a <= b != c"),
    ],
)
def test_a_formula(tex: str, signs: str, ascii_: str) -> None:
    assert plain(tex, unicode=True) == signs
    assert plain(tex, unicode=False) == ascii_


@pytest.mark.parametrize("tex", ["x^", "x^{", "}", r"\frac", r"\frac{1", "\\", r"\sqrt", "_", "{{{", r"\begin", ""])
def test_what_is_no_formula_yet_is_shown_all_the_same(tex: str) -> None:
    for unicode in (True, False):
        assert isinstance(plain(tex, unicode=unicode), str)


@given(st.text(r"\{}^_&$ abx12'~frcqt·"))
def test_no_text_stops_the_reader(text: str) -> None:
    assert "{" not in plain(text.replace(r"\{", ""), unicode=True)
    readable(text, unicode=False)


def test_only_formulas_are_touched() -> None:
    text = "It costs $5 or $6, `$x^2$`, \\$7, $ x^2$ and 3$x^2$.\n\n```\n$x^2$\n```\n\n~~~\n$$a^2$$\n~~~\n"
    assert readable(text, unicode=True) == text.replace("\\$7", "$7")
    assert readable("no formula, x^2", unicode=True) == "no formula, x^2"
    assert readable("So $x^2$, and $y_1$.", unicode=True) == "So x², and y₁."


def test_a_formula_is_never_taken_for_markup() -> None:
    page = "\n".join(markdown_lines(r"With $a * b * c$, $x_{in*}$ and $[1](2) <b>$.", RenderOptions()))
    assert "a * b * c" in page
    assert "[1](2) <b>." in page


def test_a_formula_of_its_own_is_indented_and_keeps_its_lines() -> None:
    lines = markdown_lines("Before\n\n$$\nz = w \\\\\ny = z\n$$\n\nafter", RenderOptions())
    assert lines == ["Before", "", "    z = w", "    y = z", "", "after"]


@pytest.mark.parametrize("exercise", Course.load(ROOT).exercises, ids=lambda exercise: exercise.short)
def test_the_statements_formulas_are_all_understood(exercise: object) -> None:
    statement = exercise.statement  # type: ignore[attr-defined]
    assert statement.count("$") >= 2
    for unicode in (True, False):
        prose = re.sub(r"```.*?```|`.*?`", "", readable(statement, unicode=unicode), flags=re.DOTALL)
        assert not re.search(r"[$]|\\(?![\\`*_\[\]<>#])|[{}]", prose)


def test_comments_go_below_their_lines_where_these_are_too_long() -> None:
    code = (
        "```python\nx = f(1234567890, 1234567890)   # what f gives for these\nprint('#')  # a text in front of it\n```"
    )
    lines = markdown_lines(code, RenderOptions(40))
    assert lines[:3] == [
        "  x = f(1234567890, 1234567890)",
        "  # what f gives for these",
        "  print('#')  # a text in front of it",
    ]
    wide = markdown_lines(code, RenderOptions(80))
    assert wide[0] == "    x = f(1234567890, 1234567890)   # what f gives for these"
