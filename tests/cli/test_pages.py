"""The commands that a newcomer meets: the first page, ``init``, ``list``, ``show``, ``solution`` and the rest."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from rich.cells import cell_len

import lagrader as package
from lagrader.cli.app import command_names
from lagrader.cli.statement_page import statement_page
from lagrader.course import Course, Exercise
from lagrader.reports import RenderOptions
from tests.cli.program import EXERCISES, ROOT, environment, lagrader, right, swapped, work

FIRST_DAY = """\
No exercises here yet. To begin:
  lagrader init          writes five starters, and {more} more, into ./solutions
  lagrader show 1        what the first one asks for
  lagrader check 1       checks it, as often as you like
"""
FURTHER = [exercise for exercise in Course.load(ROOT).exercises if exercise.further]
"""Those that go further than the five of ``EXERCISES``."""


def starter(number: int) -> str:
    return (ROOT / "exercises" / EXERCISES[number] / "starter.py").read_text(encoding="utf-8")


# --- the first day -----------------------------------------------------------------------------------------


def test_alone_in_an_empty_folder(tmp_path: Path) -> None:
    run = lagrader(cwd=tmp_path)
    counts = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")
    assert (run.code, run.out, run.err) == (0, FIRST_DAY.format(more=counts[len(FURTHER)]), "")


def test_alone_where_exercises_are_it_lists_them(tmp_path: Path) -> None:
    work(tmp_path, {3: starter(3), 4: None})
    run = lagrader(cwd=tmp_path)
    assert run.out == lagrader("list", cwd=tmp_path).out
    lines = run.out.split("\n")
    assert lines[1:8] == [
        "  1  dot product     ░░░░░░░░░░░░░░░░░░░░  0 of 20   not checked yet",
        "  2  matmul shapes   ░░░░░░░░░░░░░░░░░░░░  0 of 20   not checked yet",
        "  3  neuron          ░░░░░░░░░░░░░░░░░░░░  0 of 20   not started",
        "  4  batch layer     ░░░░░░░░░░░░░░░░░░░░  0 of 20   no file yet",
        "  5  cubic gradient  ░░░░░░░░░░░░░░░░░░░░  0 of 20   not checked yet",
        "",
        "Going further (not counted)",
    ]
    assert [line.split()[0] for line in lines[8:-2]] == [str(exercise.number) for exercise in FURTHER]
    assert all(line.endswith("0 of 20   no file yet") for line in lines[8:-2])
    assert lines[-2:] == ["Next: lagrader check", ""]


def test_list_leads_to_the_first_exercise_after_init(tmp_path: Path) -> None:
    assert lagrader("list", cwd=tmp_path).out.endswith("Next: lagrader init\n")
    lagrader("init", cwd=tmp_path)
    assert lagrader("list", cwd=tmp_path).out.endswith("Next: lagrader show 1\n")


def test_check_in_an_empty_folder_is_short_and_leads_to_init(tmp_path: Path) -> None:
    run = lagrader("check", cwd=tmp_path)
    assert run.code == 1
    assert run.out.count("no file yet · 0 of 20") == 5
    assert "Not there: ex1_dot_product.py, " in run.out
    assert run.out.endswith("0 of 100\nNext: lagrader init\n")


def test_starters_get_no_marks(tmp_path: Path) -> None:
    lagrader("init", cwd=tmp_path)
    run = lagrader("check", cwd=tmp_path)
    assert run.code == 1
    assert run.out.count("not started · 0 of 20") == 5
    assert run.out.endswith("Next: lagrader show 1\n")


# --- init --------------------------------------------------------------------------------------------------


def test_init_writes_the_starters(tmp_path: Path) -> None:
    run = lagrader("init", cwd=tmp_path)
    assert run.code == 0
    assert run.out.endswith(f"{5 + len(FURTHER)} starters written.\nNext: lagrader show 1\n")
    for number, name in EXERCISES.items():
        text = (tmp_path / "solutions" / f"{name}.py").read_text(encoding="utf-8")
        assert text == f"# Course: Linear algebra you actually need, version 1.0\n{starter(number)}"


def test_init_overwrites_nothing(tmp_path: Path) -> None:
    work(tmp_path, {4: None, 5: "mine"})
    (tmp_path / "solutions/ex4_batch_layer.py").symlink_to("nowhere")
    (tmp_path / "solutions/ex2_matmul_shapes.py").unlink()
    before = {path: path.lstat().st_mtime_ns for path in (tmp_path / "solutions").iterdir()}
    run = lagrader("init", cwd=tmp_path)
    assert run.code == 0
    assert "  written  solutions/ex2_matmul_shapes.py\n  kept     solutions/ex3_neuron.py\n" in run.out
    assert f"{1 + len(FURTHER)} starters written. 4 were there already, untouched." in run.out
    assert {path: path.lstat().st_mtime_ns for path in before} == before
    assert not (tmp_path / "solutions/nowhere").exists()
    assert "nothing was changed" in lagrader("init", cwd=tmp_path).out


def test_init_elsewhere(tmp_path: Path) -> None:
    run = lagrader("init", "my work/deep", cwd=tmp_path)
    assert run.code == 0
    assert (tmp_path / "my work/deep/solutions/ex3_neuron.py").is_file()
    assert run.out.endswith("Next: cd 'my work/deep', then lagrader show 1\n")


def test_init_into_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    run = lagrader("init", "file", cwd=tmp_path)
    assert (run.code, run.out) == (2, "")
    assert "file is a file, and a folder is needed: name another one, lagrader init DIR." in run.err
    (tmp_path / "solutions").write_text("mine")
    run = lagrader("init", cwd=tmp_path)
    assert run.code == 2
    assert "solutions is a file, and a folder is needed" in run.err
    assert (tmp_path / "solutions").read_text() == "mine"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that takes no file, even from root")
def test_init_where_nothing_can_be_written(tmp_path: Path) -> None:
    run = lagrader("init", "/proc/self", cwd=tmp_path)
    assert (run.code, run.out) == (2, "")
    assert re.search(
        r"/proc/self/solutions cannot be written \(.*\)\. To begin elsewhere: lagrader init DIR\.", run.err
    )


# --- show --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("exercise", Course.load(ROOT).exercises, ids=lambda exercise: exercise.short)
@pytest.mark.parametrize("columns", [80, 40, 20])
def test_a_statement_as_a_page(exercise: Exercise, columns: int) -> None:
    page = statement_page(exercise, RenderOptions(columns))
    lines = page.split("\n")
    assert lines[0].startswith(f"{exercise.number}  ")
    # Below 40 columns a line of code that can't be broken stays whole, so that copying gives it back.
    assert max(cell_len(line) for line in lines if columns >= 40 or line[:1] != " ") <= columns
    assert any(line.endswith("20 points") for line in lines[:4])
    for heading in ("Why it matters", "A worked example", "What to write", "How it is checked"):
        assert heading in lines
    checked = " ".join(page.partition("How it is checked")[2].split())
    assert sum(map(int, re.findall(r"\((\d+) points?\)", checked))) == 20
    assert checked.endswith("Each call may take 2 s of computing time.")
    assert "\n\n\n" not in page


@pytest.mark.parametrize("exercise", Course.load(ROOT).exercises, ids=lambda exercise: exercise.short)
def test_a_statement_in_ascii(exercise: Exercise) -> None:
    page = statement_page(exercise, RenderOptions(unicode=False))
    assert page.isascii()
    assert "\\u" not in page


def test_show_says_a_tolerance_once(tmp_path: Path) -> None:
    run = lagrader("show", "3", cwd=tmp_path)
    assert run.out.endswith("\nYour file: solutions/ex3_neuron.py\nNext: lagrader init\n")
    said = " ".join(run.out.split())
    assert said.count("1.3e-06") == 1
    assert "Numbers count as equal within 1e-05 + 1.3e-06" in said


def test_show_leads_to_check_where_there_is_a_file(tmp_path: Path) -> None:
    work(tmp_path)
    run = lagrader("show", "neuron", cwd=tmp_path)
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith("3  A neuron from scratch")
    assert run.out.endswith("Your file: solutions/ex3_neuron.py\nNext: lagrader check 3\n")


def test_show_something_that_is_not_there(tmp_path: Path) -> None:
    run = lagrader("show", "nuron", cwd=tmp_path)
    assert (run.code, run.out) == (2, "")
    assert 'There is no exercise "nuron"; did you mean "neuron"?' in run.err


# --- solution ----------------------------------------------------------------------------------------------


def test_solution_needs_full_marks(tmp_path: Path) -> None:
    work(tmp_path, {3: swapped(3, "(w, x) + b", "(w, x)")})
    run = lagrader("solution", "3", cwd=tmp_path)
    assert (run.code, run.out) == (1, "")
    assert "Yours has 8 of 20 points: the solution is shown after full marks." in run.err
    assert "Next: lagrader check 3 " in run.err
    assert lagrader("solution", "3", "--spoil", cwd=tmp_path).out == right(3)
    assert lagrader("solution", "4", cwd=tmp_path).out == right(4)


def test_solution_of_work_that_lies_elsewhere(tmp_path: Path) -> None:
    work(tmp_path / "elsewhere")
    assert lagrader("solution", "3", "elsewhere/solutions", cwd=tmp_path).out == right(3)
    run = lagrader("solution", "3", cwd=tmp_path)
    assert (run.code, run.out) == (1, "")


# --- the rest ----------------------------------------------------------------------------------------------


def test_doctor(tmp_path: Path) -> None:
    run = lagrader("doctor", cwd=tmp_path)
    assert (run.code, run.err) == (0, "")
    for row in ("lagrader", "Python", "system", "course", "torch", "devices", "workers"):
        assert re.search(rf"^{row}  +\S", run.out, re.MULTILINE), row
    assert re.search(r"^devices +.*\bcpu\b", run.out, re.MULTILINE)


def test_schema_is_the_committed_one(tmp_path: Path) -> None:
    run = lagrader("schema", cwd=tmp_path)
    assert json.loads(run.out)["title"]
    assert run.out == (ROOT / "exercises/rubric.schema.json").read_text(encoding="utf-8")


def test_version(tmp_path: Path) -> None:
    assert lagrader("--version", cwd=tmp_path).out == f"lagrader {package.__version__}\n"


@pytest.mark.skipif(os.name != "posix", reason="a shell of Unix")
def test_completion(tmp_path: Path) -> None:
    settings = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1", "HOME": str(tmp_path)}
    run = lagrader("--show-completion", "bash", cwd=tmp_path, env=environment(**settings))
    assert run.code == 0
    assert "_LAGRADER_COMPLETE=complete_bash" in run.out
    run = lagrader("--install-completion", "bash", cwd=tmp_path, env=environment(**settings))
    assert run.code == 0
    assert "lagrader" in (tmp_path / ".bashrc").read_text()
    asked = {"_LAGRADER_COMPLETE": "complete_bash", "COMP_WORDS": "lagrader so", "COMP_CWORD": "1"}
    assert lagrader(cwd=tmp_path, env=environment(**asked)).out.split() == ["solution"]


def test_help_names_only_what_exists(tmp_path: Path) -> None:
    pages = [lagrader("--help", cwd=tmp_path).out, lagrader(cwd=tmp_path).out]
    pages += [lagrader(command, "--help", cwd=tmp_path).out for command in sorted(command_names())]
    for page in pages:
        named = set(re.findall(r"lagrader ([a-z]+)", page))
        assert named <= command_names(), page
        assert max(map(len, page.split("\n"))) <= 80
        assert "…" not in page
        assert "..." not in page.replace("[ARGS]...", "").replace("[N|PATH]...", "").replace(
            "{DIR...}", ""
        )  # no sentence is cut
