"""``lagrader watch`` without a terminal, and what it refuses before it begins."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.program import COMMAND, EXERCISES, course, environment, lagrader, swapped, work

WRONG = swapped(3, "(w, x) + b", "(w, x)")
NO_BIAS = b"You left the bias out."
SECONDS = 30.0

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a pipe there can't be waited for with a deadline")


class Piped:
    """A watch that writes into a pipe."""

    def __init__(self, home: Path, *words: str, **changed: str) -> None:
        """Start it."""
        self.process = subprocess.Popen(
            [*COMMAND, "watch", *words],
            cwd=home,
            env=environment(**changed),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.out = b""

    def until(self, words: bytes) -> None:
        """Read until ``words`` came that were not there before."""
        assert self.process.stdout is not None
        start, end = len(self.out), time.monotonic() + SECONDS
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while words not in self.out[start:]:
                assert time.monotonic() < end, self.out.decode()
                if selector.select(0.1):
                    new = os.read(self.process.stdout.fileno(), 1 << 16)
                    assert new, self.out.decode()
                    self.out += new


@contextmanager
def piped(home: Path, *words: str, **changed: str) -> Iterator[Piped]:
    """Start one and end it."""
    made = Piped(home, *words, **changed)
    try:
        yield made
    finally:
        made.process.kill()
        made.process.communicate()


def test_reports_follow_each_other_with_a_line_between(tmp_path: Path) -> None:
    home = work(tmp_path)
    file = home / "solutions" / f"{EXERCISES[3]}.py"
    with piped(home, "3") as watch:
        watch.until(b"solution 3\n")
        file.write_text(WRONG)
        watch.until(b"Next: edit solutions/ex3_neuron.py\n")
        watch.process.send_signal(signal.SIGINT)
        _, err = watch.process.communicate(timeout=SECONDS)
        assert watch.process.returncode == 130
    first, line, second = watch.out.decode().partition("-------------- ")
    assert "20 of 20" in first
    assert line
    assert second[8:].startswith(" ---------------\n\n3  A neuron from scratch")
    assert NO_BIAS.decode() in second
    assert "\x1b" not in watch.out.decode()
    assert "q: quit" not in watch.out.decode()
    assert err.decode() == "Every save is checked. Ctrl-C ends this.\nStopped.\n"


def test_one_file_that_goes_and_comes_back(tmp_path: Path) -> None:
    home = work(tmp_path)
    file = home / "solutions" / f"{EXERCISES[3]}.py"
    text = file.read_text()
    with piped(home, "solutions/ex3_neuron.py") as watch:
        watch.until(b"20 of 20")
        file.unlink()
        watch.until(b"There is no solutions/ex3_neuron.py")
        file.write_text(text)
        watch.until(b"20 of 20")
        watch.process.terminate()
        assert watch.process.wait(SECONDS) == 143


@pytest.mark.slow
@pytest.mark.parametrize("harm", ["file", "read-only"])
def test_a_state_folder_that_cannot_be_used_is_told_once(tmp_path: Path, harm: str) -> None:
    home = work(tmp_path, {3: WRONG})
    state = tmp_path / "state"
    state.write_text("not a folder")
    folder = str(state) if harm == "file" else "/proc/self/state"
    with piped(home, "3", LAGRADER_STATE=folder) as watch:
        watch.until(b"Nothing is remembered")
        (home / "solutions" / f"{EXERCISES[3]}.py").write_text(swapped(3, "(w, x) + b", "(w, x) - b"))
        watch.until(b"Next: edit solutions/ex3_neuron.py\n")
        watch.process.terminate()
        assert watch.process.wait(SECONDS) == 143
    assert watch.out.count(b"Nothing is remembered") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["99"], "There is no exercise 99"),
        (["3", "4"], "One exercise at a time is watched: found 3, 4. The key n goes on to the next one."),
        (["nowhere.py"], "There is no nowhere.py."),
        (["3", "--device", "tpu"], "tpu"),
        (["3", "--course", "nowhere"], "nowhere"),
    ],
)
def test_wrong_usage_watches_nothing(tmp_path: Path, words: list[str], said: str) -> None:
    home = work(tmp_path)
    run = lagrader("watch", *words, cwd=home)
    assert (run.code, run.out) == (2, "")
    assert said in run.err


def test_a_broken_course(tmp_path: Path) -> None:
    home = work(tmp_path)
    rubric = course(tmp_path) / "exercises" / "ex3_neuron" / "rubric.yaml"
    rubric.write_text(rubric.read_text().replace("points: 4", "points: four", 1))
    run = lagrader("watch", "3", "--course", "course", cwd=home)
    assert (run.code, run.out) == (2, "")
    assert "course/exercises/ex3_neuron/rubric.yaml:" in run.err


def test_a_reference_that_fails_ends_it(tmp_path: Path) -> None:
    home = work(tmp_path)
    reference = course(tmp_path) / "solutions" / "ex3_neuron.py"
    reference.write_text(f"{reference.read_text()}\nraise ValueError('broken')\n")
    run = lagrader("watch", "3", "--course", "course", cwd=home)
    assert (run.code, run.out) == (2, "")
    assert "can't be imported (ValueError: broken)" in run.err
