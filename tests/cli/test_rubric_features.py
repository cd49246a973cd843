"""What a rubric can say beyond the shipped course, as teachers and learners meet it: through the program."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.cli.program import Run, check, environment, lagrader
from tests.cli.test_grade import pytestmark as needs_the_sandbox

COURSE = Path(__file__).resolve().parents[1] / "courses" / "rubric_features"


def handed_in(folder: Path, exercise: str, text: str, *words: str) -> Run:
    """Check one file, written as given, for one exercise of the course."""
    (folder / f"{exercise}.py").write_text(text, encoding="utf-8")
    return check(folder, "--course", str(COURSE), f"{exercise}.py", *words)


def torch_has_a_gpu() -> bool:
    import torch

    return torch.cuda.is_available() or torch.backends.mps.is_available()


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


@pytest.mark.parametrize("number", range(1, 7))
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


FILES_RUBRIC = "course/exercises/ex3_files/rubric.yaml"
MEASURED = "file: data/measured.npz, each: true"


class TestFiles:
    def test_a_case_for_each_entry_is_told_like_any_other(self, tmp_path: Path) -> None:
        wrong = "import torch\n\ndef centred(x):\n    return x - x.mean() if len(x) != 3 else x\n"
        (tmp_path / "ex3_files.py").write_text(wrong, encoding="utf-8")
        run = check(tmp_path, "--course", str(COURSE), "ex3_files.py", "--all")
        criterion = run.exercise(3)["criteria"][0]
        assert criterion["cases"]["total"] == 8
        assert criterion["cases"]["passed"] < 6

    @pytest.mark.skipif(sys.platform == "win32", reason="it has neither pipes nor links for everybody")
    @pytest.mark.parametrize(
        ("new", "said"),
        [
            ("file: data/measures.npz, each: true", "data/measures.npz: this file is missing; a path begins in"),
            ("file: data/measured.csv", "a file of arrays ends in .npz or .safetensors"),
            ("file: ../ex1_steps/x.npz", "a path leads down from the exercise's folder"),
            ("file: /etc/x.npz", "a path leads down from the exercise's folder"),
            ("file: 'data\\x.npz'", "a path leads down from the exercise's folder"),
            ("file: .data/x.npz", "what lies there does not belong to the course's files"),
            ("file: alternatives/x.npz", "what lies there does not belong to the course's files"),
            ("file: out/x.npz", "a link on this path leads out of the exercise's folder"),
            ("file: a_folder.npz", "a_folder.npz: this file can't be read: Is a directory"),
            ("file: a_pipe.npz", "a_pipe.npz: this is not a plain file"),
            ("file: a_text.npz", "a_text.npz: this is no .npz file"),
            ("file: a_text.safetensors", "a_text.safetensors: this is no .safetensors file"),
            (
                "file: objects.npz",
                'the array "x" of course/exercises/ex3_files/objects.npz can\'t be read: it is no plain',
            ),
            ("file: data/measured.npz, name: xx", 'measured.npz has no array "xx"; did you mean "x"?'),
            ("file: data/measured.npz, name: weights", 'measured.npz has no array "weights"; it has x'),
            ("file: data/rounded.safetensors, name: halves, each: true", "has 4; with each it has one entry for each"),
        ],
    )
    def test_a_file_that_can_t_be_used(self, tmp_path: Path, new: str, said: str) -> None:
        copy = Path(shutil.copytree(COURSE, tmp_path / "course"))
        folder = copy / "exercises" / "ex3_files"
        (tmp_path / "elsewhere").mkdir()
        (folder / "out").symlink_to(tmp_path / "elsewhere")
        (folder / "a_folder.npz").mkdir()
        os.mkfifo(folder / "a_pipe.npz")
        for name in ("a_text.npz", "a_text.safetensors"):
            (folder / name).write_text("1, 2, 3\n" * 100, encoding="utf-8")
        np.savez(folder / "objects.npz", x=np.array([{}], dtype=object), allow_pickle=True)
        path = folder / "rubric.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace(MEASURED, new), encoding="utf-8")
        run = lagrader("check", "3", "--course", "course", cwd=tmp_path)
        assert (run.code, run.out) == (2, "")
        message = run.err.partition("\n")[2]
        assert message.startswith(f"{FILES_RUBRIC}:9: criteria[0].cases[0].inputs.x.file: ")
        assert said in message

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            (MEASURED, f"{MEASURED}, dtype: float32", "inputs.x.dtype: this key goes with tensor, number"),
            ("{normal: [n]}", "{normal: [n], each: true}", "inputs.x.each: this key goes with file; it means nothing"),
            ("{normal: [n]}", "{normal: [n], name: x}", "inputs.x.name: this key goes with file; it means nothing"),
            (MEASURED, f"{MEASURED}, normal: [3]", "an input has exactly one of"),
            (MEASURED, "file: 3", "inputs.x.file: text is wanted, found the number 3"),
            (
                "repeat: 3",
                "repeat: 4",
                'the array "x" of course/exercises/ex3_files/data/measured.npz has 3; with',
            ),
        ],
    )
    def test_keys_that_do_not_go_together(self, tmp_path: Path, old: str, new: str, said: str) -> None:
        message = refused(tmp_path, "ex3_files", old, new)
        assert message.startswith(f"{FILES_RUBRIC}:")
        assert said in message


WAYS = """import torch

def total(x):
    return {total}

def {name}(X):
    return {sums}
"""
BY_DOT = "torch.dot(x, torch.ones_like(x))"
WAYS_RUBRIC = "course/exercises/ex4_ways/rubric.yaml"


class TestWays:
    def ways(self, folder: Path, total: str = BY_DOT, name: str = "row_sums", sums: str = "X.sum(dim=1)") -> Run:
        return handed_in(folder, "ex4_ways", WAYS.format(total=total, name=name, sums=sums))

    @pytest.mark.parametrize(
        ("name", "sums", "counted"),
        [
            ("row_sums", "X.sum(dim=1)", "Counted: the sums of rows."),
            ("column_sums", "X.sum(dim=0)", "Counted: the sums of columns."),
        ],
    )
    def test_the_best_counts_and_is_named(self, tmp_path: Path, name: str, sums: str, counted: str) -> None:
        run = self.ways(tmp_path, name=name, sums=sums)
        assert (run.code, run.report["points"]) == (0, 9)
        assert "Counted: through torch.dot." in run.flat
        assert counted in run.flat
        assert run.exercise(4)["criteria"][2]["feedback"] == [{"code": "ONE_WAY_COUNTS", "text": counted}]

    def test_one_that_is_worth_less(self, tmp_path: Path) -> None:
        run = self.ways(tmp_path, "torch.sum(x)")
        assert run.exercise(4)["criteria"][1]["points"] == 2
        assert "Right in one way, through torch.sum: 2 of 4 points. More is given for: through torch.dot." in run.flat

    def test_none(self, tmp_path: Path) -> None:
        run = self.ways(tmp_path, "sum(x.tolist())", sums="X.mean(dim=1)")
        assert [one["points"] for one in run.exercise(4)["criteria"]] == [2, 0, 0]
        said = "One of these ways is enough: the sums of rows or the sums of columns. This is about: the sums of rows."
        assert [one["text"] for one in run.exercise(4)["criteria"][2]["feedback"]] == ["These are averages.", said]

    def test_what_is_told_is_about_the_way_that_was_taken(self, tmp_path: Path) -> None:
        run = self.ways(tmp_path, name="column_sums", sums="X.sum()")
        (shape, which) = run.exercise(4)["criteria"][2]["feedback"]
        assert shape["code"] != "MISSING_NAME"
        assert which["text"].endswith("This is about: the sums of columns.")

    def test_nothing_of_any_way_is_not_started(self, tmp_path: Path) -> None:
        text = (COURSE / "exercises" / "ex4_ways" / "starter.py").read_text(encoding="utf-8")
        run = handed_in(tmp_path, "ex4_ways", text.replace('number."""', 'number."""\n    return x.sum()'))
        assert run.verdict(4, "sums") == "not_started"

    def test_one_that_has_too_little_time_is_told(self, tmp_path: Path) -> None:
        run = self.ways(tmp_path, sums="[0 for _ in iter(int, 1)]")
        assert run.verdict(4, "sums") == "time_limit_exceeded"

    def test_the_statement_names_the_ways(self, tmp_path: Path) -> None:
        run = lagrader("show", "4", "--course", str(COURSE), cwd=tmp_path)
        assert "(4 points; the best of through torch.dot (4) and through torch.sum (2))" in run.flat

    @pytest.mark.parametrize(
        ("old", "new", "line", "said"),
        [
            (
                "points: 2, operations",
                "points: 5, operations",
                24,
                "any_of[1].points: a way is worth more than 0 points",
            ),
            ("points: 2, operations", "points: 0, operations", 24, "at most the criterion's 4"),
            ("id: by_sum", "id: by_dot", 24, 'any_of[1].id: the id "by_dot" stands twice among the ways'),
            ("id: by_sum", "needs: [total], id: by_sum", 24, "any_of[1].needs: needs belongs to the criterion as a"),
            ("id: by_sum", "hidden: true, id: by_sum", 24, "any_of[1].hidden: hidden belongs to the criterion as"),
            ("id: by_sum", "hints: [x], id: by_sum", 24, "any_of[1].hints: hints belongs to the criterion as a whole"),
            (
                "operations: total, through: torch.sum",
                "operations: totl, through: torch.sum",
                24,
                'did you mean "total"',
            ),
            (
                "operations: total, through",
                "operation: total, through",
                24,
                'found "operation", did you mean "operations"',
            ),
            (
                "through: torch.sum, cases: *cases",
                "through: torch.sum, cases: []",
                24,
                "any_of[1].cases: at least 1 must",
            ),
        ],
    )
    def test_ways_that_are_none(self, tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
        message = refused(tmp_path, "ex4_ways", old, new)
        assert message.startswith(f"{WAYS_RUBRIC}:{line}: criteria[1].any_of[1]")
        assert said in message

    def test_one_way_alone_and_none_for_all_points(self, tmp_path: Path) -> None:
        message = refused(tmp_path, "ex4_ways", "    points: 4\n    needs", "    points: 5\n    needs")
        assert message.startswith(
            f"{WAYS_RUBRIC}:19: criteria[1].any_of[0].points: one of the ways is worth all points"
        )


ON_LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems know no such limit")
GREEDY = "import torch\n\ndef squared_distances(a, b):\n    torch.ones({entries})\n    return (a[:, None] - b) ** 2\n"


class TestMemory:
    @ON_LINUX
    @pytest.mark.parametrize(("mebibytes", "verdict"), [(40, "accepted"), (140, "memory_limit_exceeded")])
    def test_what_a_program_may_use(self, tmp_path: Path, mebibytes: int, verdict: str) -> None:
        run = handed_in(tmp_path, "ex5_memory", GREEDY.format(entries=mebibytes * 2**18))
        assert run.verdict(5, "distances") == verdict
        told = "squared_distances asked for more memory than there is for it, 128 MiB."
        assert (told in run.flat) == (verdict != "accepted")

    @ON_LINUX
    def test_python_s_own_memory_counts_as_well(self, tmp_path: Path) -> None:
        text = "def squared_distances(a, b):\n    return (a[:, None] - b) ** 2 + 0 * len([0] * (150 * 2**17))\n"
        assert handed_in(tmp_path, "ex5_memory", text).verdict(5, "distances") == "memory_limit_exceeded"

    @ON_LINUX
    def test_each_exercise_has_its_own(self, tmp_path: Path) -> None:
        """Exercise 1 may use as much as always, and what it holds is not exercise 5's."""
        greedy = "import torch\n\nheld = torch.ones(200 * 2**18)\n\ndef size(x):\n    return x.abs().sum()\n"
        (tmp_path / "work").mkdir()
        (tmp_path / "work" / "ex1_steps.py").write_text(greedy, encoding="utf-8")
        shutil.copy(COURSE / "solutions" / "ex5_memory.py", tmp_path / "work")
        run = check(tmp_path, "--course", str(COURSE), "1", "5", "work")
        assert run.points() == {1: 4, 5: 3}

    def test_the_statement_tells_it(self, tmp_path: Path) -> None:
        run = lagrader("show", "5", "--course", str(COURSE), cwd=tmp_path)
        assert "The program may use 128 MiB of memory beyond what torch takes." in run.flat

    @pytest.mark.parametrize(
        ("new", "said"),
        [
            ("memory_limit: 512", "an amount of memory is wanted, in MiB or GiB, such as 512 MiB"),
            ("memory_limit: 512 MB", "an amount of memory is wanted, in MiB or GiB, such as 512 MiB"),
            ("memory_limit: much", "an amount of memory is wanted, in MiB or GiB, such as 512 MiB"),
            ("memory_limit: 1 MiB", "a program gets from 64 MiB to 16 GiB of memory, beyond what torch takes"),
            ("memory_limit: 999 GiB", "a program gets from 64 MiB to 16 GiB of memory, beyond what torch takes"),
            ("memory: 128 MiB", 'unknown key "memory"'),
        ],
    )
    def test_nonsense(self, tmp_path: Path, new: str, said: str) -> None:
        message = refused(tmp_path, "ex5_memory", "memory_limit: 128 MiB", new)
        assert message.startswith("course/exercises/ex5_memory/rubric.yaml:3: ")
        assert said in message


DEVICES_RUBRIC = "course/exercises/ex6_devices/rubric.yaml"
SKIPPED = "Judged on cuda or mps alone; this is cpu, where it counts for nothing."


class TestDevices:
    """On the CPU, which every machine has; that devices of one kind count alike is tested with the models."""

    def test_elsewhere_it_is_skipped_with_the_reason_and_counts_for_nothing(self, tmp_path: Path) -> None:
        run = handed_in(tmp_path, "ex6_devices", "def doubled(x):\n    return x + x\n")
        assert (run.code, run.report["points"], run.report["max_points"]) == (0, 3, 3)
        criterion = run.exercise(6)["criteria"][2]
        assert (criterion["verdict"], criterion["points"], criterion["max_points"]) == ("skipped", 0, 0)
        assert criterion["feedback"] == [{"code": "OTHER_DEVICE", "text": SKIPPED}]
        assert SKIPPED in run.flat

    def test_what_is_judged_here_is_judged(self, tmp_path: Path) -> None:
        listed = "import torch\n\ndef doubled(x):\n    return torch.tensor([2 * e for e in x.tolist()])\n"
        run = handed_in(tmp_path, "ex6_devices", listed)
        assert (run.code, run.verdict(6, "in_torch")) == (1, "wrong_answer")
        assert "Criteria for some devices 2 of 3" in run.flat
        assert "skipped · nothing to score" in run.flat

    @pytest.mark.skipif(torch_has_a_gpu(), reason="auto is the GPU then")
    def test_auto_is_the_cpu_where_there_is_no_gpu(self, tmp_path: Path) -> None:
        run = handed_in(tmp_path, "ex6_devices", "def doubled(x):\n    return x + x\n", "--device", "auto")
        assert (run.code, run.report["device"], run.report["max_points"]) == (0, "cpu", 3)

    def test_a_file_that_can_t_be_read_loses_what_is_judged_here(self, tmp_path: Path) -> None:
        run = handed_in(tmp_path, "ex6_devices", "def doubled(:\n")
        assert (run.report["points"], run.report["max_points"]) == (0, 3)

    def test_a_finished_exercise_is_one_for_the_next_command_too(self, tmp_path: Path) -> None:
        handed_in(tmp_path, "ex6_devices", "def doubled(x):\n    return x + x\n")
        run = lagrader("hint", "6", "ex6_devices.py", "--course", str(COURSE), cwd=tmp_path)
        assert "At the last check everything was right here" in run.flat, run.out

    def test_the_statement_names_them(self, tmp_path: Path) -> None:
        run = lagrader("show", "6", "--course", str(COURSE), cwd=tmp_path)
        assert "doubled stays on the GPU (3 points; on cuda or mps alone)" in run.flat

    @pytest.mark.parametrize("name", ["gradescope", "junit", "markdown", "html", "plain"])
    def test_it_is_no_failure_in_any_format(self, tmp_path: Path, name: str) -> None:
        (tmp_path / "ex6_devices.py").write_text("def doubled(x):\n    return x + x\n", encoding="utf-8")
        run = lagrader("check", "--course", str(COURSE), "ex6_devices.py", "--format", name, cwd=tmp_path)
        assert run.code == 0
        assert not re.search(r'"failed"|<failure|❌|error:', run.out), run.out

    @pytest.mark.parametrize(
        ("old", "new", "line", "said"),
        [
            ("devices: [cpu]", "devices: [gpu]", 13, 'the text "gpu" is not known; did you mean "cpu"?'),
            ("devices: [cpu]", "devices: []", 13, "criteria[1].devices: at least 1 must stand here, found 0"),
            ("devices: [cpu]", "devices: cpu", 13, 'criteria[1].devices: a list is wanted, found the text "cpu"'),
            (
                "mps]\n    needs: [doubled]",
                "mps]\n    needs: [in_torch]",
                23,
                'it needs "in_torch", which is judged on cpu',
            ),
        ],
    )
    def test_devices_that_are_none(self, tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
        message = refused(tmp_path, "ex6_devices", old, new)
        assert message.startswith(f"{DEVICES_RUBRIC}:{line}: ")
        assert said in message

    def test_something_is_judged_everywhere(self, tmp_path: Path) -> None:
        message = refused(tmp_path, "ex1_steps", "    points: 4\n", "    points: 4\n    devices: [cuda]\n")
        assert "criteria[0].devices: every criterion is judged on some devices alone: leave one for all" in message


@needs_the_sandbox
def test_a_class_is_graded_by_it_as_a_whole(tmp_path: Path) -> None:
    """Each feature once: Anna has all of the references, Ben a part of each exercise."""
    ben = {
        "ex1_steps": "def size(x):\n    return x.sum()\n",
        "ex2_messages": JOINED.format(raised="ValueError"),
        "ex3_files": "def centred(x):\n    return x - x.mean()\n",
        "ex4_ways": WAYS.format(total="torch.sum(x)", name="column_sums", sums="X.sum(dim=0)"),
        "ex5_memory": GREEDY.format(entries=2**28),
        "ex6_devices": "def doubled(x):\n    return x + x\n",
    }
    shutil.copytree(COURSE / "solutions", tmp_path / "class" / "anna")
    (tmp_path / "class" / "ben").mkdir()
    for exercise, text in ben.items():
        (tmp_path / "class" / "ben" / f"{exercise}.py").write_text(text, encoding="utf-8")
    late = "deadline: 2026-11-30T23:59+01:00\nper_day: 10 %\nmost: 50 %\nhanded_in: {ben: 2026-12-01T12:00+01:00}\n"
    (tmp_path / "late.yaml").write_text(late, encoding="utf-8")
    words = ("class", "--out", "marks", "--course", str(COURSE), "--late", "late.yaml")
    run = lagrader("grade", *words, cwd=tmp_path, env=environment(LAGRADER_NOW="2026-12-01T12:00+01:00"))
    assert run.code == 0, run.out + run.err
    assert points(tmp_path) == {"anna": 30, "ben": 17 * 0.9}  # with her bonus, and nothing for what goes further
    problems = lagrader("grades", "marks", "--problems", cwd=tmp_path).flat
    assert "2 for what it gives for 0, 1 for less." in problems
    assert lagrader("override", "marks", "anna", "ex7.reason", "--points", "2", cwd=tmp_path).code == 0
    assert points(tmp_path)["anna"] == 32


def points(home: Path) -> dict[str, float]:
    lagrader("export", "marks", "--format", "json=marks.json", cwd=home)
    learners = json.loads((home / "marks.json").read_text(encoding="utf-8"))["submissions"]
    return {one["id"]: one["points"] for one in learners}
