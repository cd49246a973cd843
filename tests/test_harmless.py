"""Strangers' text: nothing steers a terminal, nothing is invisible, and ASCII stays readable."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagrader.harmless import (
    exact_ascii,
    harmless,
    harmless_line,
    prose_ascii,
    sentence,
    shortened,
    written_out,
)

ANY = st.text(st.characters(codec=None, exclude_categories=()))
"""Every code point, lone surrogates and unassigned ones too."""

NASTY = st.text(
    st.sampled_from("\x00\x07\x08\x0b\x0c\x1b\x7f\x85\x9b\xa0\xad\u200b\u200d\u202e\u2028\u2029\u2066\ufeff\u3164\u2800"
    "\ufe0f\u0301\u0308\u20dd\U000e0101\U0001f600\ue000\ud800\uffff\r\n\t ab[31m"),
    max_size=40,
)  # fmt: skip


@given(text=ANY | NASTY)
def test_what_is_left_is_printable(text):
    assert all(char.isprintable() or char == "\n" for char in harmless(text))
    assert harmless_line(text).isprintable()


@given(text=ANY | NASTY)
def test_once_is_enough(text):
    assert harmless(harmless(text)) == harmless(text)
    assert harmless_line(harmless_line(text)) == harmless_line(text)


@given(text=ANY | NASTY)
def test_no_letter_carries_more_than_two_marks(text):
    marks = 0
    for char in harmless(text):
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        assert marks <= 2


@given(text=st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_text_stays_as_it_is(text):
    assert harmless(text) == harmless_line(text) == sentence(text) == exact_ascii(text) == prose_ascii(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J100/100", "\\x1b[2J100/100"),
        ("a\u202eb", "a\\u202eb"),
        ("a\xa0b", "a\\xa0b"),
        ("a\u3164b\u2800", "a\\u3164b\\u2800"),
        ("x\u200by", "x\\u200by"),
        ("\ud800", "\\ud800"),
        ("\U000e0101", "\\U000e0101"),
        ("one\r\ntwo\rthree", "one\ntwo\\x0dthree"),
        ("a\tb", "a   b"),
        ("x\u0301\u0302\u0303\u0304", "x\u0301\u0302\\u0303\\u0304"),
        ("\u0301x", "\\u0301x"),
        (" \u0301", " \\u0301"),
        ("größe 数 😀", "größe 数 😀"),
        ("\u2028\x85", "\\u2028\\x85"),
    ],
)
def test_written_out_as_python_would(text, shown):
    assert harmless(text) == shown


def test_as_one_line():
    assert harmless_line("a\nb\tc\r") == "a\\nb\\tc\\x0d"


@given(char=st.characters(codec=None, exclude_categories=()))
def test_an_escape_means_the_character(char):
    assert written_out(char).isascii()
    assert eval(f'"{written_out(char)}"') == char  # noqa: S307 - an escape of ours


@given(text=st.text(st.characters(codec=None, exclude_categories=(), exclude_characters='\\"\n\r\0')))
def test_exact_ascii_means_the_same_inside_a_string(text):
    assert exact_ascii(text).isascii()
    assert eval(f'"{exact_ascii(text)}"') == text  # noqa: S307 - text in quotes


@given(text=ANY | NASTY)
def test_prose_is_ascii(text):
    assert prose_ascii(text).isascii()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("w · x", "w . x"),
        ("x³ - 4x² ≤ 7 × y", "x^3 - 4x^2 <= 7 x y"),
        ("n · xⁿ⁻¹ + a₁", "n . x^(n-1) + a_1"),
        ("größer", "gro\\xdfer"),
        ("Björn’s “é” … – → ≠", 'Bjorn\'s "e" ... - -> !='),
        ("数", "\\u6570"),
    ],
)
def test_prose_is_as_readable_as_can_be(text, shown):
    assert prose_ascii(text) == shown


def test_blanks_of_prose_become_plain_ones():
    assert sentence("a\xa0b\u2009c\u202fd\u3000e") == "a b c d e"
    assert sentence("a\x1b\xa0") == "a\\x1b "


@given(text=ANY, most=st.integers(0, 50))
def test_shortened(text, most):
    short = shortened(text, most, "…")
    assert short == text if len(text) <= most else short == text[:most] + "…"
