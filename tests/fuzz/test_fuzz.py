"""A short run of each fuzzer, the same at every time; and that a fuzzer would say what it finds."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from tests.fuzz.engine import run, tried_on
from tests.fuzz.frames import check as check_frame
from tests.fuzz.frames import make as make_frame
from tests.fuzz.yaml_texts import check as check_yaml

ROOT = Path(__file__).parents[2]


def fuzz(*arguments):
    command = [sys.executable, "-m", "tests.fuzz", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("target", "inputs"), [("frames", 500), ("child", 100), ("yaml", 300), ("course", 150), ("archives", 150)]
)
def test_nothing_is_found(target, inputs, tmp_path):
    done = fuzz(target, "--inputs", inputs, "--seed", 11, "--out", tmp_path)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    assert done.stdout == f"seed 11: {inputs} inputs, 0 different findings\n"


def test_what_is_kept_is_found_again(tmp_path):
    kept = tmp_path / "kept"
    kept.write_bytes(make_frame(Random("1")))
    done = fuzz("frames", "--replay", kept)
    assert (done.returncode, done.stdout) == (0, "nothing found\n")


class Broken:
    """Breaks a promise at every seventh input."""

    SECONDS, MEMORY = 0.2, 0
    BOMBS = (lambda rng: b"bomb",)

    def make(self, rng):
        return rng.randbytes(3)

    def check(self, data):
        if data == b"bomb":
            raise ValueError("this one")
        if data[0] % 7 == 0:
            while True:
                pass


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="only a system with timers of CPU time ends a loop")
def test_a_fault_and_a_hang_are_found_kept_and_told_once(tmp_path, capsys):
    began = time.process_time()
    assert run(Broken(), "5", tmp_path, seconds=60, inputs=30) == 2
    assert time.process_time() - began < 10
    said = capsys.readouterr().out
    assert said.count("--- finding: seed 5, input") == 2
    assert "ValueError: this one" in said
    assert "TooSlow" in said
    assert (tmp_path / "5-0").read_bytes() == b"bomb"
    assert "ValueError" in tried_on(Broken(), (tmp_path / "5-0").read_bytes())


def test_the_promises_can_be_broken(monkeypatch):
    """Each check fails where the product does what it must not."""
    frame = make_frame(Random("17"))
    monkeypatch.setattr("tests.fuzz.frames.unpack_reply", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        check_frame(frame)
    monkeypatch.setattr("lagrader.yamlfile.document.LONGEST_FAULT", 10**6)
    with pytest.raises(AssertionError, match="an error of"):
        check_yaml(b"? %b\n: 1\n" % (b"k" * 90_000) * 2)
