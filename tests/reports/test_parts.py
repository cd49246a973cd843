"""The small parts: points, bars, harmless text, and fitting into cells."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from lagrader.harmless import exact_ascii, harmless, prose_ascii
from lagrader.phrases import points_number, points_text
from lagrader.reports.bars import progress_bar
from lagrader.reports.terminal.layout import break_call, cut, fold, fold_lines, wrap
from tests.reports.hostile import ANYTHING

POINTS = st.fractions(min_value=0, max_value=1000, max_denominator=60)


@pytest.mark.parametrize(
    ("points", "text"),
    [
        ("0", "0"),
        ("4", "4"),
        ("2.5", "2.5"),
        ("0.125", "0.125"),
        ("100", "100"),
        ("1/3", "1/3"),
        ("84/11", "7 7/11"),
        ("-1/2", "-0.5"),
    ],
)
def test_points_for_people(points: str, text: str) -> None:
    assert points_text(Fraction(points)) == text


@given(POINTS)
def test_points_for_people_are_exact(points: Fraction) -> None:
    assert sum(map(Fraction, points_text(points).split())) == points


@given(POINTS)
def test_points_for_machines(points: Fraction) -> None:
    number = points_number(points)
    assert isinstance(number, int) == (points.denominator == 1)
    assert number == pytest.approx(float(points))


@pytest.mark.parametrize(
    ("points", "most", "bar"),
    [
        (20, 20, "██████████"),
        (0, 20, "░░░░░░░░░░"),
        (10, 20, "█████░░░░░"),
        (1, 2000, "█░░░░░░░░░"),
        (1999, 2000, "█████████░"),
        (0, 0, "░░░░░░░░░░"),
    ],
)
def test_bar(points: int, most: int, bar: str) -> None:
    assert progress_bar(Fraction(points), Fraction(most), 10) == bar
    assert progress_bar(Fraction(points), Fraction(most), 10, unicode=False) == bar.replace("█", "#").replace("░", ".")


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 40))
def test_bar_fits(points: int, most: int, width: int) -> None:
    assert len(progress_bar(Fraction(points), Fraction(most), width)) == width


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain [red] {} :x:", "plain [red] {} :x:"),
        ("ä 李 ✓", "ä 李 ✓"),
        ("a\tb\nc", "a   b\nc"),
        ("a\r\nb\rc", "a\nb\\rc".replace("\\r", "\\x0d")),
        ("\x1b[2J\x00\x9b", "\\x1b[2J\\x00\\x9b"),
        ("\u202eabc\u2066\u200f", "\\u202eabc\\u2066\\u200f"),
        ("a\u200bb\ufeff\u00a0\u3164", "a\\u200bb\\ufeff\\xa0\\u3164"),
        ("\ud800 \U000f0000", "\\ud800 \\U000f0000"),
        ("e\u0301\u0301\u0301 \u0301", "e\u0301\u0301\\u0301 \\u0301"),
        ("\u2028", "\\u2028"),
    ],
)
def test_harmless(text: str, shown: str) -> None:
    assert harmless(text) == shown


@given(ANYTHING)
def test_harmless_is_printable_and_settled(text: str) -> None:
    shown = harmless(text)
    assert all(line.isprintable() for line in shown.split("\n"))
    assert harmless(shown) == shown


def test_ascii_of_prose_is_readable_and_of_evidence_exact() -> None:
    assert prose_ascii("relu(w · x) ≤ 1 … für 李") == "relu(w . x) <= 1 ... fur \\u674e"
    assert exact_ascii("print('·ü')") == "print('\\xb7\\xfc')"


@given(ANYTHING, st.integers(2, 40))
def test_wrapping_keeps_every_word(text: str, width: int) -> None:
    shown = harmless(text)
    lines = wrap(shown, width)
    assert max(map(cell_len, lines)) <= width
    assert "".join("".join(lines).split()) == "".join(shown.split())


@given(ANYTHING, st.integers(4, 40))
def test_cut_marks_what_is_missing(text: str, width: int) -> None:
    shown = harmless(text).replace("\n", " ")
    short = cut(shown, width, "…")
    assert cell_len(short) <= width
    assert short == shown or short.endswith("…")


def test_folding() -> None:
    assert fold("abcdefgh", 3, 5, "…") == ["abc", "def", "gh"]
    assert fold("abcdefgh", 3, 2, "…") == ["abc", "de…"]
    assert fold("", 3, 2, "…") == [""]
    assert fold_lines(list("abcdefg"), 5, 9, "…") == ["a", "b", "… 3", "f", "g"]
    assert fold_lines(list("abcdefg"), 5, 40, "…") == ["a", "b", "… 3 lines left out …", "f", "g"]


def test_a_call_is_broken_at_its_outermost_commas() -> None:
    assert break_call("f(g(1, 2), g(3, 4))", 14, "  ") == ["f(g(1, 2),", "  g(3, 4))"]
    assert break_call("f('a, b, c, d, e')", 8, "  ") == ["f(", "  'a, b, c, d, e')"]
    assert break_call("not ( python", 5, "  ") == ["not ( python"]
