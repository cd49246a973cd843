"""What continuous integration met with comparable tools, as issue threads tell, tried on the installed program."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.cli.program import Run, environment, lagrader, swapped, work

RUNNER = {
    "CLASSROOM": "ml-101",
    "ASSIGNMENT": "hw1",
    "SUBMISSION_TAG": "submit/1",
    "COMMIT_URL": "https://example.org/c",
    "RELEASE_URL": "https://example.org/r",
}
FORMATS = ("plain", "json", "markdown", "html", "junit", "classroom50", "gradescope")
HOSTILE = r"\x1b[31mbad\x00 \ud800 ]]> <&"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Right; no file; a hostile message; another device; no Python: one check of all, in every format."""
    return work(
        tmp_path_factory.mktemp("ci"),
        {
            2: None,
            3: f"VALUE = 0.0\nWHY = 'b'\n\n\ndef neuron(x, w, b):\n    raise ValueError('{HOSTILE}')\n",
            4: swapped(4, "return X @ W + b", "return X @ W.cuda() + b"),
            5: "def (\n",
        },
    )


@pytest.fixture(scope="module")
def run(home: Path) -> Run:
    targets = [part for name in FORMATS for part in ("--format", f"{name}=r.{name}")]
    return lagrader("check", *targets, "--format", "github", cwd=home, env=environment(**RUNNER))


def test_the_junit_file_is_well_formed_and_holds_the_message(run: Run, home: Path) -> None:
    """pytest-dev/pytest#404, #2560, #12365, #11842: control characters of a message broke the file."""
    root = ET.parse(home / "r.junit").getroot()  # noqa: S314 - our own
    (found,) = [one for one in root.iter("failure") if HOSTILE in (one.text or "")]
    assert found.get("message") == "neuron stopped with ValueError."
    assert f"ValueError: {HOSTILE}" in str(found.text)
    assert run.code == 1


def test_points_are_whole_numbers_and_their_sums_agree(run: Run, home: Path) -> None:
    """github-education-resources/autograding#190, classroom-resources/autograding-grading-reporter#14: lost points."""
    found = json.loads((home / "r.classroom50").read_text())
    tests = found["tests"]
    assert (found["score"], found["max-score"]) == (32, 100)
    assert [sum(test[key] for test in tests) for key in ("score", "max-score")] == [32, 100]
    assert {type(test[key]) for test in tests for key in ("score", "max-score")} == {int}
    assert [test["score"] for test in tests if test["test-name"].startswith("ex2")] == [0, 0, 0, 0]


def test_a_file_that_cannot_be_read_leaves_the_results_whole(run: Run, home: Path) -> None:
    """matthigger/gradescope_auto_py#2, #15: a syntax error, or nothing handed in, and the platform refused it all."""
    found = json.loads((home / "r.gradescope").read_text())
    assert found["score"] == sum(test["score"] for test in found["tests"]) == 32
    assert sum(test["max_score"] for test in found["tests"]) == 100
    told = " ".join(test["output"] for test in found["tests"])
    assert "solutions/ex5_cubic_gradient.py cannot be read by Python" in told
    assert "There is no solutions/ex2_matmul_shapes.py" in told


def test_a_device_that_is_not_here_is_named_with_its_line(run: Run, home: Path) -> None:
    """fastai/fastai_dev#87, pytorch/pytorch#77957: .cuda() on a runner without one."""
    (line,) = [line for line in (home / "r.plain").read_text("utf-8").split("\n") if "DEVICE_MISSING" in line]
    assert line.startswith("solutions/ex4_batch_layer.py:11: error: ")
    assert "::error file=solutions/ex4_batch_layer.py,line=11" in run.out


def test_every_format_says_the_same_and_the_exit_code_is_one(run: Run, home: Path) -> None:
    """Submitty/Submitty#7551, SWE-bench/SWE-bench#620: a failed run that could be taken for a passed one."""
    assert run.code == 1
    assert json.loads((home / "r.json").read_text())["points"] == 32
    assert "total 32/100" in (home / "r.plain").read_text("utf-8")
    for name in ("markdown", "html"):
        assert "32 of 100" in (home / f"r.{name}").read_text("utf-8")
    everything = "".join((home / f"r.{name}").read_text("utf-8") for name in FORMATS) + run.out
    assert "\x1b" not in everything
    assert "\x00" not in everything
