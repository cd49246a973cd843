"""What Python programs may use: lazily found, typed, without torch in the process that calls."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from fractions import Fraction
from pathlib import Path

import pytest

import lagrader
from lagrader.errors import CourseError, SubmissionError, UsageError
from lagrader.results import Verdict
from tests.cli.program import ROOT, environment

LEARNER = ROOT / "examples" / "learner"


def test_what_is_named_is_there() -> None:
    for name in lagrader.__all__:
        assert getattr(lagrader, name) is not None
        assert name in dir(lagrader)
    with pytest.raises(AttributeError, match="no attribute 'chekc'"):
        _ = lagrader.chekc  # type: ignore[attr-defined]


def test_the_stub_names_the_same() -> None:
    stub = (ROOT / "lagrader" / "__init__.pyi").read_text("utf-8")
    assert all(f"import {name} as {name}" in stub or f"\n{name}:" in stub for name in lagrader.__all__)


def test_the_import_costs_nothing_and_a_check_brings_no_torch() -> None:
    program = f"""
import sys, lagrader
assert [name for name in sys.modules if name.startswith("lagrader")] == ["lagrader"]
report = lagrader.check(3, path={str(LEARNER)!r})
assert "torch" not in sys.modules
print(report.points, report.max_points, report.whole_course)
print(lagrader.render(report, "plain"))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(), capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.stdout.startswith("8 20 False\n")
    assert "You left the bias out. [ex3.output 0/12 BIAS_MISSING]" in done.stdout


class TestChecker:
    def test_it_stays_warm_and_looks_anew_each_time(self, tmp_path: Path) -> None:
        work = tmp_path / "ex3_neuron.py"
        with lagrader.Checker() as checker:
            for source, points in ((LEARNER, 8), (ROOT / "solutions", 20), (LEARNER, 8)):
                shutil.copy(source / work.name, work)
                assert checker.check("neuron", path=work).points == points
            assert [exercise.number for exercise in checker.check(5, 3, path=LEARNER).exercises] == [3, 5]
            assert checker.check(path=LEARNER).points == 60

    def test_where_a_loop_runs_already(self) -> None:
        async def inside() -> Fraction:
            return lagrader.check(3, path=LEARNER).points

        assert asyncio.run(inside()) == 8

    def test_cells(self) -> None:
        neuron = (ROOT / "solutions" / "ex3_neuron.py").read_text("utf-8")
        with lagrader.Checker() as checker:
            (right,) = checker.check_cells({3: neuron}, 3).exercises
            (broken,) = checker.check_cells({3: neuron, 5: "def neuron(x, w, b):\n    return 1 / 0"}, 3).exercises
        assert right.points == 20
        stopped = next(criterion for criterion in broken.criteria if criterion.id == "output")
        assert stopped.verdict is Verdict.RUN_TIME_ERROR
        assert stopped.location is not None
        assert (stopped.location.file, stopped.location.line) == ("notebook.ipynb, cell 5", 2)

    def test_a_cell_that_cannot_be_read_is_named(self) -> None:
        with lagrader.Checker() as checker:
            (found,) = checker.check_cells({1: "VALUE = 1", 2: "x = 1\ndef neuron(x, w, b)\n    return x"}, 3).exercises
        output = next(criterion for criterion in found.criteria if criterion.id == "output")
        assert output.location is not None
        assert (output.location.file, output.location.line) == ("notebook.ipynb, cell 2", 2)
        assert output.location.source == "def neuron(x, w, b)"

    def test_what_goes_wrong_is_one_of_our_errors(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="gpu"):
            lagrader.Checker(device="gpu")
        with pytest.raises(CourseError, match="has no folder exercises"):
            lagrader.Checker(tmp_path)
        with lagrader.Checker() as checker:
            with pytest.raises(UsageError, match="There is no exercise 99"):
                checker.check(99)
            with pytest.raises(SubmissionError, match="There is no"):
                checker.check(3, path=tmp_path / "nothing")
            assert checker.check(3, path=LEARNER).points == 8  # and it goes on
        with pytest.raises(UsageError, match="was closed"):
            checker.check(3)
        checker.close()
        with pytest.raises(UsageError, match='There is no format "pdf"'):
            lagrader.render(lagrader.check(3, path=LEARNER), "pdf")

    @pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the kernel doesn't list children here")
    def test_nothing_is_left_behind(self) -> None:
        def children() -> set[str]:
            return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())

        before = children()
        with lagrader.Checker() as checker:
            checker.check(3, path=LEARNER)
            assert children() > before
        assert children() == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signal to itself alone")
def test_who_interrupts_a_check_can_go_on(tmp_path: Path) -> None:
    work = tmp_path / "ex3_neuron.py"
    work.write_text("import time\ntime.sleep(60)\n")
    with lagrader.Checker() as checker:
        assert checker.check(3, path=LEARNER).points == 8
        began = time.monotonic()
        threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        with pytest.raises(KeyboardInterrupt):
            checker.check(3, path=work)
        assert checker.check(3, path=LEARNER).points == 8
        assert time.monotonic() - began < 30


def test_a_class(tmp_path: Path) -> None:
    for name, source in (("anna", ROOT / "solutions"), ("ben", LEARNER)):
        shutil.copytree(source, tmp_path / "submissions" / name, ignore=shutil.ignore_patterns("__pycache__"))
    tallies: list[int] = []
    grades = lagrader.grade(tmp_path / "submissions", tmp_path / "marks", tell=lambda tally: tallies.append(tally.done))
    assert {line.row.learner: line.row.points for line in grades.table.lines} == {"anna": 100, "ben": 60}
    assert (grades.summary.mean, grades.summary.not_graded) == (80, 0)
    assert grades.csv.read_text("utf-8-sig").splitlines()[1].startswith("anna,")
    assert grades.gradebook.is_file()
    assert tallies[-1] == 2
    report = grades.report("ben")
    assert report is not None
    assert report.points == 60
    assert grades.report("nobody") is None
    again = lagrader.grade(tmp_path / "submissions", tmp_path / "marks")
    assert again.table.lines == grades.table.lines


def test_a_class_that_cannot_be_graded(tmp_path: Path) -> None:
    (tmp_path / "submissions" / "anna").mkdir(parents=True)
    with pytest.raises(UsageError, match="would be taken for a submission"):
        lagrader.grade(tmp_path / "submissions", tmp_path / "submissions" / "marks")
    with pytest.raises(SubmissionError):
        lagrader.grade(tmp_path / "nothing", tmp_path / "marks")
