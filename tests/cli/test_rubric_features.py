"""What a rubric can say beyond the shipped course, as teachers and learners meet it: through the program."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.program import Run, check, lagrader

COURSE = Path(__file__).resolve().parents[1] / "courses" / "rubric_features"


def handed_in(folder: Path, exercise: str, text: str, *words: str) -> Run:
    """Check one file, written as given, for one exercise of the course."""
    (folder / f"{exercise}.py").write_text(text, encoding="utf-8")
    return check(folder, "--course", str(COURSE), f"{exercise}.py", *words)


def refused(folder: Path, exercise: str, old: str, new: str) -> str:
    """Return what is said of the course where ``old`` stands as ``new`` in an exercise's rubric."""
    copy = Path(shutil.copytree(COURSE, folder / "course"))
    path = copy / "exercises" / exercise / "rubric.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    run = lagrader("check", exercise, "--course", "course", cwd=folder)
    assert (run.code, run.out) == (2, "")
    return run.err.partition("\n")[2]


@pytest.mark.parametrize("number", range(1, 2))
def test_the_reference_gets_full_marks(tmp_path: Path, number: int) -> None:
    run = check(tmp_path, "--course", str(COURSE), str(number), str(COURSE / "solutions"))
    assert run.code == 0, run.out
    assert run.report["points"] == run.report["max_points"] > 0


class TestSteps:
    @pytest.mark.parametrize(
        ("body", "points", "said"),
        [
            ("-x.sum()", 0, "2 of 6 cases are right: 0 of 4 points; 3 right ones give 2."),
            ("x.sum()", 2, "3 of 6 cases are right: 2 of 4 points; 5 right ones give 3."),
            ("x.sum() if x[0] > 0 else -x.sum()", 3, "5 of 6 cases are right: 3 of 4 points; all of them give 4."),
        ],
    )
    def test_what_is_earned_of_what_and_where_there_is_more(
        self, tmp_path: Path, body: str, points: int, said: str
    ) -> None:
        run = handed_in(tmp_path, "ex1_steps", f"def size(x):\n    return {body}\n")
        assert run.report["points"] == points
        assert said in run.flat

    def test_the_statement_tells_the_steps(self, tmp_path: Path) -> None:
        run = lagrader("show", "1", "--course", str(COURSE), cwd=tmp_path)
        assert "(4 points; 2 from 50 % of the cases on; 3 from 75 % of the cases on)" in run.flat

    @pytest.mark.parametrize(
        ("old", "new", "line", "said"),
        [
            ("50 %", "half", 10, "partial[0].from: a share of the cases is wanted, above 0 and up to 100 %"),
            ("50 %", "0 %", 10, "partial[0].from: a share of the cases is wanted"),
            ("50 %", "0.5", 10, "partial[0].from: a share of the cases is wanted"),
            ("75 %", "101 %", 11, "partial[1].from: a share of the cases is wanted"),
            ("75 %", "40 %", 11, "partial[1]: each step asks for more of the cases than the one before it"),
            ("points: 3}", "points: 1}", 11, "partial[1]: each step asks for more of the cases"),
            ("points: 3}", "points: 4}", 11, "partial[1]: a part of the cases gives a part of the points"),
            ("points: 2}", "points: 0}", 10, "more than 0, less than 4"),
            ("75 %", "100 %", 11, "partial[1]: all cases give all points of the criterion, which are 4"),
            ("points: 3}", "point: 3}", 11, 'unknown key "point"; did you mean "points"?'),
            ("from: 50 %, ", "", 10, 'partial[0]: "from" is missing'),
            ("50 %, points: 2", "50 %, points: two", 10, "partial[0].points: points are a number such as 4"),
        ],
    )
    def test_steps_that_are_none(self, tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
        message = refused(tmp_path, "ex1_steps", old, new)
        assert message.startswith(f"course/exercises/ex1_steps/rubric.yaml:{line}: ")
        assert said in message
