"""Bonuses: points on top of the maximum, which nobody has to have."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from tests.cli.large_class import WITHOUT_BIAS
from tests.cli.platforms import CANVAS, MOODLE, filled, rows_of
from tests.cli.program import check, lagrader, right, swapped, work
from tests.cli.test_grade import pytestmark as needs_the_sandbox
from tests.cli.test_manual import RUBRIC, refused, with_essay
from tests.submission.class_files import laid_out

BONUS = """
  - id: many
    title: neuron(x, w, b) takes many inputs
    points: 2
    bonus: true
    call: neuron
    returns: number
    cases:
      - repeat: 3
        sizes: {n: 77}
        inputs: {x: {normal: [n]}, w: {normal: [n]}, b: {normal: []}}
"""
# Right on everything that counts: the lesson's sizes go up to 64.
WITHOUT_BONUS = swapped(3, "    return ", "    if len(x) > 70:\n        return torch.tensor(0.125)\n    return ")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return work(with_essay(tmp_path, BONUS))


def write(home: Path, text: str) -> None:
    (home / "solutions" / "ex3_neuron.py").write_text(text, encoding="utf-8")


def test_its_points_come_on_top(home: Path) -> None:
    run = check(home, "3", "--course", "course")
    assert run.code == 0
    assert (run.report["points"], run.report["max_points"]) == (22, 20)
    assert run.exercise(3)["criteria"][-1]["bonus"] is True
    assert "22 of 20" in run.out.splitlines()[0]
    reached = lagrader("check", "3", "--course", "course", "--fail-under", "100", cwd=home)
    assert (reached.code, reached.err.splitlines()[-1]) == (0, "Passed: 110 % reached, 100 % needed.")


def test_without_it_nothing_has_failed_and_it_is_told(home: Path) -> None:
    write(home, WITHOUT_BONUS)
    run = check(home, "3", "--course", "course")
    assert (run.code, run.report["points"], run.report["max_points"]) == (0, 20, 20)
    assert "neuron(x, w, b) takes many inputs bonus · 0 of 2" in run.flat
    assert "CONSTANT_RESULT" in run.out  # told in full
    formats = ("junit", "plain", "github", "markdown", "html", "gradescope")
    words = [word for name in formats for word in ("--format", f"{name}=report.{name}")]
    assert lagrader("check", "3", "--course", "course", *words, cwd=home).code == 0
    texts = {name: (home / f"report.{name}").read_text("utf-8") for name in formats}
    assert 'failures="0"' in texts["junit"]
    assert 'skipped="1"' in texts["junit"]
    assert ": info: " in texts["plain"]
    assert "[ex3.many 0/2 " in texts["plain"]
    assert "::error" not in texts["github"]
    assert "::notice" in texts["github"]
    assert "(bonus, 0 of 2)" in texts["markdown"]
    assert "bonus, 0 of 2" in texts["html"]
    assert "takes many inputs (bonus)" in texts["gradescope"]


def test_it_makes_up_for_what_was_lost(home: Path) -> None:
    write(home, WITHOUT_BIAS)
    lost = check(home, "3", "--course", "course")
    assert (lost.code, lost.report["points"], lost.report["max_points"]) == (1, 8, 20)


def test_around_a_check(home: Path) -> None:
    shown = lagrader("show", "3", "--course", "course", cwd=home)
    assert "takes many inputs (2 points, a bonus)" in shown.flat
    assert "20 points" in shown.out
    write(home, WITHOUT_BONUS)
    assert "0 of 100" in lagrader("list", "--course", "course", cwd=home).out.splitlines()[0]
    check(home, "--course", "course")
    listed = lagrader("list", "--course", "course", cwd=home).out.splitlines()
    assert "100 of 100" in listed[0]
    assert listed[-1] == "Compare with ours: lagrader solution 5 --course course"


FAULTS = {
    "a counted one needs it": (
        BONUS + "  - {id: more, title: more, points: 1, answer: WHY, returns: text, needs: [many]}\n",
        'it counts and needs "many", which is a bonus',
    ),
    "no points": (BONUS.replace("points: 2", "points: 0"), 'the bonus "many" has no points to give'),
    "no truth value": (BONUS.replace("bonus: true", "bonus: 2"), "bonus: "),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_with_its_line(tmp_path: Path, fault: str) -> None:
    refused(tmp_path, *FAULTS[fault])


@pytest.mark.parametrize("hidden", [False, True])
def test_bonuses_alone_make_no_sum(tmp_path: Path, hidden: bool) -> None:
    with_essay(tmp_path, BONUS)
    text = (tmp_path / RUBRIC).read_text("utf-8")
    head, first, *others = text.split("  - id: ")
    counted = "    hidden: true\n" if hidden else "    bonus: true\n"
    ids = [f"{one.partition(chr(10))[0]}\n{counted}{one.partition(chr(10))[2]}" for one in (first, *others[:-1])]
    (tmp_path / RUBRIC).write_text("  - id: ".join([head, *ids, others[-1]]), encoding="utf-8")
    run = lagrader("check", "3", "--course", "course", cwd=tmp_path)
    assert run.code == 2
    assert "only bonuses give points here: leave a visible criterion with points that is none" in run.err


@pytest.mark.slow
def test_the_audit_finds_one_that_is_worth_more_than_the_rest(tmp_path: Path) -> None:
    with_essay(tmp_path, BONUS.replace("points: 2", "points: 20"))
    words = ("audit", "course", "--exercise", "3", "--seeds", "1", "--mutants", "0", "--format", "json")
    findings = json.loads(lagrader(*words, cwd=tmp_path).out)["exercises"][0]["findings"]
    assert [(one["code"], one["criterion"]) for one in findings if one["code"].startswith("BONUS")] == [
        ("BONUS_LARGE", "many")
    ]


@pytest.mark.slow
@needs_the_sandbox
def test_a_class_and_its_platforms(tmp_path: Path) -> None:
    home = with_essay(tmp_path, BONUS)
    laid_out(home / "subs", {"anna/ex3_neuron.py": right(3), "ben/ex3_neuron.py": WITHOUT_BONUS})
    (home / "roster.csv").write_text("id,email\nanna,anna@x.org\nben,ben@x.org\n", encoding="utf-8")
    for folder in (home / "course" / "exercises").glob("ex[1245]*"):
        shutil.rmtree(folder)
    assert (
        lagrader("grade", "subs", "--out", "marks", "--course", "course", "--roster", "roster.csv", cwd=home).code == 0
    )
    rows = list(csv.DictReader((home / "marks" / "grades.csv").read_text("utf-8-sig").splitlines()))
    assert [(row["points"], row["max_points"], row["ex3.many"]) for row in rows] == [
        ("22", "20", "2"),
        ("20", "20", "0"),
    ]
    assert "22 of 20" in lagrader("grades", "marks", cwd=home).out
    replayed = lagrader("why", "marks", "ben", "ex3.many", cwd=home)
    moodle, said = filled(home, "moodle", MOODLE)
    assert [row["Grade"] for row in rows_of(moodle.out)][:2] == ["50", "50"]
    assert "With bonuses above the maximum, entered as the maximum: anna." in said
    canvas, said = filled(home, "canvas", CANVAS)
    assert [row["Linear algebra you actually need (78)"] for row in rows_of(canvas.out)][1:3] == ["11", "10"]
    assert "With bonuses above the maximum: anna." in said
    assert (replayed.code, "Comes out the same: 0 of 2" in replayed.out) == (0, True)
