"""pytest in a learner's folder: a test for each criterion, and nothing at all elsewhere."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.audit.small import FILES, RUBRIC, course
from tests.cli.program import ROOT, environment
from tests.places.runner import PLUGIN


def run(folder: Path, *words: str, cached: bool = False) -> subprocess.CompletedProcess[str]:
    kept = () if cached else ("-p", "no:cacheprovider")
    command = [sys.executable, "-m", "pytest", *PLUGIN, *kept, "--color=no", *words]
    return subprocess.run(
        command, cwd=folder, env=environment(COLUMNS="80"), capture_output=True, text=True, check=False
    )


def outcome(done: subprocess.CompletedProcess[str]) -> str:
    return done.stdout.strip().splitlines()[-1].strip("= ").rpartition(" in ")[0]


@pytest.fixture
def learner(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "examples" / "learner", tmp_path / "solutions", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_a_failure_is_our_feedback(learner: Path) -> None:
    done = run(learner, "solutions/ex3_neuron.py")
    assert outcome(done) == "1 failed, 2 passed"
    assert done.returncode == 1
    failure = done.stdout.partition("FAILURES")[2]
    assert "You left the bias out." in failure
    assert "neuron(torch.tensor([0.]), torch.tensor([0.]), torch.tensor(1.))" in failure
    assert "Next: lagrader hint 3" in failure
    assert "Traceback" not in failure
    assert "lagrader/pytest_plugin.py" not in failure


def test_one_test_for_each_criterion(learner: Path) -> None:
    done = run(learner, "--co", "-q")
    names = [line for line in done.stdout.splitlines() if "::" in line]
    assert len(names) == 21
    assert "solutions/ex3_neuron.py::output" in names
    assert done.returncode == 0


def test_k_and_x(learner: Path) -> None:
    assert outcome(run(learner, "-k", "ex3_neuron and why")) == "1 passed, 20 deselected"
    stopped = run(learner, "-x")
    assert outcome(stopped).startswith("1 failed")
    assert "stopping after 1 failures" in stopped.stdout


def test_last_failed(learner: Path) -> None:
    first = run(learner, cached=True)
    assert outcome(first) == "5 failed, 15 passed, 1 skipped"
    assert outcome(run(learner, "--lf", cached=True)) == "5 failed"


def test_side_by_side(learner: Path) -> None:
    done = run(learner, "-n", "2", "--dist", "loadgroup")
    assert outcome(done) == "5 failed, 15 passed, 1 skipped"


def test_what_was_not_begun_is_skipped(learner: Path) -> None:
    starter = (ROOT / "exercises" / "ex3_neuron" / "starter.py").read_text("utf-8")
    (learner / "solutions" / "ex3_neuron.py").write_text(starter)
    done = run(learner, "-rs", "solutions/ex3_neuron.py")
    assert outcome(done) == "3 skipped"
    assert "not started" in done.stdout


def test_a_file_that_cannot_be_read(learner: Path) -> None:
    (learner / "solutions" / "ex3_neuron.py").write_text("def neuron(x, w, b)\n    return x\n")
    done = run(learner, "solutions/ex3_neuron.py")
    assert outcome(done) == "3 failed"
    assert "solutions/ex3_neuron.py cannot be read by Python" in done.stdout


def test_pytest_itself_imports_no_exercise(learner: Path) -> None:
    work = learner / "solutions" / "ex3_neuron.py"
    work.write_text(f"open({str(learner / 'touched')!r}, 'w')\n{work.read_text('utf-8')}")
    assert outcome(run(learner, "solutions/ex3_neuron.py")) == "3 failed"  # the sandbox keeps it from that
    assert not (learner / "touched").exists()


def test_other_tests_beside_it_go_on(learner: Path) -> None:
    (learner / "test_own.py").write_text("def test_one():\n    pass\n")
    (learner / "ex9_other.py").write_text("raise SystemExit('nobody imports this')\n")
    assert outcome(run(learner)) == "5 failed, 16 passed, 1 skipped"


def test_it_can_be_kept_out(learner: Path) -> None:
    (learner / "pytest.ini").write_text("[pytest]\nlagrader = off\n")
    assert run(learner).returncode == 5  # no tests


def test_a_course_that_is_not_there(learner: Path) -> None:
    (learner / "pytest.ini").write_text("[pytest]\nlagrader_course = nowhere\n")
    done = run(learner)
    assert done.returncode == 2
    assert 'There is no course "nowhere"' in done.stdout


def test_the_courses_own_solutions_are_nobodys_work(tmp_path: Path) -> None:
    done = run(ROOT, "-c", "/dev/null", "--rootdir", str(tmp_path), "--co", "-q", str(ROOT / "solutions"))
    assert "::" not in done.stdout


def test_elsewhere_nothing_of_the_grader_is_imported(tmp_path: Path) -> None:
    (tmp_path / "test_x.py").write_text(
        "import sys\n\ndef test_x():\n    print(sorted(name for name in sys.modules if name.startswith('lagrader')))\n"
        "    assert 'torch' not in sys.modules\n"
    )
    done = run(tmp_path, "-s")
    assert outcome(done) == "1 passed"
    found = re.search(r"\[.*\]", done.stdout)
    assert found
    assert found[0] == "['lagrader', 'lagrader.pytest_plugin']"


def test_no_hint_is_advised_where_there_is_none(tmp_path: Path) -> None:
    rubric = re.sub(r"^ *hints:.*\n", "", FILES[RUBRIC], flags=re.MULTILINE)
    course(tmp_path / "course", {RUBRIC: rubric})
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "ex1_scale.py").write_text("TWICE_SIX = 12\n", encoding="utf-8")
    failure = run(tmp_path, "-o", "lagrader_course=course", "solutions/ex1_scale.py").stdout
    assert "One was not added." in failure
    assert "lagrader hint" not in failure
    assert "Next: lagrader show 1" in failure
