"""The program that replays a failure where the learner is: it goes on after whatever a call does."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from lagrader.reports.feedback import replay
from lagrader.results import Example, Feedback, Verdict
from tests.reports import samples

HANGS = "def twice(x):\n    print('begun')\n    while True:\n        pass\n"
LEAVES = "def twice(x):\n    raise SystemExit(3)\n"


def laid_out(folder: Path, *sources: str) -> Path:
    made = []
    (folder / "work").mkdir()
    for number, text in enumerate(sources, 1):
        wrong = samples.wrong("twice", f"twice {number}", 1, Verdict.TIME_LIMIT_EXCEEDED, example=Example("twice(2)"))
        made.append(samples.exercise(number, wrong))
        (folder / "work" / f"{made[-1].id}.py").write_text(text)
    (folder / "replay.py").write_text(replay(samples.report(*made)))
    return folder


def replayed(home: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *options, "replay.py"]
    return subprocess.run(command, cwd=home, capture_output=True, text=True, check=False, timeout=60)


def of(folder: Path, example: Example, text: str) -> Path:
    """A replay of one call of ``twice``, which the learner wrote so."""
    home = laid_out(folder, f"import torch\ndef twice(x):\n    return {text}\n")
    wrong = samples.wrong("twice", "twice", 1, Verdict.WRONG_ANSWER, example=example)
    told = replace(wrong, feedback=(Feedback("X", "It is not doubled."),))
    (home / "replay.py").write_text(replay(samples.report(samples.exercise(1, told))))
    return home


@pytest.mark.slow
@pytest.mark.parametrize(
    ("expected", "actual", "text", "shown"),
    [
        ("(batch=3, out=2)", "(out=2, batch=3)", "torch.ones(2, 3)", "(2, 3)"),
        ("()", "(1,)", "torch.ones(1)", "(1,)"),
        ("float64", "float32", "torch.ones(2)", "float32"),
        ("(3, 7)", "(3, 9)", "(3, 9)", "(3, 9)"),  # a tuple has no shape
        ("2.0", "1.0", "torch.ones(())", "tensor(1.)"),
        ("(3,)", "None", "torch.ones(2)", "tensor([1., 1.])"),
    ],
)
def test_yours_is_shown_as_what_is_expected(expected: str, actual: str, text: str, shown: str, tmp_path: Path) -> None:
    done = replayed(of(tmp_path, Example("twice(1)", expected=expected, actual=actual), text))
    assert done.stdout.splitlines()[-3:-1] == [f"  expected  {expected}", f"  yours     {shown}"]


def test_where_nothing_shows_what_is_expected_it_says_what_is_known(tmp_path: Path) -> None:
    done = replayed(of(tmp_path, Example("twice(1)"), "x"))
    assert done.stdout.splitlines()[-3:-1] == ["  told      It is not doubled.", "  yours     1"]


def test_without_torch_it_says_once_what_to_install(tmp_path: Path) -> None:
    done = replayed(laid_out(tmp_path, HANGS, LEAVES), "-I", "-S")  # no package of anybody's
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("To install it: python -m pip install torch") == 1


def test_what_does_not_end_is_stopped_and_the_rest_goes_on(tmp_path: Path) -> None:
    home = laid_out(tmp_path, HANGS, LEAVES, "def twice(x):\n    return 2 * x\n")
    command = [sys.executable, "-u", "replay.py"]
    with subprocess.Popen(command, cwd=home, stdout=subprocess.PIPE, text=True, start_new_session=True) as running:
        assert running.stdout is not None
        said = running.stdout.readline()
        assert said == "A call that does not end is stopped with Ctrl-C, which shows where it was.\n"
        while not said.endswith("begun\n"):
            said += running.stdout.readline()
        running.send_signal(signal.SIGINT)
        said += running.communicate(timeout=60)[0]
    assert running.returncode == 0
    answers = re.findall(r"^  yours +(?:begun\n)?(.*)$", said, re.MULTILINE)
    assert answers[1:] == ["SystemExit: 3", "4"]
    assert re.fullmatch(r"stopped at ex1_dot_product\.py, line [234]: .+", answers[0])
