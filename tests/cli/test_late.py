"""What handing in late costs: by a file beside the marks and the platform's times, taken from the sum alone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import pytest

from tests.cli.platforms import CANVAS, filled, rows_of
from tests.cli.program import lagrader, right
from tests.cli.test_grade import grade, marks, points, pytestmark  # noqa: F401 - the same machines
from tests.submission.class_files import laid_out

RULE = """\
deadline: 2026-11-30T23:59+01:00
per_day: 10 %
most: 50 %
grace: 15 min
extensions: {evan: 2026-12-03T23:59+01:00}
"""
# By Gradescope's metadata, whose times are those of UTC: the deadline is at 22:59.
TIMES = {
    "anna": "2026-11-30 22:58:00.000000000 Z",
    "ben": "2026-11-30 23:14:00.000000000 Z",
    "cleo": "2026-11-30 23:14:01.000000000 Z",
    "dora": "2026-12-02 00:00:00.000000000 +01:00",
    "evan": "2026-12-03 20:00:00.000000000 Z",
    "fred": "2027-01-01 00:00:00.000000000 Z",
    "gina": "",
}
AFTER = {"anna": "20", "ben": "20", "cleo": "18", "dora": "16", "evan": "20", "fred": "10", "gina": "20"}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("late")
    metadata = ""
    for number, (learner, time) in enumerate(TIMES.items(), 1):
        laid_out(home / "subs", {f"submission_{number}/ex3_neuron.py": right(3)})
        metadata += f"submission_{number}:\n  :submitters:\n  - :name: {learner.title()}\n    :sid: {learner}\n"
        metadata += f"  :created_at: {time}\n" if time else ""
    (home / "subs" / "submission_metadata.yml").write_text(metadata, encoding="utf-8")
    (home / "late.yaml").write_text(RULE, encoding="utf-8")
    run = grade(home, "--late", "late.yaml")
    assert run.code == 0, run.err
    said = " ".join(run.out.split())
    assert "Lowered for late work: 3." in said
    assert "Nobody knows when it was handed in, so it costs nothing: 1." in said
    return home


@pytest.fixture
def home(graded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(graded, tmp_path / "home"))


def test_each_day_begun_costs_its_share(home: Path) -> None:
    rows = marks(home)
    assert points(home) == AFTER
    assert {row["points_before_late"] for row in rows.values()} == {"20"}
    assert {row["max_points"] for row in rows.values()} == {"100"}
    assert [learner for learner, row in rows.items() if row["late"]] == ["cleo", "dora", "fred"]
    assert rows["dora"]["remark"] == "20 % off for late work: late by 2 days begun."
    assert all(row["ex3.output"] == "12" for row in rows.values())


def test_it_is_shown_before_and_after(home: Path) -> None:
    listed = lagrader("grades", "marks", cwd=home).out
    assert "late -20 %" in listed
    assert "16 of 100" in listed
    report = lagrader("grades", "marks", "dora", cwd=home).flat
    said = "20 % off for late work: 16 of 100 instead of 20; late by 2 days begun."
    assert said in report
    assert "handed in 2026-12-02 00:00 +01:00" in report
    replayed = lagrader("why", "marks", "dora", cwd=home)
    assert (replayed.code, f"From the sum: {said}" in replayed.flat) == (0, True)
    assert lagrader("export", "marks", "--format", "html=pages", cwd=home).code == 0
    pages = {page.parent.name: page.read_text("utf-8") for page in (home / "pages").glob("*/feedback.html")}
    assert [said in page for page in pages.values()].count(True) == 1
    exported = json.loads(lagrader("export", "marks", "--format", "json", cwd=home).out)
    dora = next(one for one in exported["submissions"] if one["id"] == "dora")
    assert (dora["points"], dora["report"]["points"], dora["report"]["earned_points"]) == (16, 16, 20)
    assert dora["report"]["late"] == said
    problems = lagrader("grades", "marks", "--problems", cwd=home).flat
    assert "name it under handed_in of late.yaml (1) gina (Gina)" in problems


def test_platforms_get_what_is_left(home: Path) -> None:
    table = CANVAS.replace('"Ulm, Ben",902,s902,BEN', '"Ulm, Dora",902,s902,dora')
    run, said = filled(home, "canvas", table)
    assert [row["Linear algebra you actually need (78)"] for row in rows_of(run.out)][1:3] == ["2", "1.6"]
    assert "After a penalty for late work: dora." in said


@pytest.mark.slow
def test_another_rule_takes_its_place_and_grades_nobody(home: Path) -> None:
    times = "handed_in: {gina: 2026-12-01T08:00+01:00, gnia: 2026-12-01T08:00+01:00}\n"
    (home / "late.yaml").write_text(RULE.replace("10 %", "25 %") + times, encoding="utf-8")
    run = grade(home, "--late", "late.yaml")
    assert "Named for their deadline or time, and not in this class, by their ids: gnia." in " ".join(run.err.split())
    expected = AFTER | {"cleo": "15", "dora": "10", "gina": "15"}
    assert points(home) == expected
    assert grade(home).code == 0
    assert points(home) == expected
    assert grade(home, "--late", "none").code == 0
    assert set(points(home).values()) == {"20"}
    assert "points_before_late" not in marks(home)["anna"]


def test_a_teacher_enters_another_penalty(home: Path) -> None:
    words = ("override", "marks", "dora", "late")
    waived = lagrader(*words, "--points", "0", "--reason", "was ill", "--author", "Kim", cwd=home)
    assert "Entered: dora, late, 20 -> 0." in waived.err
    assert points(home)["dora"] == "20"
    report = lagrader("grades", "marks", "dora", cwd=home).flat
    assert "No penalty for late work: by hand (Kim, " in report
    assert "): was ill." in report
    assert "late  0 % off" in lagrader("override", "marks", cwd=home).out
    assert lagrader(*words, "--points", "5", "--reason", "half a day", cwd=home).code == 0
    assert points(home)["dora"] == "19"
    assert lagrader(*words, "--undo", cwd=home).code == 0
    assert points(home)["dora"] == "16"
    wrong = lagrader(*words, "--points", "101", "--reason", "x", cwd=home)
    assert (wrong.code, wrong.err.strip()) == (2, "--points takes a number from 0 to 100, and '101' is none.")


def test_nothing_of_a_forgotten_person_stays_in_it(home: Path) -> None:
    assert lagrader("forget", "marks", "evan", "--yes", cwd=home).code == 0
    assert lagrader("forget", "marks", "dora", "--yes", cwd=home).code == 0
    assert sorted(points(home).values()) == sorted(AFTER.values())
    data = (home / "marks" / "gradebook.sqlite").read_bytes()
    assert b"evan" not in data
    assert b"dora" not in data


def test_a_mark_that_only_the_platform_calls_late(tmp_path: Path) -> None:
    laid_out(tmp_path / "subs", {"bergannamaria_LATE_4711_12_ex3_neuron.py": right(3)})
    (tmp_path / "late.yaml").write_text(RULE, encoding="utf-8")
    run = grade(tmp_path, "--late", "late.yaml")
    assert "Nobody knows when it was handed in, so it costs nothing: 1." in run.flat
    assert points(tmp_path) == {"4711": "20"}
    problems = lagrader("grades", "marks", "--problems", cwd=tmp_path).flat
    assert "4711 (bergannamaria): late, says the platform" in problems


FAULTS = {
    "no zone": ("T23:59+01:00\nper", "T23:59\nper", 1, "deadline: 2026-11-30T23:59 has no time zone: write 2026-11-30"),
    "no moment": ("2026-11-30T23:59+01:00\n", "soon\n", 1, 'such as 2026-12-01T18:00+01:00; "soon" is none'),
    "no deadline": ("deadline: 2026-11-30T23:59+01:00\n", "", 1, '"deadline" is missing'),
    "no share": ("10 %", "10", 2, "per_day: a share from 0 % to 100 % is wanted, such as 10 %"),
    "too much": ("50 %", "150 %", 3, "most: a share from 0 % to 100 % is wanted, such as 10 %"),
    "no time": ("15 min", "a while", 4, "grace: a time is wanted, such as 15 min, 2 h or 1 d"),
    "an extension without a zone": ("12-03T23:59+01:00", "12-03T23:59", 5, "extensions.evan: 2026-12-03T23:59 has no"),
    "a key that is misspelt": ("grace:", "grase:", 4, 'unknown key "grase"; did you mean "grace"?'),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_before_anything_is_graded(tmp_path: Path, fault: str) -> None:
    old, new, line, said = FAULTS[fault]
    assert old in RULE
    laid_out(tmp_path / "subs", {"anna/ex3_neuron.py": right(3)})
    (tmp_path / "late.yaml").write_text(RULE.replace(old, new, 1), encoding="utf-8")
    run = grade(tmp_path, "--late", "late.yaml")
    assert run.code == 2
    assert f"late.yaml:{line}: " in run.err
    assert said in run.err
    assert not (tmp_path / "marks").exists()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    laid_out(tmp_path / "subs", {"anna/ex3_neuron.py": right(3)})
    run = grade(tmp_path, "--late", "later.yaml")
    assert (run.code, "later.yaml: this file is missing" in run.err) == (2, True)


def test_its_schema(tmp_path: Path) -> None:
    schema = json.loads(lagrader("schema", "--late", cwd=tmp_path).out)
    assert set(schema["required"]) == {"deadline", "per_day"}
    one = {"deadline": "2026-11-30T23:59Z", "per_day": "10 %", "grace": "15 min"}
    assert jsonschema.Draft202012Validator(schema).is_valid(one)
    assert not jsonschema.Draft202012Validator(schema).is_valid(one | {"grase": "15 min"})
