"""Slips at the keyboard: each gets what to write instead, and what Python explains well is left to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagrader.syntax import SyntaxFault, likely_slip, parse
from tests.cli.program import lagrader, work


def slip(text: str) -> str:
    fault = parse(text, "f.py")
    assert isinstance(fault, SyntaxFault)
    return likely_slip(fault.message, fault.source or "", fault.column)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("print(“hi”)", '“ is a quote of typesetting: type "'),
        ("it’s = 1", "’ is a quote of typesetting: type '"),
        ("y = w × x", "× is no sign of Python's: type *"),
        ("y = a − b", "− is no sign of Python's: type -"),
        ("y = x²", "² is no sign of Python's: type **2"),
        ("x\u00a0= 1", "an invisible sign stands there"),
        ("x = 1\u200b", "an invisible sign stands there"),
        ("if 1:\n\tx = 1\n        y = 2", "some lines begin with tabs and some with blanks"),
        ("y = 4x + 1", "between a number and a name the * can't be left out: 4 * x"),
        ("y = a * 1.5y", "1.5 * y"),
        ("def 1f(): pass", "a name can't begin with a digit"),
        (">>> x = 1", ">>> is what Python shows before what you type: leave it out"),
        ("    >>> def f(x):", ">>> is what Python shows"),
        ("```python\nx = 1\n```", "that line marks code in a text: take it out"),
        ("<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> b", "git left two versions of these lines"),
        ("%matplotlib inline", "a line for notebooks alone"),
        ("!pip install torch", "a line for notebooks alone"),
        ("x = a && b", "Python writes and for &&"),
        ("x = a || b", "Python writes or for ||"),
        ("if !x:\n    pass", "Python writes not for !"),
        ("i++", "Python writes i += 1 for that"),
        ("if x:\n    pass\nelse if y:\n    pass", "Python writes elif for else if"),
        ("function f(x):\n    pass", "a function begins with def"),
        ("x =< 3", "Python writes <= for that"),
        ("x => 3", "Python writes >= for that"),
        ("x <> 3", "Python writes != for that"),
        ("y := 3", "a line of its own has = alone"),
        ("lambda = 3", "lambda is a word of Python's own: take another name"),
        ("def f(x) {\n}", "Python has no braces"),
        ("f(x) = x**3", "a function is written def f(x): with return below it, indented"),
        ("return 1", "indent it below the def that it belongs to"),
    ],
)
def test_what_to_write_instead(text: str, said: str) -> None:
    assert slip(text).startswith(said) or slip(text).endswith(said)


@pytest.mark.parametrize(
    "text",
    [
        "x = (1, 2",
        "def f(x)\n    return x",
        'x = "abc',
        "print 'x => 3'",
        'x = 3 "&&"',
        "x = 2e",
        "y = 3_x",
        "x = 1 1",
        "y = [1, 2 3]",
        "∂f = 1",
        "x = 0x1g",
        "def f():\nreturn 1",
    ],
)
def test_what_python_explains_or_nobody_knows_is_left_as_it_is(text: str) -> None:
    assert slip(text) == ""


@given(st.text(), st.text(), st.none() | st.integers(-3, 400))
def test_any_message_and_line(message: str, line: str, column: int | None) -> None:
    assert "\n" not in likely_slip(message, line.replace("\n", ""), column)


def test_it_stands_in_the_report(tmp_path: Path) -> None:
    work(tmp_path, {3: "def neuron(x, w, b):\n    return 4x\n"})
    run = lagrader("check", "3", cwd=tmp_path)
    told = "cannot be read by Python: between a number and a name the * can't be left out: 4 * x."
    assert f"✗ solutions/ex3_neuron.py {told}" in run.flat
