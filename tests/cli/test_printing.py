"""A program that prints a hundred megabytes: a clear line, soon, and the other exercises keep their marks."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from tests.cli.program import Run, check, right, swapped, work

HUNDRED = "print('x' * 100_000_000)"
SAYS = "It printed at least 67,108,864 bytes; at most 1,048,576 are allowed in one call."


MEASURED = """
import pathlib, resource, subprocess, sys
code = subprocess.run(sys.argv[2:]).returncode
pathlib.Path(sys.argv[1]).write_text(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
"""
"""Runs the rest of its arguments, and writes the peak memory of the largest process of it into the first."""


@pytest.fixture(scope="module")
def peak(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("measured") / "peak"


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory, peak: Path) -> tuple[Run, float]:
    changed = {
        1: swapped(1, "def dot_torch(a, b):", f"def dot_torch(a, b):\n    {HUNDRED}"),
        3: swapped(3, "def neuron(x, w, b):", "def neuron(x, w, b):\n    for _ in range(100): print('y' * 999_999)"),
        4: f"{HUNDRED}\n{right(4)}",
    }
    home = work(tmp_path_factory.mktemp("printed"), changed)
    before = time.monotonic()
    wrapper = () if sys.platform == "win32" else (sys.executable, "-c", MEASURED, str(peak))
    return check(home, wrapper=wrapper), time.monotonic() - before


def test_each_of_them_is_told_and_the_rest_is_graded(printed: tuple[Run, float]) -> None:
    run, _ = printed
    assert run.code == 1
    assert run.points() == {1: 15, 2: 20, 3: 8, 4: 0, 5: 20}
    for number, criterion in ((1, "built_in"), (3, "output"), (4, "")):
        assert run.verdict(number, criterion) == "output_limit_exceeded"
        assert SAYS in run.section(number)
        assert "bytes are left out here" in run.section(number)


def test_nobody_waits_for_it_and_nothing_holds_it_all(printed: tuple[Run, float]) -> None:
    run, seconds = printed
    assert seconds < 40  # 3 on a quiet machine: no call is left to its time limit
    assert len(run.out) < 10_000
    assert len(str(run.report)) < 200_000


@pytest.mark.skipif(not Path("/proc").exists(), reason="kibibytes on Linux alone")
def test_the_grader_stays_small(printed: tuple[Run, float], peak: Path) -> None:
    """Of all processes of this run that were waited for: torch is 250 MB, the text itself twice 100."""
    assert printed
    assert 0 < int(peak.read_text(encoding="ascii")) < 1_000_000


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_a_file_in_an_old_encoding_is_read_and_it_is_said(tmp_path: Path, encoding: str) -> None:
    text = f"# -*- coding: {encoding} -*-\n# Lösung, geprüft\n{right(3)}"
    run = check(work(tmp_path, {3: text.encode(encoding)}), "3")
    assert (run.code, run.points()) == (0, {3: 20})
    assert f"solutions/ex3_neuron.py was read as {encoding}, as its line 1 says." in run.flat


def test_another_encoding_line_is_refused_with_what_to_do(tmp_path: Path) -> None:
    run = check(work(tmp_path, {3: f"# coding: iso-8859-15\n{right(3)}"}), "3")
    assert run.verdict(3) == "load_error"
    assert 'says in line 1 that its encoding is "iso-8859-15": save it as UTF-8' in run.section(3)
    assert "and take that line out." in run.section(3)
