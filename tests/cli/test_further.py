"""An exercise that goes further: not there until somebody begins it, shown then, and in no total."""

from __future__ import annotations

import csv
import json
import shutil
import textwrap
from pathlib import Path

import pytest

from tests.cli.program import Run, environment, lagrader
from tests.cli.program import check as checked
from tests.cli.test_grade import pytestmark as needs_the_sandbox
from tests.places.test_pytest_plugin import outcome
from tests.places.test_pytest_plugin import run as run_pytest

HALF = "    return x / 2\n"
DOUBLE = "    return x * 2\n"
WRONG = "    return x + 2\n"
NOT_YET = "    raise NotImplementedError\n"
BESIDE = "Going further (not counted)"


def program(name: str, body: str) -> str:
    return f"def {name}(x):\n{body}"


def rubric(name: str, title: str, points: int, extra: str = "") -> str:
    return textwrap.dedent(f"""\
        version: 1
        title: {title}
        {extra}
        criteria:
          - id: {name}
            title: {name}(x) is right
            points: {points}
            call: {name}
            returns: tensor
            cases: [{{repeat: 3, sizes: {{n: [1, 9]}}, inputs: {{x: {{normal: [n]}}}}}}]
        """)


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A course with an exercise that counts and one that goes further, and the right answer to the first."""
    course = tmp_path / "course"
    put(course / "exercises" / "course.yaml", 'title: Scaling\nversion: "1.0"\n')
    for id_, name, body, extra in (
        ("ex1_half", "half", HALF, ""),
        ("ex2_double", "double", DOUBLE, "further: true"),
    ):
        folder = course / "exercises" / id_
        put(folder / "README.md", f"# {name}\n\n`{name}(x)` is the {name} of `x`.\n")
        put(folder / "starter.py", program(name, NOT_YET))
        put(folder / "rubric.yaml", rubric(name, name.capitalize(), 10 if not extra else 7, extra))
        put(course / "solutions" / f"{id_}.py", program(name, body))
    put(tmp_path / "solutions" / "ex1_half.py", program("half", HALF))
    return tmp_path


def further(home: Path, text: str) -> None:
    put(home / "solutions" / "ex2_double.py", text)


def check(home: Path, *words: str) -> Run:
    return checked(home, *words, "--course", "course")


def numbers(run: Run) -> list[int]:
    return [exercise["number"] for exercise in run.report["exercises"]]


def test_nobody_who_has_not_begun_it_sees_anything_of_it(home: Path) -> None:
    without = check(home)
    assert (without.code, numbers(without), without.report["max_points"]) == (0, [1], 10)
    for text in (program("double", NOT_YET), "# Later.\n" + program("double", f"    # now\n{NOT_YET}")):
        further(home, text)
        run = check(home)
        assert (run.code, numbers(run)) == (0, [1])
        assert run.out.replace("No file has changed", "") == without.out.replace("No file has changed", "")


def test_its_rubric_is_not_even_read_before_it_is_begun(home: Path) -> None:
    broken = home / "course" / "exercises" / "ex2_double" / "rubric.yaml"
    broken.write_text(broken.read_text(encoding="utf-8") + "\n]\n")
    for text in (None, (home / "course" / "exercises" / "ex2_double" / "starter.py").read_text(encoding="utf-8")):
        if text is not None:
            further(home, text)
        assert check(home).code == 0
    further(home, program("double", DOUBLE))
    run = lagrader("check", "--course", "course", cwd=home)
    assert (run.code, "ex2_double/rubric.yaml" in run.err) == (2, True)


def test_neither_its_rubric_nor_its_solution_is_looked_at_before_it_is_begun(home: Path) -> None:
    broken = home / "course" / "exercises" / "ex2_double" / "rubric.yaml"
    broken.write_text(broken.read_text(encoding="utf-8").replace("returns: tensor", "returns: tensors"))
    (home / "course" / "solutions" / "ex2_double.py").write_text("raise ValueError(4711)\n")
    assert check(home).code == 0
    further(home, program("double", DOUBLE))
    run = lagrader("check", "--course", "course", cwd=home)
    assert (run.code, "ex2_double/rubric.yaml" in run.err, "tensors" in run.err) == (2, True, True)


def test_wrong_it_is_shown_and_costs_nothing(home: Path) -> None:
    further(home, program("double", WRONG))
    run = check(home)
    assert (run.code, numbers(run), run.points()) == (0, [1, 2], {1: 10, 2: 0})
    assert (run.report["points"], run.report["max_points"]) == (10, 10)
    assert [exercise["further"] for exercise in run.report["exercises"]] == [False, True]
    lines = run.out.splitlines()
    assert lines.index(BESIDE) > next(place for place, line in enumerate(lines) if line.startswith("1  Half"))
    assert lines.index(BESIDE) < next(place for place, line in enumerate(lines) if line.startswith("2  Double"))
    assert "0 of 7" in run.section(2)
    assert lines[-1].startswith("Next: edit solutions/ex2_double.py")


def test_right_it_adds_nothing_to_the_total(home: Path) -> None:
    further(home, program("double", DOUBLE))
    run = check(home)
    assert (run.code, run.points()) == (0, {1: 10, 2: 7})
    assert (run.report["points"], run.report["max_points"]) == (10, 10)
    put(home / "solutions" / "ex1_half.py", program("half", WRONG))
    run = check(home)
    assert (run.code, run.report["points"]) == (1, 0)
    assert run.out.splitlines()[-1].startswith("Next: edit solutions/ex1_half.py")
    assert any(line.startswith("Scaling") and line.endswith(" 0 of 10") for line in run.out.splitlines())


def test_a_share_of_the_points_is_one_of_those_that_count(home: Path) -> None:
    further(home, program("double", WRONG))
    run = check(home, "--fail-under", "100")
    assert (run.code, run.err.splitlines()[-1]) == (0, "Passed: 100 % reached, 100 % needed.")


@pytest.mark.parametrize(
    ("text", "code", "points"),
    [(WRONG, 1, 0), (DOUBLE, 0, 7), (NOT_YET, 1, 0), (None, 1, 0)],
)
def test_named_it_is_answered_for_and_the_total_is_its_own(
    home: Path, text: str | None, code: int, points: int
) -> None:
    if text is not None:
        further(home, program("double", text))
    run = check(home, "2")
    assert (run.code, run.points(), run.report["max_points"]) == (code, {2: points}, 7)
    assert BESIDE not in run.out
    both = check(home, "1", "2")
    assert (both.code, both.report["points"], both.report["max_points"]) == (code, 10, 10)
    assert BESIDE in both.out


def test_a_file_that_is_named_asks_for_it(home: Path) -> None:
    further(home, program("double", NOT_YET))
    run = check(home, "solutions/ex2_double.py")
    assert (run.code, numbers(run)) == (1, [2])


def test_a_file_that_python_cannot_read_was_begun(home: Path) -> None:
    further(home, "def double(x)\n")
    run = check(home)
    assert (run.code, numbers(run)) == (0, [1, 2])
    assert "expected ':'" in run.section(2)


def test_one_program_with_everything_in_it(home: Path) -> None:
    put(home / "all.py", program("half", HALF) + program("double", NOT_YET))
    assert numbers(check(home, "all.py")) == [1]
    put(home / "all.py", program("half", HALF) + program("double", WRONG))
    run = check(home, "all.py")
    assert (run.code, numbers(run)) == (0, [1, 2])
    put(home / "all.py", program("half", HALF) + "def double(x)\n")
    assert numbers(check(home, "all.py")) == [1]


def test_a_helper_of_another_exercise_that_is_called_like_one_of_its_names_begins_nothing(home: Path) -> None:
    folder = home / "course" / "exercises" / "ex2_double"
    more = "\n  - {id: more, title: Answer, points: 1, answer: ANSWER}\n"
    put(folder / "rubric.yaml", (folder / "rubric.yaml").read_text("utf-8").rstrip() + more)
    for path in (folder / "starter.py", home / "course" / "solutions" / "ex2_double.py"):
        put(path, path.read_text("utf-8") + "ANSWER = 1\n")
    put(home / "all.py", program("half", HALF) + program("double", WRONG))
    assert numbers(check(home, "all.py")) == [1]
    put(home / "all.py", program("half", HALF) + program("double", WRONG) + "ANSWER = 2\n")
    assert numbers(check(home, "all.py")) == [1, 2]


def test_each_format_says_that_it_does_not_count(home: Path) -> None:
    further(home, program("double", WRONG))
    names = ("plain", "markdown", "html", "junit", "github", "gradescope")
    formats = [f"--format={name}={name}.txt" for name in names]
    lagrader("check", "--course", "course", *formats, cwd=home)
    text = {name: (home / f"{name}.txt").read_text("utf-8") for name in names}
    assert text["plain"].splitlines()[-3:] == ["ex1 10/10", "ex2 0/7 not counted", "total 10/10"]
    assert text["markdown"].startswith("# Scaling: 10 of 10")
    assert text["markdown"].index("1 Half") < text["markdown"].index(BESIDE) < text["markdown"].index("| 2 Double")
    assert text["html"].index("1 Half") < text["html"].index(BESIDE) < text["html"].index("2 Double")
    assert 'name="2 Double (not counted)"' in text["junit"]
    assert "::notice file=" in text["github"]
    assert "::error" not in text["github"]
    tests = json.loads(text["gradescope"])
    assert tests["score"] == 10
    assert [test["name"] for test in tests["tests"]] == [
        "Half: half(x) is right",
        "Double (not counted): double(x) is right",
    ]


def test_classroom50_adds_no_points_of_it(home: Path) -> None:
    further(home, program("double", DOUBLE))
    names = ("CLASSROOM", "ASSIGNMENT", "SUBMISSION_TAG", "COMMIT_URL", "RELEASE_URL")
    env = environment(**dict.fromkeys(names, "x"))
    run = lagrader("check", "--course", "course", "--format", "classroom50", cwd=home, env=env)
    found = json.loads(run.out)
    assert (found["score"], found["max-score"]) == (10, 10)
    assert [(test["score"], test["max-score"], test["passed"]) for test in found["tests"]] == [
        (10, 10, True),
        (0, 0, True),
    ]


def test_the_list_has_it_below_the_total(home: Path) -> None:
    def listed() -> list[str]:
        return lagrader("list", "--course", "course", cwd=home).out.splitlines()

    check(home)
    lines = listed()
    assert lines[0].endswith("10 of 10")
    assert lines[2:4] == ["", BESIDE]
    assert lines[4].split()[:2] == ["2", "double"]
    assert lines[4].endswith("no file yet")
    assert lines[-1] == "Compare with ours: lagrader solution 1 --course course"
    further(home, program("double", WRONG))
    assert listed()[-1] == "Next: lagrader check 2 --course course"


def test_init_writes_every_starter_and_begins_with_what_counts(home: Path) -> None:
    shutil.rmtree(home / "solutions")
    run = lagrader("init", "--course", "course", cwd=home)
    assert "2 starters written." in run.out
    assert run.out.splitlines()[-1] == "Next: lagrader show 1 --course course"
    again = check(home)
    assert (again.code, numbers(again), "not started" in again.out) == (1, [1], True)


def test_show_and_hints_are_those_of_any_exercise(home: Path) -> None:
    run = lagrader("show", "2", "--course", "course", cwd=home)
    assert (run.code, "7 points" in run.out) == (0, True)


@pytest.mark.slow
def test_pytest_leaves_a_starter_alone_unless_it_is_named(home: Path) -> None:
    further(home, program("double", NOT_YET))
    ini = "[pytest]\nlagrader_course = course\n"
    put(home / "pytest.ini", ini)
    assert outcome(run_pytest(home, "solutions")) == "1 passed"
    assert outcome(run_pytest(home, "solutions/ex2_double.py")) == "1 skipped"
    further(home, program("double", WRONG))
    assert outcome(run_pytest(home, "solutions")) == "1 failed, 1 passed"


@pytest.fixture
def graded(home: Path) -> Path:
    """A class of three, of whom two began it, one wrongly."""
    for learner, half, double in (("anna", HALF, DOUBLE), ("ben", WRONG, WRONG), ("cleo", HALF, NOT_YET)):
        put(home / "subs" / learner / "ex1_half.py", program("half", half))
        put(home / "subs" / learner / "ex2_double.py", program("double", double))
    run = lagrader("grade", "subs", "--out", "marks", "--course", "course", "--seed", "1", cwd=home)
    assert run.code == 0, run.err
    assert "full marks 67 %" in run.flat
    assert "Hardest: ex1.half, 67 % got it." in run.flat
    return home


@needs_the_sandbox
def test_a_class_has_a_column_for_it_and_no_points(graded: Path) -> None:
    text = (graded / "marks" / "grades.csv").read_text("utf-8-sig")
    rows = {row["id"]: row for row in csv.DictReader(text.splitlines())}
    found = {id_: (row["points"], row["max_points"], row["ex1.half"], row["ex2.double"]) for id_, row in rows.items()}
    assert found == {
        "anna": ("10", "10", "10", "7"),
        "ben": ("0", "10", "0", "0"),
        "cleo": ("10", "10", "10", ""),
    }


@pytest.mark.slow
@needs_the_sandbox
def test_totals_of_a_class_are_of_what_counts(graded: Path) -> None:
    lines = lagrader("grades", "marks", cwd=graded).out.splitlines()
    assert {line.split()[0]: line[-8:].strip() for line in lines if line.startswith("  ")} == {
        "anna": "10 of 10",
        "ben": "0 of 10",
        "cleo": "10 of 10",
    }
    assert BESIDE in lagrader("grades", "marks", "ben", cwd=graded).out
    assert BESIDE not in lagrader("grades", "marks", "cleo", cwd=graded).out
    run = lagrader("export", "marks", "--format", "json", cwd=graded)
    reports = {one["id"]: one["report"] for one in json.loads(run.out)["submissions"]}
    assert {id_: (one["points"], numbers(Run(0, "", "", one))) for id_, one in reports.items()} == {
        "anna": (10, [1, 2]),
        "ben": (0, [1, 2]),
        "cleo": (10, [1]),
    }
    assert lagrader("report", "marks", cwd=graded).code == 0
    page = (graded / "marks" / "report.html").read_text("utf-8")
    assert "ex2.double" in page


@pytest.mark.slow
@needs_the_sandbox
def test_what_would_change_is_told_by_what_counts(graded: Path) -> None:
    rubric = graded / "course" / "exercises" / "ex2_double" / "rubric.yaml"
    rubric.write_text(rubric.read_text("utf-8").replace("points: 7", "points: 8"), encoding="utf-8")
    run = lagrader("diff", "marks", cwd=graded)
    assert "ex2.double" in run.out
    assert "10 of 10 -> 10 of 10" in run.out
    lagrader("override", "marks", "anna", "ex2.double", "--points", "1", "--reason", "late", cwd=graded)
    assert "10 of 10" in lagrader("grades", "marks", "anna", cwd=graded).out


@needs_the_sandbox
def test_a_dry_run_misses_nothing_that_goes_further(graded: Path) -> None:
    run = lagrader("grade", "subs", "--out", "marks", "--course", "course", "--dry-run", cwd=graded)
    assert [line.split() for line in run.out.splitlines()[-3:]] == [
        ["anna", "ex1", "ex2"],
        ["ben", "ex1", "ex2"],
        ["cleo", "ex1"],
    ]
