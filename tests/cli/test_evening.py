"""An evening in a real terminal: init, a first failing check, three repairs under watch, full marks."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.program import lagrader, right
from tests.cli.watch_session import PROMPT, Terminal

FIRST = """\
import torch

x = torch.tensor([1.0, 2.0, 3.0])
w = torch.tensor([0.5, -1.0, 0.25])
b = torch.tensor(0.1)

VALUE = 0
WHY = "b"


def neuron(x, w, b):
    print(torch.dot(x, w))
"""

REPAIRS = (
    ("    print(torch.dot(x, w))", "    return torch.dot(x, w)", "0 of 12"),
    ("    return torch.dot(x, w)", "    return torch.dot(x, w) + b", "You left ReLU out"),
    ("    return torch.dot(x, w) + b", "    return torch.relu(torch.dot(x, w) + b)", "20 of 20"),
)
"""What is replaced, by what, and what the next page then says."""


@pytest.mark.terminal
def test_from_init_to_full_marks(tmp_path: Path) -> None:
    started = lagrader("init", cwd=tmp_path)
    assert started.out.rstrip().endswith("Next: lagrader show 1")
    for number in (1, 2, 4, 5):
        (tmp_path / "solutions" / f"{_id(tmp_path, number)}.py").write_text(right(number), encoding="utf-8")
    mine = tmp_path / "solutions" / "ex3_neuron.py"
    mine.write_text(FIRST, encoding="utf-8")

    first = lagrader("check", cwd=tmp_path)
    assert first.code == 1
    assert "neuron prints and returns None" in " ".join(first.out.split())
    assert "88 of 100" in first.out
    assert "Next: lagrader hint 3" in first.out
    assert "8 of 20" in _line_of(lagrader("list", cwd=tmp_path).out, 3)

    with Terminal(tmp_path, LAGRADER_STATE=os.environ["LAGRADER_STATE"]) as terminal:
        page = terminal.shows("A neuron from scratch", "prints and returns None", PROMPT)
        assert "8 of 20" in page  # it began with the exercise that is not done
        for old, new, says in REPAIRS:
            text = mine.read_text(encoding="utf-8").replace(old, new)
            page = terminal.after(lambda text=text: mine.write_text(text, encoding="utf-8"), says)  # type: ignore[misc]
        assert "Now right since the last check" in page
        terminal.press("q")
        assert terminal.end() == 0

    assert "100 of 100" in lagrader("list", cwd=tmp_path).out
    last = lagrader("check", cwd=tmp_path)
    assert (last.code, "All five done: 100 of 100." in last.out) == (0, True)


def _id(home: Path, number: int) -> str:
    return next(path.stem for path in (home / "solutions").glob(f"ex{number}_*.py"))


def _line_of(page: str, number: int) -> str:
    return next(line for line in page.splitlines() if line.strip().startswith(f"{number} "))
