"""A rubric is corrected in the middle of a marked class: seen before it is applied, and nothing of before is lost."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.large_class import WITHOUT_BIAS
from tests.cli.program import EXERCISES, ROOT, Run, course, lagrader
from tests.cli.test_grade import files_of, points, pytestmark  # noqa: F401 - the same machines
from tests.submission.class_files import laid_out

RUBRIC = Path("course/exercises/ex3_neuron/rubric.yaml")
NOT_THIS_ONE = "If you left it out, name that one with --course"
REASON = ("--reason", "The statement was unclear.")


def grade(home: Path, *words: str) -> Run:
    run = lagrader("grade", "subs", "--out", "marks", "--course", "course", *words, cwd=home)
    assert run.code == 0, run.err
    return run


def run(home: Path, *words: str) -> Run:
    return lagrader(words[0], "marks", *words[1:], cwd=home)


def correct(home: Path, *changes: tuple[str, str]) -> None:
    text = (home / RUBRIC).read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (home / RUBRIC).write_text(text, "utf-8")


LESS_FOR_THE_OUTPUT = (("points: 12", "points: 8"), ("points: 4", "points: 8"))
"""Of 20 points: whoever has the output alone wrong has 92 instead of 88."""


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("class")
    laid_out(home / "subs", files_of("anna") | files_of("ben", ex3=WITHOUT_BIAS))
    course(home)
    grade(home)
    return home


@pytest.fixture
def home(graded: Path, tmp_path: Path) -> Path:
    """The class as if it had been graded here: it takes two seconds, and every test wants one of its own."""
    home = Path(shutil.copytree(graded, tmp_path / "class"))
    with closing(sqlite3.connect(home / "marks" / "gradebook.sqlite")) as book, book:
        for place in ("source", "origin"):
            book.execute(f"UPDATE runs SET {place} = replace({place}, ?, ?)", (str(graded), str(home)))  # noqa: S608
    return home


def test_plain_grade_leaves_marks_alone_and_says_so(home: Path) -> None:
    before = (home / "marks" / "grades.csv").read_bytes()
    correct(home, *LESS_FOR_THE_OUTPUT)
    again = grade(home)
    said = " ".join(again.err.split())
    assert "2 marks of before stand as they are. What would change: lagrader diff marks --course course" in said
    assert (home / "marks" / "grades.csv").read_bytes() == before
    assert "stand as they are" in grade(home).err  # nor the next time


def test_work_that_is_new_or_changed_is_graded_by_the_course_as_it_is(home: Path) -> None:
    correct(home, *LESS_FOR_THE_OUTPUT)
    laid_out(home / "subs", files_of("cleo", ex3=WITHOUT_BIAS))
    (home / "subs" / "anna" / "ex3_neuron.py").write_text(WITHOUT_BIAS)
    again = grade(home)
    assert "1 mark of before stand" in again.err
    assert points(home) == {"anna": "92", "ben": "88", "cleo": "92"}
    assert "For another version of the course than most, and in no figure: 1." in again.out
    # Whichever is newer: it is not called out of date.
    assert [line.split()[0] for line in run(home, "grades").out.splitlines() if "other version" in line] == ["ben"]
    told = "For another version of the course than most: 1 of these marks. lagrader grades marks --problems names them."
    for format_ in ("csv", "html=pages"):
        assert run(home, "export", "--format", format_).err.count(told) == 1


def test_a_diff_shows_old_and_new_and_why_and_changes_nothing(home: Path) -> None:
    before = (home / "marks" / "grades.csv").read_bytes()
    correct(home, *LESS_FOR_THE_OUTPUT)
    laid_out(home / "subs", files_of("cleo"))
    shown = run(home, "diff", "--course", "course")
    assert shown.code == 0, shown.err
    lines = shown.out.splitlines()
    assert lines[0] == "2 marks would be graded anew: 2 would change, 0 would stay."
    assert lines[1] == "rubric 2"
    ben = lines.index(next(line for line in lines if line.startswith("ben: rubric")))
    assert lines[ben].endswith("88 of 100 -> 92 of 100")
    assert lines[ben + 1].split() == ["ex3.value", "4", "->", "8"]
    assert "New, and graded by the next lagrader grade: 1 learner." in shown.out
    assert lines[-1].startswith(f"To apply it: lagrader grade {home}/subs --out marks --course course --policy replace")
    assert (home / "marks" / "grades.csv").read_bytes() == before
    data = json.loads(run(home, "diff", "--course", "course", "--format", "json").out)
    assert [(one["learner"], one["before"], one["after"], one["causes"]) for one in data["changes"]] == [
        ("anna", 100, 100, ["rubric"]),
        ("ben", 88, 92, ["rubric"]),
    ]
    assert data["changes"][1]["criteria"] == [{"id": "ex3.value", "before": 4, "after": 8}]
    assert data["new"] == ["cleo"]


def test_applying_replaces_and_keeps_the_history(home: Path) -> None:
    correct(home, *LESS_FOR_THE_OUTPUT)
    run(home, "diff", "--course", "course")
    applied = grade(home, "--policy", "replace")
    assert "Graded anew: 2 marks of an earlier course or version, 1 mark differs: ben 88 -> 92." in applied.err
    assert points(home) == {"anna": "100", "ben": "92"}
    assert "Before: 88 of 100, entered 20" in run(home, "grades", "ben").out
    assert "Before" not in run(home, "grades", "anna").out
    assert "Nothing would be graded anew." in run(home, "diff", "--course", "course").out


def test_never_lower(home: Path) -> None:
    correct(home, ("points: 12", "points: 16"))  # of 104: 88 of 104 would be less than 88 of 100
    shown = run(home, "diff", "--course", "course")
    assert "rubric 2 · 1 lower" in shown.out
    assert "With --policy never-lower instead, whoever would have less keeps the marks." in shown.flat
    kept = grade(home, "--policy", "never-lower")
    assert "1 mark of before stand" in kept.err
    assert points(home) == {"anna": "104", "ben": "88"}


@pytest.mark.slow
def test_what_else_can_be_the_cause(home: Path) -> None:
    (home / "subs" / "ben" / "ex3_neuron.py").write_text((home / "subs" / "anna" / "ex3_neuron.py").read_text() + "#\n")
    with sqlite3.connect(home / "marks" / "gradebook.sqlite") as book:
        book.execute("UPDATE runs SET torch = '1.0'")
    shown = run(home, "diff", "--course", "course")
    assert "ben: submission, torch 1.0 -> " in shown.flat
    assert "anna" not in shown.out
    assert shown.out.startswith("1 mark would be graded anew: 1 would change, 1 would stay.")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["grade", "subs", "--out", "marks", "--policy", "higher"], "There are keep, replace, never-lower."),
        (["diff", "nowhere"], "There is no gradebook in nowhere."),
        (["diff", "marks", "--format", "csv"], 'There is no format "csv" here.'),
        (["why", "marks", "zoe"], 'There is no learner "zoe" in marks.'),
        (["why", "marks", "ben", "ex3.ouput"], 'ben has no criterion "ex3.ouput". There are ex1.vectors'),
        (["why", "marks", "ben", "--course", "indexing"], NOT_THIS_ONE),
        (["diff", "marks", "--course", "indexing"], NOT_THIS_ONE),
        (["groups", "marks", "--course", "indexing"], NOT_THIS_ONE),
        (["export", "marks", "--format", "html=pages", "--course", "indexing"], NOT_THIS_ONE),
        (["audit", "--from", "marks", "--course", "indexing"], NOT_THIS_ONE),
    ],
)
def test_what_can_not_be(words: list[str], said: str, home: Path) -> None:
    (home / "indexing").symlink_to(ROOT / "examples/indexing")
    found = lagrader(*words, *([] if "--course" in words else ["--course", "course"]), cwd=home)
    assert found.code == 2
    assert said in " ".join(found.err.split())


@pytest.mark.slow
def test_where_the_course_is_gone_the_one_to_name_is_told(home: Path) -> None:
    graded_by_another(home)
    gone = (home / "indexing").rename(home / "elsewhere")
    for words in (["diff"], ["why", "ben"], ["groups"], ["export", "--format", "html=pages"]):
        found = run(home, *words)
        assert found.code == 2
        assert f"If you left it out, name that one with --course {home}/indexing." in " ".join(found.err.split())
    assert "Nothing would be graded anew." in run(home, "diff", "--course", gone.name).out


def graded_by_another(home: Path) -> None:
    """Have the marks be those of a course of another title."""
    shutil.copytree(ROOT / "examples/indexing", home / "indexing")
    for folder in ("subs", "marks"):
        shutil.rmtree(home / folder)
    text = (ROOT / "examples/indexing/solutions/ex1_picking.py").read_text("utf-8")
    laid_out(home / "subs", {"ben/ex1_picking.py": text.replace("return ", "return -", 1)})
    assert lagrader("grade", "subs", "--out", "marks", "--course", "indexing", cwd=home).code == 0


@pytest.mark.slow
def test_the_course_that_graded_need_not_be_named(home: Path) -> None:
    correct(home, *LESS_FOR_THE_OUTPUT)
    shown = run(home, "diff")
    assert "ben: rubric" in shown.out
    assert shown.out.splitlines()[-1] == (
        f"To apply it: lagrader grade {home}/subs --out marks --course {home}/course --policy replace"
    )
    graded_by_another(home)
    assert "Nothing would be graded anew." in run(home, "diff").out
    assert "Comes out the same: " in run(home, "why", "ben").flat
    assert lagrader("audit", "--from", "marks", cwd=home).out.startswith("Picking, stretching")


def test_submissions_that_moved(home: Path) -> None:
    (home / "subs").rename(home / "elsewhere")
    found = run(home, "diff", "--course", "course")
    assert found.code == 2
    assert "name their place with --submissions PATH." in " ".join(found.err.split())
    assert run(home, "diff", "--course", "course", "--submissions", "elsewhere").code == 0


# --- why -----------------------------------------------------------------------------------------------------


def test_a_mark_is_replayed(home: Path) -> None:
    found = run(home, "why", "ben", "ex3.output", "--course", "course")
    assert found.code == 0
    assert "You left the bias out." in found.out
    assert "ex1" not in found.out
    assert "Comes out the same: 0 of 12 (seed " in found.flat
    whole = run(home, "why", "ben", "--course", "course")
    assert "Comes out the same: 88 of 100" in whole.flat
    assert points(home) == {"anna": "100", "ben": "88"}


def test_a_mark_that_comes_out_otherwise(home: Path) -> None:
    correct(home, *LESS_FOR_THE_OUTPUT)
    (home / "subs" / "ben" / "ex1_dot_product.py").write_text("x = 1\n")
    found = run(home, "why", "ben", "--course", "course")
    assert found.code == 1
    assert "Comes out otherwise: 88 of 100 then (seed " in found.flat
    assert "ex3.value: accepted 4 of 4 then, accepted 8 of 8 now" in found.flat
    assert "The work is not the same as then" in found.flat
    assert "The course is not the same as then" in found.flat


def test_a_mark_of_which_only_the_maximum_is_another_one(home: Path) -> None:
    correct(home, *LESS_FOR_THE_OUTPUT)
    found = run(home, "why", "ben", "ex3.output")
    assert found.code == 1
    assert "Comes out otherwise: 0 of 12 then (seed " in found.flat
    assert "ex3.output: wrong_answer 0 of 12 BIAS_MISSING then, wrong_answer 0 of 8 BIAS_MISSING now" in found.flat


def test_the_same_mark_by_a_corrected_course_is_not_called_a_replay(home: Path) -> None:
    correct(home, *LESS_FOR_THE_OUTPUT)
    found = run(home, "why", "ben", "ex1.loop")
    assert found.code == 1
    assert "Comes out the same" not in found.flat
    assert "The mark is the same, " in found.flat
    assert "but it was not replayed as it was given: The course is not the same as then: where the" in found.flat


@pytest.mark.slow
def test_a_file_that_python_can_not_read_is_the_same_work(home: Path) -> None:
    (home / "subs/anna/ex3_neuron.py").write_text("def neuron(:\n")
    for number in (1, 2, 4, 5):
        (home / f"subs/anna/{EXERCISES[number]}.py").unlink()
    grade(home)
    found = run(home, "why", "anna")
    assert (found.code, "Comes out the same: 0 of 100" in found.flat) == (0, True)


def test_nothing_is_replayed_where_there_is_no_mark(home: Path) -> None:
    (home / "who.csv").write_text("id,name\nanna,Anna\nben,Ben\nghost,Ghost\n", "utf-8")
    (home / "subs/dora.zip").write_bytes(b"PK")
    grade(home, "--roster", "who.csv")
    run(home, "forget", "anna", "--yes")
    for learner, said in (
        ("ghost", "ghost handed in nothing, so there is no mark to replay."),
        ("dora", "dora has no mark: "),
        ("forgotten-1", "forgotten-1 is what a forgotten person left, so there is no work to replay."),
    ):
        found = run(home, "why", learner)
        assert (found.code, said in " ".join(found.err.split())) == (2, True), found.err


# --- by hand -------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_mark_by_hand_outlives_a_regrade_and_is_undone(home: Path) -> None:
    entered = run(home, "override", "ben", "ex3.output", "--points", "10,5", *REASON, "--author", "Prof. Ada")
    assert "Entered: ben, ex3.output, 0 -> 10.5. --undo takes it back." in entered.err
    assert points(home)["ben"] == "98.5"
    assert "by hand" in run(home, "grades").out
    shown = run(home, "grades", "ben").flat
    assert "10.5 of 12 instead of 0 (Prof. Ada, 20" in shown
    assert "The statement was unclear." in shown
    assert "ben  ex3.output  10.5 points  Prof. Ada, 20" in run(home, "override").out
    correct(home, *LESS_FOR_THE_OUTPUT)
    diff = run(home, "diff", "--course", "course")
    assert "ben: rubric, override" in diff.out
    grade(home, "--policy", "replace")
    assert points(home)["ben"] == "100"  # the criterion gives 8 by now, and no more than that
    replayed = run(home, "why", "ben", "ex3.output", "--course", "course")
    assert "Entered by hand, and stands above it: ex3.output 10.5 points Prof. Ada, 20" in replayed.flat
    assert "by hand" not in run(home, "why", "ben", "ex1.loop", "--course", "course").flat
    assert run(home, "override", "ben", "ex3.output", "--undo").code == 0
    assert points(home)["ben"] == "92"
    assert run(home, "override").out == "Nothing was entered by hand in marks.\n"
    again = run(home, "override", "ben", "ex3.output", "--undo")
    assert (again.code, "Nothing was entered by hand for ben" in again.err) == (2, True)


@pytest.mark.slow
def test_marks_by_hand_stand_in_the_history_with_who_and_why(home: Path) -> None:
    run(home, "override", "ben", "ex3.output", "--points", "6", *REASON, "--author", "Dr. Mair")
    correct(home, *LESS_FOR_THE_OUTPUT)
    assert "94 of 100 -> 98 of 100" in run(home, "diff").flat
    assert "1 mark differs: ben 94 -> 98." in grade(home, "--policy", "replace").err
    again = run(home, "override", "ben", "ex3.output", "--points", "7", "--reason", "More.", "--author", "Ada")
    assert "Entered: ben, ex3.output, 6 -> 7." in again.err
    undone = run(home, "override", "ben", "ex3.output", "--undo")
    assert "The mark is the graded one again, whatever stood before it." in undone.err
    report = run(home, "grades", "ben")
    shown = report.out.splitlines()
    before = [line.partition(",")[0] for line in shown if line.startswith("Before: ")]
    assert before == [f"Before: {points} of 100" for points in (99, 98, 94, 88)]
    by_hand = [line.partition(": ")[2] for line in shown if line.startswith("By hand until 20")]
    assert [line.split()[:4] for line in by_hand] == [
        ["ex3.output", "7", "points", "Ada,"],
        ["ex3.output", "6", "points", "Dr."],
    ]
    assert report.flat.count("The statement was unclear.") == 1


@pytest.mark.slow
def test_never_lower_counts_marks_by_hand(home: Path) -> None:
    run(home, "override", "ben", "ex3.output", "--points", "12", *REASON)
    correct(home, ("points: 12", "points: 16"), ("points: 4", "points: 40"))  # 88 % would be 89, by hand 100 % be 97
    assert "ben: rubric, override" in run(home, "diff").out
    assert "1 mark of before stand" in grade(home, "--policy", "never-lower").err
    assert points(home) == {"anna": "140", "ben": "100"}


def test_a_comment_changes_no_mark(home: Path) -> None:
    run(home, "override", "anna", "ex3.output", "--comment", "Lovely, <b>well</b> done.", "--author", "Ada")
    assert points(home)["anna"] == "100"
    assert "(Ada, 20" in run(home, "grades", "anna").out
    assert "Lovely, <b>well</b> done." in run(home, "grades", "anna").flat


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ben"], "Name the criterion"),
        (["ben", "ex3.output"], "Say what you enter"),
        (["ben", "ex3.output", "--points", "4"], "needs its reason"),
        (["ben", "ex3.output", "--points", "13", *REASON], "--points takes a number from 0 to 12, and '13' is none."),
        (["ben", "ex3.output", "--points", "-1", *REASON], "from 0 to 12"),
        (["ben", "ex3.output", "--points", "nan", *REASON], "from 0 to 12"),
        (["ben", "ex3.ouput", "--points", "1", *REASON], "did you mean ex3.output?"),
        (["zoe", "ex3.output", "--points", "1", *REASON], 'There is no learner "zoe"'),
        (["ben", "ex3.output", "--undo", "--points", "3", *REASON], "--undo takes back what was entered"),
        (["--points", "3"], "Name the learner and the criterion"),
    ],
)
def test_a_mark_that_can_not_be(words: list[str], said: str, home: Path) -> None:
    found = run(home, "override", *words)
    assert found.code == 2
    assert said in " ".join(found.err.split())
    assert points(home) == {"anna": "100", "ben": "88"}


@pytest.mark.slow
def test_work_on_paper_is_marked_where_an_empty_file_stands_for_it(home: Path) -> None:
    (home / "subs" / "cleo").mkdir()
    grade(home)
    refused = run(home, "override", "cleo", "ex1.loop", "--points", "4", *REASON)
    assert refused.code == 2
    assert "put an empty file with an exercise's name where theirs should be" in refused.err
    (home / "subs" / "cleo" / "ex3_neuron.py").touch()
    grade(home)
    assert run(home, "override", "cleo", "ex1.loop", "--points", "4", *REASON).code == 0
    assert points(home)["cleo"] == "4"


# --- the version that a file was begun with ------------------------------------------------------------------


def test_work_of_an_earlier_version_says_so(home: Path) -> None:
    lagrader("init", "--course", "course", cwd=home)
    checked = lagrader("check", "3", "--course", "course", cwd=home)
    assert "was begun with" not in checked.flat
    version = home / "course" / "exercises" / "course.yaml"
    version.write_text(version.read_text("utf-8").replace('"1.0"', '"1.1"'), "utf-8")
    checked = lagrader("check", "3", "--course", "course", cwd=home)
    assert "This was begun with version 1.0 of the course, which is 1.1 by now: read its" in checked.flat
    lagrader("reset", "3", "--course", "course", cwd=home)
    assert "was begun with" not in lagrader("check", "3", "--course", "course", cwd=home).flat
    # Of another course, or of a teacher's own text, nothing is said.
    (home / "solutions/ex3_neuron.py").write_text("# Course: Another, version 0.1\n" + WITHOUT_BIAS)
    assert "was begun with" not in lagrader("check", "3", "--course", "course", cwd=home).flat
