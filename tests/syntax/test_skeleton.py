"""Programs that differ in names alone have one skeleton; any other difference shows."""

from __future__ import annotations

import pytest

from lagrader.syntax.skeleton import skeleton

PROGRAM = """
import torch

def area(width, height=2):
    total = 0
    for step in range(width):
        total += height * step
    return torch.sqrt(total)
"""

SAME = {
    "variables": PROGRAM.replace("total", "sum_").replace("step", "i"),
    "parameters": PROGRAM.replace("width", "w").replace("height", "h"),
    "the function": PROGRAM.replace("area", "compute"),
    "comments and layout": PROGRAM.replace("    total = 0", "    # nothing yet\n\n    total  =  0"),
    "a docstring": PROGRAM.replace("    total = 0", '    """Return it."""\n    total = 0'),
    "annotations": PROGRAM.replace("width, height=2)", "width: int, height: int = 2) -> float"),
    "another name for a module": PROGRAM.replace("import torch", "import torch as t").replace("torch.sqrt", "t.sqrt"),
}

OTHER = {
    "a number": PROGRAM.replace("total = 0", "total = 1"),
    "an operator": PROGRAM.replace("height * step", "height + step"),
    "a name from elsewhere": PROGRAM.replace("torch.sqrt", "torch.exp"),
    "a built-in name": PROGRAM.replace("range", "sorted"),
    "which variable": PROGRAM.replace("height * step", "step * step"),
    "another module": PROGRAM.replace("import torch", "import numpy as torch"),
    "one more line": PROGRAM.replace("    total = 0", "    total = 0\n    total = 0"),
    "the order": PROGRAM.replace("width, height=2", "height, width=2"),
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_the_same(text: str) -> None:
    assert text != PROGRAM
    assert skeleton(text) == skeleton(PROGRAM)


@pytest.mark.parametrize("text", OTHER.values(), ids=OTHER)
def test_another_one(text: str) -> None:
    assert text != PROGRAM
    assert skeleton(text).digest != skeleton(PROGRAM).digest


HOSTILE = {
    "no Python": "def f(:",
    "a null byte": "x = 1\0",
    "too deep": "x = " + "(" * 5_000 + "1" + ")" * 5_000,
    "a chain of minus signs": "x = " + "-" * 100_000 + "1",
    "endless": "x = [" + "1, " * 300_000 + "]",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_cannot_be_read_has_none(text: str) -> None:
    assert skeleton(text) is None


def test_names_that_no_text_can_hold_do_no_harm() -> None:
    assert skeleton("x = '\\ud800'") is not None
    assert skeleton("x = '\\d'") is not None  # a warning of Python's would be an error here
