"""Criteria that a person marks: a check leaves them open, a class lists them, and a mark by hand closes them."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.cli.large_class import WITHOUT_BIAS
from tests.cli.program import Run, check, course, lagrader, right, work
from tests.cli.test_grade import pytestmark as needs_the_sandbox
from tests.submission.class_files import laid_out

ESSAY = """
  - id: essay
    title: The reason in your own words, as a comment
    points: 5
    manual: true
    guidance: 5 for the sign and ReLU, 2 for one of them.
    hints: [Begin with the sign of the sum.]
"""
RUBRIC = Path("course", "exercises", "ex3_neuron", "rubric.yaml")


def with_essay(home: Path, criterion: str = ESSAY) -> Path:
    """Copy the course to ``home``, whose third exercise ends with something to be marked."""
    course(home)
    text = (home / RUBRIC).read_text("utf-8")
    end = text.index("\nhints:")
    (home / RUBRIC).write_text(f"{text[:end].rstrip()}\n{criterion}{text[end:]}", encoding="utf-8")
    return home


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return work(with_essay(tmp_path))


def test_a_check_leaves_it_open_and_does_not_fail_for_it(home: Path) -> None:
    run = check(home, "3", "--course", "course")
    assert run.code == 0
    assert "The reason in your own words, as a comment" in run.out
    assert "waits for a person · 0 of 5" in run.out
    assert "5 points wait for a person: the total is provisional until then." in run.flat
    assert "5 for the sign" not in run.out
    assert "5 for the sign" not in json.dumps(run.report)
    assert run.verdict(3, "essay") == "pending"
    assert (run.report["points"], run.report["max_points"], run.report["pending_points"]) == (20, 25, 5)


def test_what_waits_is_no_part_of_the_share_that_is_asked_for(home: Path) -> None:
    run = lagrader("check", "3", "--course", "course", "--fail-under", "100", cwd=home)
    assert (run.code, run.err.splitlines()[-1]) == (0, "Passed: 100 % reached, 100 % needed.")


def test_a_wrong_answer_beside_it_fails_as_ever(home: Path) -> None:
    (home / "solutions" / "ex3_neuron.py").write_text(WITHOUT_BIAS, encoding="utf-8")
    assert check(home, "3", "--course", "course").code == 1


@pytest.mark.parametrize(("text", "verdict"), [("def neuron(:\n", "pending"), (None, "missing"), ("", "pending")])
def test_a_person_can_read_also_what_does_not_run(home: Path, text: str | None, verdict: str) -> None:
    path = home / "solutions" / "ex3_neuron.py"
    path.unlink()
    if text is not None:
        path.write_text(text, encoding="utf-8")
    run = check(home, "3", "--course", "course")
    assert (run.code, run.verdict(3, "essay")) == (1, verdict)


def test_the_starter_as_it_comes_is_not_started(home: Path, tmp_path: Path) -> None:
    assert lagrader("init", "new", "--course", "course", cwd=home).code == 0
    run = check(home, "3", "new/solutions", "--course", "course")
    assert run.verdict(3, "essay") == "not_started"
    file = tmp_path / "new" / "solutions" / "ex3_neuron.py"
    file.write_text(f"{file.read_text('utf-8')}\n# The sum is negative.\n", encoding="utf-8")
    assert check(home, "3", "new/solutions", "--course", "course").verdict(3, "essay") == "pending"


def test_other_pages_say_it_too(home: Path) -> None:
    said = "5 points wait for a person: the total is provisional until then."
    formats = [f"{name}=report.{name}" for name in ("html", "markdown", "junit", "gradescope", "plain")]
    words = [word for name in formats for word in ("--format", name)]
    assert lagrader("check", "3", "--course", "course", *words, cwd=home).code == 0
    texts = {name.partition("=")[0]: (home / name.partition("=")[2]).read_text("utf-8") for name in formats}
    assert all(said in texts[name] for name in ("html", "markdown", "gradescope"))
    assert "⬜ The reason" in texts["markdown"]
    assert 'failures="0"' in texts["junit"]
    assert 'skipped="1"' in texts["junit"]
    assert ": info: waits for a person [ex3.essay 0/5 PENDING]" in texts["plain"]


def test_around_a_check(home: Path) -> None:
    assert "as a comment (5 points, marked by a person)" in lagrader("show", "3", "--course", "course", cwd=home).flat
    check(home, "--course", "course")
    listed = lagrader("list", "--course", "course", cwd=home).out
    assert "waits for a person" in listed
    assert listed.splitlines()[-1] == "Compare with ours: lagrader solution 5 --course course"
    assert lagrader("solution", "3", "--course", "course", cwd=home).code == 0


FAULTS = {
    "manual: false": (ESSAY.replace("true", "false"), "manual is true; without a person to mark it"),
    "a kind beside it": (ESSAY + "    answer: WHY\n", "found manual and answer"),
    "one that needs it": (
        ESSAY + "  - {id: more, title: more, points: 1, answer: WHY, needs: [essay]}\n",
        '"essay" is marked by a person, so no other can wait for it',
    ),
    "mistakes": (ESSAY + "    mistakes: {vague: {say: Say more.}}\n", "nothing reads the mistakes of a criterion of"),
    "guidance for another kind": (
        "  - {id: more, title: more, points: 1, answer: WHY, guidance: x}\n",
        'unknown key "guidance"',
    ),
}


def refused(home: Path, criterion: str, said: str) -> None:
    """Check by a course whose rubric has this criterion as well: the fault in it is told with its line."""
    with_essay(home, criterion)
    run = lagrader("check", "3", "--course", "course", cwd=home)
    message = run.err.partition("\n")[2]
    assert (run.code, message.split(":")[0]) == (2, str(RUBRIC))
    assert message.split(":")[1].isdecimal()
    assert said in message


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_with_its_line(tmp_path: Path, fault: str) -> None:
    refused(tmp_path, *FAULTS[fault])


@pytest.mark.slow
def test_the_audit_asks_how_it_is_marked(home: Path) -> None:
    words = ("audit", "course", "--exercise", "3", "--seeds", "1", "--mutants", "0", "--format", "json")
    run = lagrader(*words, cwd=home)
    assert json.loads(run.out)["exercises"][0]["findings"] == []
    text = (home / RUBRIC).read_text("utf-8")
    (home / RUBRIC).write_text(text.replace("    guidance: 5 for the sign and ReLU, 2 for one of them.\n", ""), "utf-8")
    findings = json.loads(lagrader(*words, cwd=home).out)["exercises"][0]["findings"]
    assert [(one["code"], one["criterion"]) for one in findings] == [("NO_GUIDANCE", "essay")]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of two, graded."""
    home = with_essay(tmp_path_factory.mktemp("class"))
    laid_out(home / "subs", {"anna/ex3_neuron.py": right(3), "ben/ex3_neuron.py": f"{right(3)}# Negative.\n"})
    run = lagrader("grade", "subs", "--out", "marks", "--course", "course", "--fail-under", "20", cwd=home)
    assert run.code == 0, run.err
    assert "A person has still to mark something of 2 learners: all sums are provisional until then." in " ".join(
        run.out.split()
    )
    return home


@pytest.fixture
def class_(graded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(graded, tmp_path / "class"))


def marks(home: Path) -> dict[str, dict[str, str]]:
    text = (home / "marks" / "grades.csv").read_text("utf-8-sig")
    return {row["id"]: row for row in csv.DictReader(text.splitlines())}


def mark(home: Path, *words: str) -> Run:
    return lagrader("override", "marks", "anna", "ex3.essay", *words, cwd=home)


@needs_the_sandbox
def test_what_is_to_be_marked_is_listed_with_its_guidance(class_: Path) -> None:
    run = lagrader("grades", "marks", "--problems", cwd=class_)
    said = "ex3.essay, out of 5. 5 for the sign and ReLU, 2 for one of them. To be marked: anna, ben."
    assert f"A person has still to mark (1) {said}" in run.flat
    assert lagrader("grades", "marks", cwd=class_).out.count("provisional") == 2
    assert marks(class_)["anna"] | {"ex3.essay": "", "points": "20", "max_points": "105"} == marks(class_)["anna"]
    assert "the points are provisional" in marks(class_)["anna"]["remark"]
    with sqlite3.connect(class_ / "marks" / "gradebook.sqlite") as book:
        book.execute("UPDATE runs SET origin = ?", (str(class_ / "moved"),))
    gone = lagrader("grades", "marks", "--problems", cwd=class_)
    assert "ex3.essay, out of 5. To be marked: anna, ben." in gone.flat


@needs_the_sandbox
@pytest.mark.parametrize("points", ["6", "-1", "many", "nan", "5.01", ""])
def test_a_mark_that_can_not_be_is_refused(class_: Path, points: str) -> None:
    run = mark(class_, "--points", points)
    assert (run.code, run.err.strip()) == (2, f"--points takes a number from 0 to 5, and {points!r} is none.")
    assert "provisional" in marks(class_)["anna"]["remark"]


@needs_the_sandbox
def test_a_mark_closes_it(class_: Path) -> None:
    assert "Entered: anna, ex3.essay, 5 of 5." in mark(class_, "--points", "5").err
    ben = lagrader("override", "marks", "ben", "ex3.essay", "--points", "2", "--reason", "Only the sign", cwd=class_)
    assert "Entered: ben, ex3.essay, 2 of 5." in ben.err
    rows = marks(class_)
    assert [rows[who]["points"] for who in ("anna", "ben")] == ["25", "22"]
    assert not any("provisional" in row["remark"] for row in rows.values())
    assert "still to mark" not in lagrader("grades", "marks", "--problems", cwd=class_).out
    report = lagrader("grades", "marks", "ben", cwd=class_)
    assert "Only the sign." in report.flat
    assert "instead of" not in report.flat
    assert "provisional" not in report.flat
    exported = json.loads(lagrader("export", "marks", "--format", "json", cwd=class_).out)
    essays = [
        next(one for one in exercise["criteria"] if one["id"] == "essay")
        for submission in exported["submissions"]
        for exercise in submission["report"]["exercises"]
        if exercise["number"] == 3
    ]
    assert [(one["verdict"], one["points"]) for one in essays] == [("accepted", 5), ("wrong_answer", 2)]
    assert "Only the sign" not in lagrader("report", "marks", "--format", "terminal", cwd=class_).out
    assert mark(class_, "--undo").code == 0
    assert marks(class_)["anna"]["ex3.essay"] == ""


@pytest.mark.slow
@needs_the_sandbox
def test_a_mark_outlives_a_regrade_and_a_replay(class_: Path) -> None:
    mark(class_, "--points", "4", "--reason", "A word is missing")
    lagrader("grade", "subs", "--out", "marks", "--course", "course", cwd=class_)
    assert marks(class_)["anna"]["points"] == "24"
    replayed = lagrader("why", "marks", "anna", "ex3.essay", cwd=class_)
    assert replayed.code == 0
    assert "Entered by hand, and stands above it: ex3.essay 4 points" in replayed.flat


@needs_the_sandbox
def test_a_page_for_learners_says_what_waits(class_: Path) -> None:
    assert lagrader("export", "marks", "--format", "html=pages", cwd=class_).code == 0
    page = (class_ / "pages" / "anna" / "feedback.html").read_text("utf-8")
    assert "5 points wait for a person" in page
    assert "5 for the sign" not in page


@pytest.mark.parametrize(
    ("text", "code", "last"),
    [
        ('WHY = "The sum is negative."\n', 0, "Nothing to do for now: a person looks at the rest."),
        ("raise ValueError\n", 1, "Next: "),
    ],
)
def test_an_exercise_of_words_alone(tmp_path: Path, text: str, code: int, last: str) -> None:
    files = {
        "exercises/course.yaml": 'title: Words\nversion: "1"\n',
        "exercises/ex1_words/README.md": "# Words\n\nSay in `WHY` why.\n",
        "exercises/ex1_words/starter.py": "WHY = None\n",
        "exercises/ex1_words/rubric.yaml": f"version: 1\ntitle: Words\ncriteria:{ESSAY}",
        "solutions/ex1_words.py": 'WHY = "..."\n',
    }
    laid_out(tmp_path / "course", files)
    laid_out(tmp_path, {"ex1_words.py": text})
    run = lagrader("check", "--course", "course", cwd=tmp_path)
    assert run.code == code
    assert run.out.splitlines()[-1].startswith(last)
