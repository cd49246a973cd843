"""Hidden cases and criteria: left out of a check, which says so; tried in a class, and never shown to learners."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.program import check, course, lagrader, right, swapped, work
from tests.cli.test_grade import pytestmark as needs_the_sandbox
from tests.submission.class_files import laid_out

HIDDEN_CASE = """      - name: many inputs
        hidden: true
        sizes: {n: 77}
        inputs: {x: {normal: [n]}, w: {normal: [n]}, b: {normal: []}}
      - hidden: true
        inputs: {x: {tensor: [1.25]}, w: {tensor: [4711.5]}, b: {tensor: 0}}
"""
HIDDEN_CRITERION = """
  - id: far_below_zero
    title: a secret title
    points: 3
    hidden: true
    needs: [output]
    call: neuron
    returns: number
    cases:
      - inputs: {x: {tensor: [-4711]}, w: {tensor: [1]}, b: {tensor: 0.5}}
      - inputs: {x: {tensor: [4711]}, w: {tensor: [1]}, b: {tensor: 0.5}}
      - inputs: {x: {tensor: [3]}, w: {tensor: [-4711]}, b: {tensor: 0.25}}
      - inputs: {x: {tensor: [2]}, w: {tensor: [4711]}, b: {tensor: 0.25}}
"""

# Right on everything that is visible: the lesson's sizes go up to 64.
WRONG_FOR_MANY = swapped(3, "    return ", "    if len(x) > 70:\n        return torch.tensor(0.125)\n    return ")
WRONG_FAR_OUT = swapped(3, "    return ", "    if x.abs().max() > 4000:\n        return torch.tensor(1.5)\n    return ")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course whose third exercise has something hidden, and right work."""
    home = tmp_path_factory.mktemp("home")
    hide(course(home) / "exercises" / "ex3_neuron" / "rubric.yaml")
    work(home)
    laid_out(
        home / "subs",
        {
            "anna/ex3_neuron.py": right(3),
            "ben/ex3_neuron.py": WRONG_FOR_MANY,
            "cleo/ex3_neuron.py": WRONG_FAR_OUT,
        },
    )
    return home


def hide(path: Path) -> None:
    """Put a hidden case and a hidden criterion into the rubric."""
    text = path.read_text(encoding="utf-8")
    at = text.index("    call: neuron\n")
    cases = text.index("    cases:\n", at) + len("    cases:\n")
    end = text.index("\nhints:") if "\nhints:" in text else len(text)
    path.write_text(
        f"{text[:cases]}{HIDDEN_CASE}{text[cases:end].rstrip()}\n{HIDDEN_CRITERION}{text[end:]}", encoding="utf-8"
    )


def test_a_check_leaves_them_out_and_says_so(home: Path) -> None:
    run = check(home, "--course", "course")
    assert run.code == 0
    assert run.report["points"] == run.report["max_points"] == 100
    assert (run.report["unseen_points"], run.report["unsure_points"]) == (3, 12)
    assert (
        "Hidden checks worth 3 points were not looked at; hidden cases decide on 12 points as well: they count when "
        "your class is graded."
    ) in run.flat


@pytest.mark.parametrize("text", [WRONG_FOR_MANY, WRONG_FAR_OUT])
def test_what_is_wrong_there_alone_passes_a_check(text: str, home: Path, tmp_path: Path) -> None:
    folder = work(tmp_path, {3: text})
    run = check(folder, "3", "--course", str(home / "course"))
    assert (run.code, run.points()) == (0, {3: 20})


@pytest.mark.parametrize(
    "words",
    [
        ["show", "3"],
        ["list"],
        ["hint", "3", "--all"],
        ["explain"],
        ["explain", "BIAS_MISSING"],
        ["check", "3", "--all"],
    ],
)
def test_no_command_of_learners_shows_what_is_hidden(words: list[str], home: Path) -> None:
    run = lagrader(*words, "--course", "course", cwd=home)
    assert "secret" not in run.out
    assert "4711" not in run.out
    assert "many inputs" not in run.out
    assert "103" not in run.out


def test_a_program_in_the_foreground_is_not_called_on_them(home: Path) -> None:
    run = lagrader("check", "--debug", "3", "--course", "course", cwd=home)
    assert "neuron(" in run.out
    assert "4711" not in run.out


def test_the_statement_says_that_there_is_more(home: Path) -> None:
    run = lagrader("show", "3", "--course", "course", cwd=home)
    assert "hidden checks, when your class is graded (3 points more)" in run.flat


@pytest.fixture(scope="module")
def graded(home: Path) -> Path:
    run = lagrader("grade", "subs", "--out", "marks", "--course", "course", "--seed", "9", cwd=home)
    assert run.code == 0, run.err
    return home


def reports(home: Path) -> dict[str, dict]:
    out = lagrader("export", "marks", "--format", "json", cwd=home).out
    return {one["id"]: one["report"]["exercises"][2]["criteria"] for one in json.loads(out)["submissions"]}


@needs_the_sandbox
def test_in_a_class_they_count(graded: Path) -> None:
    points = {id_: {one["id"]: one["points"] for one in criteria} for id_, criteria in reports(graded).items()}
    assert {id_: (one["output"], one["far_below_zero"]) for id_, one in points.items()} == {
        "anna": (12, 3),
        "ben": (0, 0),
        "cleo": (12, 0),
    }


@needs_the_sandbox
def test_a_teacher_sees_them(graded: Path) -> None:
    cleo = lagrader("grades", "marks", "cleo", "--all", cwd=graded).out
    assert "a secret title (hidden)" in cleo
    assert "4711" in cleo
    ben = lagrader("grades", "marks", "ben", cwd=graded).out
    assert "a hidden case" in ben


@needs_the_sandbox
def test_json_of_a_class_shows_no_example_of_them(graded: Path) -> None:
    found = {one["id"]: one for one in reports(graded)["cleo"]}
    assert found["far_below_zero"]["hidden"] is True
    assert found["far_below_zero"]["example"] is None
    assert {one["id"]: one for one in reports(graded)["ben"]}["output"]["example"] is None


def test_a_copy_for_learners_without_them_is_a_course(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home / "course", tmp_path / "course")
    path = tmp_path / "course" / "exercises" / "ex3_neuron" / "rubric.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(HIDDEN_CASE, "").replace(HIDDEN_CRITERION, ""), encoding="utf-8")
    run = check(work(tmp_path / "home"), "3", "--course", str(tmp_path / "course"))
    assert (run.code, run.report["unseen_points"], run.report["unsure_points"]) == (0, 0, 0)
