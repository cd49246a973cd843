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


@pytest.mark.parametrize("number", range(1, 3))
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


JOINED = """import torch

def joined(a, b):
    if len(a) != len(b):
        raise {raised}
    return torch.cat([a, b])
"""


class TestMessages:
    @pytest.mark.parametrize(
        "message", ['f"Sizes: {len(a)}, {len(b)}"', '"other SIZES:\\n (5,) and (3,)"', '"sizes of 3 vs. of 5."']
    )
    def test_what_is_asked_for_in_any_words(self, tmp_path: Path, message: str) -> None:
        run = handed_in(tmp_path, "ex2_messages", JOINED.format(raised=f"ValueError({message})"))
        assert run.report["points"] == 4, run.out

    @pytest.mark.parametrize(
        ("raised", "lack"),
        [
            ("ValueError", '"sizes" and "3 … 5" or "5 … 3"'),
            ('ValueError("sizes 30 and 5 differ")', '"3 … 5" or "5 … 3"'),
            ('ValueError("sizes 0.3 and 5 differ")', '"3 … 5" or "5 … 3"'),
            ('ValueError("resizes 3 and 5")', '"sizes"'),
            ('ValueError("sizes " + "3 " * 5000)', '"3 … 5" or "5 … 3"'),
        ],
    )
    def test_the_words_that_a_message_lacks_are_said(self, tmp_path: Path, raised: str, lack: str) -> None:
        run = handed_in(tmp_path, "ex2_messages", JOINED.format(raised=raised))
        criterion = run.exercise(2)["criteria"][1]
        assert (criterion["verdict"], criterion["points"]) == ("wrong_answer", 0)
        (said,) = criterion["feedback"]
        assert said["code"] == "OTHER_MESSAGE"
        assert said["text"] == f"joined raises ValueError as asked, but its message does not say {lack}."
        assert criterion["example"]["expected"] == "ValueError, with the message that is asked for"

    def test_the_author_s_sentence_stands_in_their_place(self, tmp_path: Path) -> None:
        copy = Path(shutil.copytree(COURSE, tmp_path / "course"))
        path = copy / "exercises" / "ex2_messages" / "rubric.yaml"
        path.write_text(path.read_text("utf-8") + "    say: Name what differs.\n", encoding="utf-8")
        (tmp_path / "ex2_messages.py").write_text(JOINED.format(raised="ValueError('no')"), encoding="utf-8")
        run = check(tmp_path, "--course", "course", "ex2_messages.py")
        assert "Name what differs." in run.out
        assert '"sizes"' not in run.out

    @pytest.mark.parametrize(
        ("new", "said"),
        [
            ("[sizes, '*']", "message[1]: words to look for are missing"),
            ("[sizes | ]", "message[0]: words to look for are missing"),
            ("''", "message: words to look for are missing"),
            ("5", "message: text is wanted, found the number 5; put it in quotes"),
            ("{a: b}", "message: text is wanted, found keys with values"),
            ("", "message: text is wanted, found nothing"),
            ("[sizes, 5]", "message[1]: text is wanted, found the number 5; put it in quotes"),
            (f"[{'x' * 201}]", "message[0]: at most 200 characters may stand here"),
            (f"[{', '.join('abcdefghijk')}]", "message: at most 10 may stand here, found 11"),
        ],
    )
    def test_words_that_are_none(self, tmp_path: Path, new: str, said: str) -> None:
        message = refused(tmp_path, "ex2_messages", "[sizes, 3 * 5 | 5 * 3]", new)
        assert message.startswith("course/exercises/ex2_messages/rubric.yaml:17: criteria[1].")
        assert said in message

    def test_the_reference_must_say_it_too(self, tmp_path: Path) -> None:
        copy = Path(shutil.copytree(COURSE, tmp_path / "course"))
        path = copy / "exercises" / "ex2_messages" / "rubric.yaml"
        path.write_text(path.read_text("utf-8").replace("[sizes,", "[lengths,"), encoding="utf-8")
        run = check(tmp_path, "--course", "course", "2", str(copy / "solutions"))
        assert run.verdict(2, "refuses") == "judge_error"
        assert 'the message of the reference solution\'s ValueError does not say "lengths".' in run.flat
