"""What learners met with comparable tools, as their issue threads tell, tried on the installed program.

Each test names the threads; most rows of that kind have their test elsewhere, beside the part that answers for them.
"""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from lagrader.cli.batch_progress import Progress
from lagrader.cli.steps import Steps
from lagrader.cli.watch.screen import Screen
from tests.cli.program import COMMAND, Run, check, environment, lagrader, right, swapped, work
from tests.cli.watch_session import ENTER, Terminal

ESCAPE = "\x1b"
NO_BIAS = swapped(3, "(w, x) + b", "(w, x)")


def notebook(path: Path, *cells: str, **kinds: str) -> Path:
    """Write a notebook of code cells, but for those whose number has another kind: ``_1="markdown"``."""
    made = [
        {"cell_type": kinds.get(f"_{place}", "code"), "metadata": {}, "outputs": [], "source": cell}
        for place, cell in enumerate(cells)
    ]
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made}), "utf-8")
    return path


# --- which file counts -------------------------------------------------------------------------------------


def test_a_notebook_that_counts_is_named(tmp_path: Path) -> None:
    """ucbds-infra/otter-grader#433, jupyter/nbgrader#1219: a copy that was left aside, and another one that counted."""
    home = work(tmp_path, {3: None})
    notebook(home / "solutions" / "hw ex3 copy.ipynb", right(3))
    (home / "solutions" / "ex3_neuron (1).py").write_text(NO_BIAS)
    run = lagrader("check", "3", cwd=home)
    assert run.code == 0
    assert "hw ex3 copy.ipynb is the one that counts; ex3_neuron (1).py was left aside." in run.flat


def test_what_was_asked_for_by_name_is_answered_for(tmp_path: Path) -> None:
    """jupyter/nbgrader#92: an answer in a text cell is no answer, and nobody said so."""
    home = work(tmp_path)
    notebook(home / "hw.ipynb", right(1), right(3), right(5), _1="markdown")
    run = lagrader("check", "hw.ipynb", "3", "5", cwd=home)
    assert run.code == 1
    assert "hw.ipynb has nothing of this exercise (VALUE, WHY and neuron)" in run.section(3)
    assert "Only code cells count." in run.section(3)
    assert "20 of 20" in run.section(5)


# --- what is said ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One answer of each kind that a learner was told too little about, or too much."""
    raises = (
        'def neuron(x, w, b):\n    for step in range(50):\n        print("step", step)\n    raise RuntimeError("no")\n'
    )
    return work(
        tmp_path_factory.mktemp("said"),
        {
            1: f'{right(1)}\nn = input("n? ")\n',
            2: f"import torch.nn.functionals as F\n{right(2)}",
            3: f'import torch\n\nVALUE = 0.0\nWHY = "b"\n\n\n{raises}',
            4: swapped(4, "    return X", "    if X.shape[0] == 1:\n        return X @ W\n    return X"),
            5: swapped(5, "GRADIENT_AT_2 = 3.0", ""),
        },
    )


@pytest.fixture(scope="module")
def said(home: Path) -> Run:
    return check(home)


def test_one_smallest_call_and_how_many_fail(said: Run, home: Path) -> None:
    """okpy/ok-client#96, #240: all at once, or only the first; #224, #338: the call that was shown did not work."""
    section = said.section(3)
    assert section.count("neuron(torch.tensor(") == 1
    assert "all 13 cases fail" in section
    assert "lines left out" in section
    call = next(line.strip() for line in said.out.split("\n") if line.strip().startswith("neuron(torch.tensor("))
    known: dict[str, object] = {}
    exec((home / "solutions" / "ex3_neuron.py").read_text(), known)  # noqa: S102 - our own
    with pytest.raises(RuntimeError, match="no"):
        exec(call, known)  # noqa: S102 - our own


def test_the_input_and_which_kind_of_input_fails(said: Run) -> None:
    """foundation50/classroom50#1044: expected and actual, and not what led there."""
    assert "exactly those where batch is 1; the others are right." in said.section(4)
    assert "layer(torch.tensor([[1., 1.]]), W, torch.tensor([2., 3., 4.])) expected" in said.section(4)


def test_a_missing_name_costs_itself(said: Run) -> None:
    """exercism/python#3181: one constant that was missing made every test stop at its import."""
    assert "There is no GRADIENT_AT_2 in the file." in said.section(5)
    assert said.points()[5] == 16


def test_input_is_the_same_wherever_it_is_checked(said: Run, home: Path) -> None:
    """jupyter/nbgrader#1844: waiting for a key passed at the learner's desk, and failed at the teacher's."""
    assert "waits for input(): nobody is there to type." in said.section(1)
    assert said.verdict(1) == "load_error"


def test_a_misspelt_part_of_torch_is_not_torch_missing(said: Run) -> None:
    """exercism/exercism#6435: an import that fails must say what may be imported, and say it truly."""
    assert "There is no torch.nn.functionals: torch.nn is here, and has no part of that name." in said.section(2)
    assert "no package torch" not in said.out


def test_debugging_prints_cost_nothing(tmp_path: Path) -> None:
    """cs50/check50#374: output nobody expected broke the HTML report."""
    printing = {
        number: right(number).replace("    return ", '    print("<b>", end="")\n    return ') for number in (3, 5)
    }
    home = work(tmp_path, dict(printing))
    run = lagrader("check", "3", "5", "--format", "html=r.html", "--format", "plain", cwd=home)
    assert run.code == 0
    assert "total 40/40" in run.out
    assert "<b>" not in (home / "r.html").read_text("utf-8")


# --- what counts as begun, as done -------------------------------------------------------------------------


def test_a_starter_with_the_line_ends_of_windows_is_a_starter(tmp_path: Path) -> None:
    """exercism/cli#136: files that were fetched on Windows are not those that were sent."""
    assert lagrader("init", cwd=tmp_path).code == 0
    for file in (tmp_path / "solutions").iterdir():
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    run = check(tmp_path, "3", "5")
    assert run.points() == {3: 0, 5: 0}
    assert run.out.count("not started · 0 of 20") == 2


@pytest.mark.terminal
def test_strangers_are_ignored_and_done_is_done(tmp_path: Path) -> None:
    """rust-lang/rustlings#465, #638: a copy in the folder ended the course; #1175: what broke meanwhile was jumped."""
    folder = work(tmp_path, {4: "def layer(X, W, b):\n    return X @ W\n"}) / "solutions"
    with Terminal(tmp_path, "3") as watch:
        watch.shows("20 of 20")
        (folder / "ex9_x.py").write_text("a = 1\n")
        (folder / "notes.txt").write_text("a\n")
        (folder / "__pycache__").mkdir(exist_ok=True)
        watch.after(lambda: (folder / "ex3_neuron copy.py").write_text(right(3)), "ex3_neuron copy.py was left aside")
        watch.after(lambda: watch.press(ENTER), "20 of 20")
        for name in ("ex9_x", "notes.txt", "__pycache__", "done:"):
            assert name not in watch.text
        watch.press("q")
        assert watch.end() == 0


def test_what_was_changed_since_is_not_done(tmp_path: Path) -> None:
    """rust-lang/rustlings#1175, #585: the course was over while an exercise was broken, or had never been opened."""
    home = work(tmp_path)
    env = environment(LAGRADER_STATE=str(tmp_path / "state"))
    assert "All five done" in lagrader("check", cwd=home, env=env).out
    (home / "solutions" / "ex2_matmul_shapes.py").write_text("PRODUCT_SHAPE = ()\n")
    assert "done" not in lagrader("check", "5", cwd=home, env=env).out
    listed = lagrader("list", cwd=home, env=env).out
    assert "changed since" in listed
    assert listed.endswith("Next: lagrader check 2\n")


# --- consoles ----------------------------------------------------------------------------------------------


class _Window(io.StringIO):
    """A terminal, as far as a program can ask."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("variable", [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_nothing_is_drawn_anew_where_no_escape_is_wanted(
    variable: tuple[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """rust-lang/rustlings#2328, ducaale/xh#114, ouch-org/ouch#284: NO_COLOR, and escape sequences all the same."""
    from collections import Counter

    from lagrader.batch import Tally

    monkeypatch.setenv(*variable)
    window = _Window()
    monkeypatch.setattr("lagrader.cli.live.EVERY", 0.0)
    with Progress(window) as progress:
        progress.tell(Tally(40, Counter({"full marks": 1}), 1))
    with Steps("Grading", window) as steps:
        steps.tell("mutants", 1, 2)
    screen = Screen(window, live=True)
    for text in ("one\n", "two\n"):
        screen.page(text)
        screen.wait("Checked.", ["q: quit"])
    assert ESCAPE not in window.getvalue() + capsys.readouterr().err
    assert window.getvalue().index("one") < window.getvalue().index("two")


@pytest.mark.terminal
def test_a_class_on_an_old_console_with_no_colour(tmp_path: Path) -> None:
    """harvard-edge/cs249r_book#1966, rust-lang/rustlings#214: an old code page; ids are told apart on it, too."""
    pexpect = pytest.importorskip("pexpect")
    for name in ("bea", "béa"):
        (tmp_path / "class" / name).mkdir(parents=True)
        (tmp_path / "class" / name / "ex3_neuron.py").write_text(NO_BIAS)
    env = environment(PYTHONIOENCODING="cp1252", PYTHONUTF8="0", NO_COLOR="1", TERM="xterm", LC_ALL="C.UTF-8")
    words = [*COMMAND[1:], "grade", "class", "--out", "marks"]
    child = pexpect.spawn(COMMAND[0], words, cwd=str(tmp_path), env=env, dimensions=(40, 80), timeout=90)
    child.expect(pexpect.EOF)
    child.close()
    page = child.before.decode("ascii")
    assert child.exitstatus == 0
    assert ESCAPE not in page
    assert "The same work: bea, b\\xe9a." in page
    assert "  b\\xe9a from b\\xe9a" in page


def test_a_folder_that_is_named_is_looked_into_as_the_current_one_is(tmp_path: Path) -> None:
    (tmp_path / "week1" / "solutions").mkdir(parents=True)
    (tmp_path / "week1" / "solutions" / "ex3_neuron.py").write_text(right(3), encoding="utf-8")
    ran = lagrader("check", "3", "week1", cwd=tmp_path)
    assert (ran.code, "20 of 20" in ran.out) == (0, True)
    (tmp_path / "week1" / "ex3_neuron.py").write_text("x = 1\n", encoding="utf-8")
    assert lagrader("check", "3", "week1", cwd=tmp_path).code == 1  # what lies in the folder itself is meant
