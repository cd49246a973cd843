"""``lagrader audit`` as its user meets it: report, exit codes, formats, and what is no course."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from tests.audit.small import HIDES_ABS, RUBRIC, course
from tests.cli.program import ROOT, lagrader

FEW = ("--seeds", "1", "--mutants", "8")


def test_a_sound_course(tmp_path: Path) -> None:
    ran = lagrader("audit", str(course(tmp_path, {})), *FEW, cwd=tmp_path)
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[0] == "Scaling 1.0" + "sound".rjust(80 - len("Scaling 1.0"))
    assert "  ✓ 5 known mistakes, 1 wrong road, 22 shortcuts" in lines
    assert any(line.startswith("  ✓ mutation score 1.000: ") for line in lines)
    assert max(map(len, lines)) <= 80
    assert "Next: after the first class" in ran.flat


def test_a_fault_is_told_with_what_to_do_and_the_command_to_repeat(tmp_path: Path) -> None:
    folder = course(tmp_path, {RUBRIC: ("    returns: number\n", "    returns: number\n    tolerance: {atol: 0.2}\n")})
    ran = lagrader("audit", str(folder), *FEW, cwd=tmp_path)
    assert ran.code == 1
    assert "✗ sum" in ran.out
    assert "TOLERANCE_LOOSE" in ran.out
    assert "Leave tolerance out: the default would do." in ran.flat
    assert ran.flat.endswith(f"Next: lagrader audit {folder}")


def test_the_course_around_us_is_the_one_that_is_meant(tmp_path: Path) -> None:
    ran = lagrader("audit", *FEW, cwd=course(tmp_path, {}))
    assert (ran.code, ran.out.split()[0]) == (0, "Scaling")


def test_formats_go_where_they_are_sent(tmp_path: Path) -> None:
    folder = course(tmp_path / "course", {})
    ran = lagrader("audit", str(folder), *FEW, "--format", "terminal", "--format", "json=audit.json", cwd=tmp_path)
    assert ran.code == 0
    found = json.loads((tmp_path / "audit.json").read_text("utf-8"))
    jsonschema.validate(found, json.loads((ROOT / "docs" / "audit.schema.json").read_text("utf-8")))
    assert found["passed"] is True
    assert found["exercises"][0]["mutation"]["made"] == 8


def test_one_exercise_alone(tmp_path: Path) -> None:
    ran = lagrader("audit", str(ROOT), "--exercise", "neuron", *FEW, "--format", "json", cwd=tmp_path)
    assert [exercise["id"] for exercise in json.loads(ran.out)["exercises"]] == ["ex3_neuron"]


@pytest.mark.slow
def test_a_survivor_is_a_finding_whatever_the_score_with_a_call_that_tells(tmp_path: Path) -> None:
    ran = lagrader("audit", str(course(tmp_path, HIDES_ABS)), "--seeds", "1", "--min-score", "0.5", cwd=tmp_path)
    assert ran.code == 1
    assert "MUTANTS_SURVIVE" in ran.out
    assert "      - return torch.dot(x, abs(w)) + 1\n      + return torch.dot(x, w) + 1\n        differs at " in ran.out
    shown = lagrader("audit", str(tmp_path), "--seeds", "1", "--all", cwd=tmp_path).out
    assert "Survived: ex1_scale.py, line 7; sum should have caught it." in shown


@pytest.mark.slow
def test_the_course_that_we_are_in_is_found_from_its_folders(tmp_path: Path) -> None:
    ran = lagrader("audit", *FEW, cwd=course(tmp_path, {}) / "exercises" / "ex1_scale")
    assert (ran.code, ran.out.split()[0]) == (0, "Scaling")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "nowhere"),
        (["--exercise", "77"], "There is no exercise 77"),
        (["--format", "pdf"], 'There is no format "pdf" here. There are terminal and json.'),
        (["--format", "json="], "names no file"),
        (["--min-score", "2"], "--min-score"),
        (["--seeds", "0"], "--seeds"),
        ([".", "--course", "."], "Name the course once"),
        (["--from", "nothing"], "gradebook"),
        (["--from", "nothing", "--all"], "leave --exercise and --all out"),
    ],
)
def test_bad_words_get_a_clear_answer(words: list[str], said: str, tmp_path: Path) -> None:
    ran = lagrader("audit", *words, cwd=tmp_path)
    assert ran.code == 2
    assert said in " ".join(ran.err.split())
    assert ran.out == ""


def test_a_broken_rubric_is_no_finding_but_wrong_usage(tmp_path: Path) -> None:
    ran = lagrader("audit", str(course(tmp_path, {RUBRIC: ("points: 2", "pionts: 2")})), cwd=tmp_path)
    assert ran.code == 2
    assert 'unknown key "pionts"; did you mean "points"?' in ran.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("accepted: 3\n", "accepted"),
        ("acepted: []\n", 'did you mean "accepted"?'),
        ("accepted:\n  - {mutant: pass}\n", "reason"),
        ("accepted:\n  - {reason: because of that}\n", "an entry names a mutant or a finding"),
        ("accepted: [\n", "audit.yaml"),
        ("accepted:\n  - {finding: CANNOT_JUDGE, reason: never mind}\n", "CANNOT_JUDGE can't be accepted: mend it"),
    ],
)
def test_a_broken_audit_yaml(text: str, said: str, tmp_path: Path) -> None:
    ran = lagrader("audit", str(course(tmp_path, {"exercises/ex1_scale/audit.yaml": text})), cwd=tmp_path)
    assert ran.code == 2
    assert said in ran.err


@pytest.mark.slow
@pytest.mark.parametrize("text", ["", "accepted:\n", "# nothing yet\n"])
def test_an_audit_yaml_without_entries_accepts_nothing(text: str, tmp_path: Path) -> None:
    folder = course(tmp_path, {"exercises/ex1_scale/audit.yaml": text})
    assert lagrader("audit", str(folder), *FEW, cwd=tmp_path).code == 0


@pytest.mark.slow
def test_what_the_author_accepts_is_no_finding(tmp_path: Path) -> None:
    folder = course(
        tmp_path,
        {
            RUBRIC: ("    points: 4\n", "    points: 0\n"),
            "exercises/ex1_scale/audit.yaml": "accepted:\n  - {finding: NO_POINTS, criterion: sum, reason: practice}\n",
        },
    )
    assert lagrader("audit", str(folder), *FEW, cwd=tmp_path).code == 0
