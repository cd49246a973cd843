"""``lagrader solution``: alone in a pipe, beside the learner's own program on a terminal."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from lagrader.cli.columns import beside
from lagrader.reports import RenderOptions
from tests.cli.program import COMMAND, environment, lagrader, right, swapped, work

MINE = 'def f(x):\n    """Mine."""\n    return x\n'
LONG = '"""Ours, with a line that is rather long for a column of a narrow terminal window."""'
OURS = f"def f(x):\n    {LONG}\n    return +x\n"


def test_side_by_side_from_100_columns_on() -> None:
    lines = beside(MINE, OURS, RenderOptions(100)).split("\n")
    assert re.fullmatch(r"Yours {47}Ours", lines[0])
    assert lines[2] == f"{'def f(x):':52}def f(x):"
    assert max(map(cell_len, lines)) <= 100
    right_side = " ".join(line[52:].strip() for line in lines if len(line) > 52)
    assert LONG in right_side


def test_one_after_the_other_below() -> None:
    page = beside(MINE, OURS, RenderOptions(99))
    assert page == f"Yours\n\n{MINE}\nOurs\n\n{OURS}"


@pytest.mark.parametrize("columns", [40, 99, 100, 200])
def test_colour_holds_no_more_than_the_text(columns: int) -> None:
    options = RenderOptions(columns)
    colored = beside(MINE, OURS, replace(options, color=True))
    assert "\x1b[" in colored
    bare = [line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", colored).split("\n")]
    assert bare == [line.rstrip() for line in beside(MINE, OURS, options).split("\n")]


def test_nothing_of_the_learners_steers_the_terminal() -> None:
    for columns in (80, 120):
        page = beside("x = 1  # \x1b[31m\u202e\n", OURS, RenderOptions(columns))
        assert "\x1b" not in page
        assert "\u202e" not in page
        assert beside("é = '×'\n", OURS, RenderOptions(columns, unicode=False)).isascii()


@given(st.text("ab 漢x=(\t#'\n", max_size=300), st.integers(100, 130))
def test_no_row_is_wider_than_the_terminal(mine: str, columns: int) -> None:
    page = beside(mine, OURS, RenderOptions(columns))
    assert max(map(cell_len, page.split("\n"))) <= columns


def test_ours_alone_where_there_is_nothing_of_yours() -> None:
    assert beside("", OURS, RenderOptions(120)) == OURS


# --- the program -------------------------------------------------------------------------------------------


def test_into_a_pipe_goes_the_solution_alone(tmp_path: Path) -> None:
    work(tmp_path)
    assert lagrader("solution", "3", cwd=tmp_path, env=environment(FORCE_COLOR="1", COLUMNS="200")).out == right(3)


def in_terminal(home: Path, columns: int, *words: str, **changed: str) -> str:
    pexpect = pytest.importorskip("pexpect")
    pyte = pytest.importorskip("pyte")
    env = environment(**{"TERM": "xterm-256color", **changed})
    child = pexpect.spawn(
        COMMAND[0],
        [*COMMAND[1:], *words],
        cwd=str(home),
        env=env,
        encoding="utf-8",
        dimensions=(90, columns),
        timeout=60,
    )
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0, child.before
    assert changed.get("NO_COLOR") is None or "\x1b[" not in child.before
    screen = pyte.Screen(columns, 90)
    pyte.Stream(screen).feed(child.before)
    return "\n".join(line.rstrip() for line in screen.display).strip("\n") + "\n"


@pytest.mark.terminal
@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a terminal of Unix")
def test_on_a_wide_terminal_both_stand_side_by_side(tmp_path: Path) -> None:
    mine = swapped(3, "torch.dot(w, x) + b", "torch.sum(w * x) + b")
    work(tmp_path, {3: mine})
    page = in_terminal(tmp_path, 140, "solution", "3")
    last = page.rstrip("\n").split("\n")[-1]
    assert re.fullmatch(r" +return torch\.relu\(torch\.sum\(w \* x\) \+ b\) +return torch\.relu\(.*dot.*\)", last)
    assert page == in_terminal(tmp_path, 140, "solution", "3", NO_COLOR="1")


@pytest.mark.terminal
@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a terminal of Unix")
def test_on_a_narrow_terminal_yours_comes_first(tmp_path: Path) -> None:
    mine = swapped(3, "torch.dot(w, x) + b", "torch.sum(w * x) + b")
    work(tmp_path / "there", {3: mine})
    page = in_terminal(tmp_path, 90, "solution", "3", "there/solutions", "--spoil")
    assert page == f"Yours\n\n{mine}\nOurs\n\n{right(3)}"
    assert in_terminal(tmp_path, 140, "solution", "3", "--spoil") == right(3)  # nothing of yours lies here
