"""What is hidden until a moment: hidden before it as ever, and after it as open as the rest, without a new grading."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.program import Run, check, environment, lagrader, work
from tests.cli.test_grade import pytestmark as needs_the_sandbox
from tests.cli.test_hidden import HIDDEN_CASE, WRONG_FAR_OUT, WRONG_FOR_MANY, hide
from tests.cli.test_manual import RUBRIC, with_essay
from tests.submission.class_files import laid_out

UNTIL = "2026-12-01T18:00+01:00"
BEFORE, AFTER = "2026-12-01T16:59:59Z", "2026-12-01T17:00:00Z"


def dated(home: Path, until: str = UNTIL) -> Path:
    """Copy the course to ``home``, with a hidden criterion and hidden cases that open."""
    with_essay(home, "")
    hide(home / RUBRIC)
    text = (home / RUBRIC).read_text("utf-8")
    assert text.count("hidden: true") == 3
    (home / RUBRIC).write_text(text.replace("hidden: true", f"hidden: {{until: {until}}}"), encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = dated(tmp_path_factory.mktemp("home"))
    laid_out(home / "subs", {"ben/ex3_neuron.py": WRONG_FOR_MANY, "cleo/ex3_neuron.py": WRONG_FAR_OUT})
    return home


def at(moment: str, *words: str, cwd: Path) -> Run:
    return lagrader(*words, cwd=cwd, env=environment(LAGRADER_NOW=moment))


def checked(moment: str, home: Path, folder: Path) -> Run:
    work(folder, {3: WRONG_FAR_OUT})
    return check(folder, "3", "--course", str(home / "course"), env=environment(LAGRADER_NOW=moment))


def test_before_it_a_check_leaves_it_out(home: Path, tmp_path: Path) -> None:
    run = checked(BEFORE, home, tmp_path)
    assert (run.code, run.report["max_points"]) == (0, 20)
    assert (run.report["unseen_points"], run.report["unsure_points"]) == (3, 12)


def test_from_it_on_a_check_tries_it(home: Path, tmp_path: Path) -> None:
    run = checked(AFTER, home, tmp_path)
    assert (run.code, run.report["points"], run.report["max_points"]) == (1, 20, 23)
    assert (run.report["unseen_points"], run.report["unsure_points"]) == (0, 0)
    assert "a secret title" in run.out
    assert "4711" in run.out


def test_the_statement_says_when(home: Path) -> None:
    before = at(BEFORE, "show", "3", "--course", "course", cwd=home).flat
    assert "(3 points more; you can check the first from 2026-12-01 18:00 +01:00 on)" in before
    assert "secret" not in before
    assert "a secret title (3 points)" in at(AFTER, "show", "3", "--course", "course", cwd=home).flat


@pytest.mark.slow
@needs_the_sandbox
def test_marks_of_before_open_without_a_new_grading(home: Path) -> None:
    run = at(BEFORE, "grade", "subs", "--out", "marks", "--course", "course", "--seed", "9", cwd=home)
    assert run.code == 0, run.err
    for moment, is_open in ((BEFORE, False), (AFTER, True)):
        out = at(moment, "export", "marks", "--format", "json", cwd=home).out
        far = {one["id"]: one["report"]["exercises"][2]["criteria"][-1] for one in json.loads(out)["submissions"]}
        assert far["cleo"]["hidden"] is not is_open
        assert (far["cleo"]["example"] is not None) is is_open
        pages = f"pages{moment[11:13]}"
        assert at(moment, "export", "marks", "--format", f"html={pages}", cwd=home).code == 0
        page = (home / pages / "cleo" / "feedback.html").read_text("utf-8")
        assert ("4711" in page, "A hidden check" in page) == (is_open, not is_open)
        ben = (home / pages / "ben" / "feedback.html").read_text("utf-8")
        assert ("hidden case" in ben) is not is_open
        assert ("(hidden)" in at(moment, "grades", "marks", "cleo", cwd=home).out) is not is_open
    again = at(AFTER, "grade", "subs", "--out", "marks", "--course", "course", cwd=home)
    assert "2 submissions" in again.out


FAULTS = {
    "2026-12-01T18:00": "2026-12-01T18:00 has no time zone: write 2026-12-01T18:00+01:00 for one hour before UTC, or "
    "2026-12-01T18:00Z for UTC itself",
    "2026-12-01": "2026-12-01 has no time zone: write 2026-12-01T00:00+01:00",
    "tomorrow": 'a date and a time with a zone is wanted, such as 2026-12-01T18:00+01:00; "tomorrow" is none',
    "2026-02-30T18:00Z": '"2026-02-30T18:00Z" is none',
    "5": '"5" is none',
}


@pytest.mark.parametrize("until", FAULTS)
@pytest.mark.parametrize("command", ["check", "show"])
def test_a_moment_that_is_none(tmp_path: Path, until: str, command: str) -> None:
    dated(tmp_path, until)
    run = lagrader(command, "3", "--course", "course", cwd=tmp_path)
    assert (run.code, run.out) == (2, "")
    lines = [line for line in run.err.splitlines() if line.startswith(f"{RUBRIC}:")]
    at = int(lines[0].split(":")[1])
    assert f"until: {until}" in (tmp_path / RUBRIC).read_text("utf-8").splitlines()[at - 1]
    assert FAULTS[until] in lines[0]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (f"{{until: {UNTIL}}}", "{unitl: 5}", 'unknown key "unitl"; did you mean "until"?'),
        (f"{{until: {UNTIL}}}", "{}", '"until" is missing'),
        (f"{{until: {UNTIL}}}", "maybe", 'true or false is wanted, found the text "maybe"'),
        (
            "    needs: [output]\n",
            "    needs: [late]\n",
            'it needs "late", which is hidden for longer: hide it as long',
        ),
    ],
)
def test_what_does_not_fit(tmp_path: Path, old: str, new: str, said: str) -> None:
    dated(tmp_path)
    path = tmp_path / RUBRIC
    head, mark, tail = path.read_text("utf-8").partition("  - id: far_below_zero\n")
    later = "  - {id: late, title: late, points: 1, hidden: {until: 2027-01-01T00:00Z}, answer: VALUE}\n"
    path.write_text(f"{head}{later}{mark}{tail.replace(old, new, 1)}", encoding="utf-8")
    run = lagrader("check", "3", "--course", "course", cwd=tmp_path)
    assert run.code == 2
    assert said in run.err


def test_a_criterion_that_opens_has_a_case_to_look_at(tmp_path: Path) -> None:
    dated(tmp_path)
    text = (tmp_path / RUBRIC).read_text("utf-8")
    head, mark, tail = text.partition("  - id: far_below_zero\n")
    tail = tail.replace("      - inputs:", "      - hidden: true\n        inputs:")
    (tmp_path / RUBRIC).write_text(f"{head}{mark}{tail}", encoding="utf-8")
    run = lagrader("check", "3", "--course", "course", cwd=tmp_path)
    assert run.code == 2
    assert "all of its cases are hidden when it opens: leave one visible, or hide the criterion" in run.err


def test_a_clock_that_is_none(home: Path) -> None:
    run = at("soon", "show", "3", "--course", "course", cwd=home)
    assert run.code == 2
    assert "LAGRADER_NOW: a date and a time with a zone is wanted" in run.err


def findings(home: Path) -> list[tuple[str, str]]:
    words = ("audit", "course", "--exercise", "3", "--seeds", "1", "--mutants", "0", "--format", "json")
    found = json.loads(lagrader(*words, cwd=home).out)["exercises"][0]["findings"]
    return [(one["criterion"], one["text"]) for one in found if one["code"] == "HIDDEN_SEEN"]


@pytest.mark.slow
def test_the_audit_says_where_something_hidden_can_be_read(tmp_path: Path) -> None:
    with_essay(tmp_path, "")
    hide(tmp_path / RUBRIC)
    assert findings(tmp_path) == []
    readme = tmp_path / RUBRIC.parent / "README.md"
    lines = readme.read_text("utf-8").rstrip("\n").split("\n")
    readme.write_text("\n".join([*lines, "", "Try x = [1.25], w = [4711.5], b = 0.", ""]), encoding="utf-8")
    ((criterion, text),) = findings(tmp_path)
    rows = enumerate((tmp_path / RUBRIC).read_text("utf-8").split("\n"), 1)
    at = [row for row, line in rows if "hidden: true" in line]
    assert criterion == "output"
    assert f"README.md:{len(lines) + 2} has the inputs of a hidden case" in text
    assert f"rubric.yaml:{at[1]})" in text


@pytest.mark.slow
def test_the_audit_compares_visible_cases(tmp_path: Path) -> None:
    with_essay(tmp_path, "")
    hide(tmp_path / RUBRIC)
    text = (tmp_path / RUBRIC).read_text("utf-8")
    case = "      - inputs: {x: {tensor: [1.25]}, w: {tensor: [4711.5]}, b: {tensor: 0}}\n"
    (tmp_path / RUBRIC).write_text(text.replace(HIDDEN_CASE, HIDDEN_CASE + case, 1), encoding="utf-8")
    ((criterion, said),) = findings(tmp_path)
    assert criterion == "output"
    assert "The visible case at course/exercises/ex3_neuron/rubric.yaml:" in said


def test_the_audit_knows_courses_that_learners_have(tmp_path: Path) -> None:
    from lagrader.audit.leaks import of_hidden
    from lagrader.course import Course

    with_essay(tmp_path, "")
    hide(tmp_path / RUBRIC)
    exercise = Course.load(tmp_path / "course").find("3")
    assert not [one for one in of_hidden(exercise) if "installed" in one.text]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lagrader.course.folder.default_course", lambda: tmp_path / "course")
        (found,) = of_hidden(exercise)
    assert found.text.startswith("This course is installed with a package, so learners have it")
    assert "rubric.yaml:" in found.text
