"""The benchmarks run, and what they can say without a clock holds: the grader is small and has no torch in it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from lagrader.worker.landlock import abi
from lagrader.worker.syscalls import architecture
from tests.cli.program import lagrader

ROOT = Path(__file__).resolve().parent.parent
RUN = ROOT / "benchmarks" / "run.py"

sys.path.insert(0, str(RUN.parent))
import batch  # noqa: E402
import merging  # noqa: E402
import paired  # noqa: E402
from places import Place, Row  # noqa: E402


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(RUN), *arguments]
    return subprocess.run(command, check=False, capture_output=True, encoding="utf-8")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the kernel doesn't tell a process's peak here")
def test_the_graders_own_process_is_small_and_has_no_torch(tmp_path):
    ended = run("--only", "memory", "--rounds", "1", "--json", str(tmp_path / "figures.json"))
    assert ended.returncode == 0, ended.stdout + ended.stderr
    told = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    values = {row["name"]: row["value"] for row in told["rows"]}
    assert 10 < values["peak of the grader's own process"] < 80
    assert values["torch in its sys.modules"] == 0
    assert told["machine"]["torch"].startswith("2.")


@pytest.mark.slow
@pytest.mark.skipif(not abi() or architecture() is None, reason="strangers' work needs the whole sandbox")
def test_the_graders_memory_does_not_grow_with_the_class(tmp_path):
    """Cycles that nobody collected came to 80 KiB for each learner."""
    place = Place(tmp_path)
    peaks = [batch.grading(place, batch.make_class(tmp_path / f"class-{count}", count))[1] for count in (30, 200)]
    assert peaks[1] - peaks[0] < 5  # MiB


@pytest.mark.parametrize("words", [["--only", "speed"], ["--rounds", "0"], ["--write", "--only", "check"]])
def test_wrong_options_measure_nothing(words):
    ended = run(*words)
    assert ended.returncode == 2
    assert not ended.stdout


def test_the_median_is_that_of_the_ratios_within_rounds():
    # The second half of the rounds ran on a machine that was ten times slower: seconds differ, ratios don't.
    ours = iter([9.0, 1.0, 1.0, 10.0, 10.0])
    theirs = iter([9.0, 2.0, 2.0, 20.0, 40.0])
    found = paired.pair(lambda: paired.Cost(next(ours), 1), lambda: paired.Cost(next(theirs), 0), rounds=4)
    assert (found.ratio, found.highest) == (0.5, 0.5)
    assert found.lowest < 0.5
    assert found.cpu_ratio is None


def test_every_other_round_begins_with_the_other_one():
    order = []

    def measure(name):
        return lambda: order.append(name) or paired.Cost(1.0, 1.0)

    found = paired.pair(measure("a"), measure("b"), rounds=3)
    assert "".join(order) == "ababbaab"
    assert found.cpu_ratio == 1.0


def test_a_target_may_be_one_to_reach():
    assert [Row("g", "n", value, "x", 0.7, at_least=True).ok for value in (0.69, 0.7, 2.0)] == [False, True, True]
    assert [Row("g", "n", value, "x", 0.7).ok for value in (0.69, 0.7, 2.0)] == [True, True, False]
    assert Row("g", "n", 9.0, "x").ok


def test_in_the_class_no_two_are_alike_and_so_many_percent_fail(tmp_path):
    folder = batch.make_class(tmp_path / "class", 200, failing=30)
    texts = [path.read_text("utf-8") for path in folder.glob("*/ex3_neuron.py")]
    assert len(set(texts)) == 200
    right = (ROOT / "solutions" / "ex3_neuron.py").read_text("utf-8")
    assert sum(not text.startswith(right) for text in texts) == 60
    assert len(list(folder.glob("s0/*.py"))) == 5


def test_shards_made_without_grading_are_shards_of_a_class(tmp_path):
    folders = merging.make_shards(tmp_path, 3, 30)
    run = lagrader("merge", *map(str, folders), "--out", "marks", cwd=tmp_path)
    assert run.out.startswith("3 shards, 30 learners: 30 graded."), run.err
    table = (tmp_path / "marks" / "grades.csv").read_text("utf-8-sig").splitlines()
    points = [row["points"] for row in csv.DictReader(table)]
    assert (points.count("76"), points.count("100")) == (10, 20)  # both of a failure's criteria are called output
