"""Who is in the wrong folder, or has the file elsewhere or under another name, is told where to go."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.program import ROOT, lagrader, right, work
from tests.grading import IDS
from tests.submission.test_notebook import notebook

INDEXING = ROOT / "examples" / "indexing"


def flat(text: str) -> str:
    return " ".join(text.split())


# --- the folder --------------------------------------------------------------------------------------------


def test_the_folder_of_the_last_check_is_named(tmp_path: Path) -> None:
    home = work(tmp_path / "it's here")
    lagrader("check", "1", cwd=home)
    (tmp_path / "other").mkdir()
    there = f"cd '{tmp_path}/it'\"'\"'s here'"
    words_of = "".join(there.split())
    run = lagrader(cwd=tmp_path / "other")
    assert run.out == f"No exercises here. Your last check was there:\n  {there}\n"
    for words in (["list"], ["check"], ["check", "3"]):
        shown = lagrader(*words, cwd=tmp_path / "other").out
        assert "Next: back to where your last check was" in shown
        assert words_of in "".join(shown.split())  # a long path is broken into lines
    # Beside the folder it holds for nothing else: nobody is sent to where they are, or to what is gone.
    assert "last check was" not in lagrader("list", cwd=home).out
    shutil.rmtree(home)
    assert "No exercises here yet. To begin:" in lagrader(cwd=tmp_path / "other").out


def test_state_that_is_damaged_sends_nobody_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAGRADER_STATE", str(tmp_path / "state"))
    (tmp_path / "state").mkdir()
    (tmp_path / "empty").mkdir()
    for number, text in enumerate(("[]", "{", "", json.dumps({"course": 1, "work": 2}), "[" * 100_000)):
        (tmp_path / "state" / f"{number}.json").write_text(text)
    assert "No exercises here yet. To begin:" in lagrader(cwd=tmp_path / "empty").out


@pytest.mark.parametrize("word", ["", ".", "../solutions"])
def test_inside_solutions_the_starters_go_where_one_is(word: str, tmp_path: Path) -> None:
    folder = tmp_path / "solutions"
    folder.mkdir()
    assert lagrader("init", *filter(None, [word]), cwd=folder).code == 0
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"{id_}.py" for id_ in IDS)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("ex1", "ex1 is an exercise, and init takes a folder: lagrader init writes the starters of all of them."),
        ("3", "One exercise anew: lagrader reset 3."),
        ("neuron", "neuron is an exercise"),
        ("solution", "The starters go into a folder solutions by themselves: lagrader init."),
    ],
)
def test_init_of_what_is_no_folder(word: str, said: str, tmp_path: Path) -> None:
    run = lagrader("init", word, cwd=tmp_path)
    assert run.code == 2
    assert said in flat(run.err)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / word).mkdir()  # whoever has such a folder means it
    assert lagrader("init", word, cwd=tmp_path).code == 0


# --- the file ----------------------------------------------------------------------------------------------


def test_a_file_one_folder_above(tmp_path: Path) -> None:
    work(tmp_path, {3: None})
    (tmp_path / "ex3_neuron.py").write_text(right(3))
    run = lagrader("check", "3", cwd=tmp_path)
    assert "but ex3_neuron.py lies one folder above: move it." in run.flat
    assert "mv ex3_neuron.py solutions" in run.out


def test_a_notebook_one_folder_above(tmp_path: Path) -> None:
    work(tmp_path, {3: None})
    (tmp_path / "evening.ipynb").write_bytes(notebook(right(3)))
    run = lagrader("check", "3", cwd=tmp_path)
    assert "but evening.ipynb one folder above has some of it: check that file itself." in run.flat
    assert "lagrader check evening.ipynb" in run.out
    assert lagrader("check", "evening.ipynb", cwd=tmp_path).code == 0


def test_a_program_of_another_name(tmp_path: Path) -> None:
    (tmp_path / "w").mkdir()
    (tmp_path / "w" / "hw.py").write_text("\n".join(right(number) for number in (1, 2)))
    run = lagrader("check", "w", cwd=tmp_path)
    assert "There is no w/ex1_dot_product.py, but hw.py has some of it: check that file itself." in run.flat
    assert "lagrader check w/hw.py" in run.out
    assert "There is no w/ex3_neuron.py: save your work on this exercise under that name." in run.flat or (
        "ex3_neuron.py" in run.out
    )
    assert lagrader("check", "w/hw.py", cwd=tmp_path).code == 0


def test_nobody_is_to_rename_what_says_it_is_something_else(tmp_path: Path) -> None:
    (tmp_path / "ex1_average.py").write_text("def average(values):\n    return sum(values) / len(values)\n")
    (tmp_path / "ex2_anna.py").write_text(right(2))  # a word more, but by its content it is the one
    (tmp_path / "ex3_berta.py").write_text("def neuron(x:\n")  # perhaps it is
    run = lagrader("check", cwd=tmp_path)
    assert "ex1_average" not in run.out
    assert "mv ex2_anna.py ex2_matmul_shapes.py" in run.out
    run = lagrader("check", "3", cwd=tmp_path)
    assert "mv ex3_berta.py ex3_neuron.py" in run.out


def test_alone_beside_a_notebook(tmp_path: Path) -> None:
    (tmp_path / "my evening.ipynb").write_bytes(notebook(right(1)))
    assert lagrader(cwd=tmp_path).out == "my evening.ipynb is here.\nNext: lagrader check 'my evening.ipynb'\n"


# --- the course --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("inside", "named"), [("", "."), ("exercises", str(INDEXING))])
def test_inside_another_course_it_is_said_which_one_is_meant(inside: str, named: str) -> None:
    run = lagrader("list", cwd=INDEXING / inside)
    assert f"which came with lagrader; the course around you is --course {named} ." in run.err
    assert lagrader("list", "--course", str(INDEXING), cwd=INDEXING).err == ""
    assert lagrader("list", cwd=ROOT).err == ""


# --- what another machine installs -------------------------------------------------------------------------


def test_a_ci_that_could_not_have_the_course_or_lagrader(tmp_path: Path) -> None:
    run = lagrader("init", "r", "--ci", "github", "--course", str(INDEXING), cwd=tmp_path)
    assert run.code == 2
    assert "is not in r, so a CI would not have it: copy it in there" in flat(run.err)
    run = lagrader("init", "r", "--install", "x", cwd=tmp_path)
    assert (run.code, list(tmp_path.iterdir())) == (2, [])
    run = lagrader("init", "r", "--ci", "gitlab", cwd=tmp_path)
    assert "There are no exercises in r yet: lagrader init r writes the starters." in run.flat
    run = lagrader("init", "g", "--gradescope", "--install", "git+https://h.org/l.git@v9", cwd=tmp_path)
    assert "installed from files of this machine" not in run.out
    assert '"git+https://h.org/l.git@v9"' in (tmp_path / "g" / "setup.sh").read_text("utf-8")
