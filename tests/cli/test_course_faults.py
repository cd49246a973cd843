"""A broken course: one message with file and line, exit code 2, nothing graded."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.program import course, lagrader

RUBRIC = "exercises/ex3_neuron/rubric.yaml"
Damage = Callable[[Path], object]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return course(tmp_path_factory.mktemp("whole"))


@pytest.fixture
def copied(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "course"))


def edit(old: str, new: str, file: str = RUBRIC) -> Damage:
    def damage(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text, old
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return damage


FAULTS: dict[str, tuple[Damage, str]] = {
    "an unknown key": (edit("mistakes:", "mistakse:"), 'unknown key "mistakse"; did you mean "mistakes"?'),
    "a value of another kind": (edit("points: 4", "points: four"), "points: points are a number such as 4"),
    "points below nothing": (edit("points: 4", "points: -4"), "points: points can't be negative"),
    "a kind that is misspelt": (edit("answer: VALUE", "answr: VALUE"), 'found "answr", did you mean "answer"?'),
    "another version": (
        edit("version: 1", "version: 2"),
        "made for version 2 of the rubric format; this lagrader reads version 1: install a newer lagrader",
    ),
    "no version": (edit("version: 1\n", ""), 'this lagrader reads version 1: write "version: 1"'),
    "a key twice": (edit("title:", "title: x\ntitle:"), 'the key "title" stands twice, first on line 3'),
    "a tab": (edit("criteria:", "criteria:\n\t- x"), "a tab stands at the start of this line"),
    "no YAML": (edit("criteria:", "criteria: ["), "this is not YAML"),
    "a name that the files lack": (edit("call: neuron", "call: neuro"), 'has no "neuro"; did you mean "neuron"?'),
    "no criteria": (
        lambda folder: (folder / RUBRIC).write_text("version: 1\ntitle: x\ncriteria: []\n"),
        "at least 1 must stand here",
    ),
    "an empty file": (lambda folder: (folder / RUBRIC).write_text(""), "the file is empty"),
    "bad UTF-8": (lambda folder: (folder / RUBRIC).write_bytes(b"title: \xff\n"), "this line is not UTF-8"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_in_a_rubric(copied: Path, name: str) -> None:
    damage, said = FAULTS[name]
    damage(copied)
    run = lagrader("check", "3", "--course", "course", cwd=copied.parent)
    assert (run.code, run.out) == (2, "")
    _, _, message = run.err.partition("\n")  # the first line says that it is checking
    assert message.startswith("course/exercises/ex3_neuron/rubric.yaml:")
    assert message.split(":")[1].isdecimal()
    assert said in message


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("exercises/course.yaml", "title: x\n", 'exercises/course.yaml:1: "version" is missing'),
        ("exercises/course.yaml", "title: x\nversion: 1\nauthor: y\n", 'exercises/course.yaml:3: unknown key "author"'),
        ("solutions/ex3_neuron.py", "def neuron(:\n", "solutions/ex3_neuron.py:1: this is not Python"),
        ("exercises/ex3_neuron/mistakes.py", "def (:\n", "ex3_neuron/mistakes.py:1: this is not Python"),
        ("exercises/ex3_neuron/README.md", None, "README.md: this file is missing; every exercise has one"),
        (RUBRIC, None, "rubric.yaml: this file is missing; every exercise has one"),
    ],
)
def test_a_fault_in_another_file(copied: Path, file: str, text: str | None, said: str) -> None:
    if text is None:
        (copied / file).unlink()
    else:
        (copied / file).write_text(text)
    run = lagrader("check", "3", "--course", "course", cwd=copied.parent)
    assert (run.code, run.out) == (2, "")
    assert f"course/{said}" in run.err or said in run.err


def test_nothing_is_graded_by_a_broken_course(copied: Path) -> None:
    FAULTS["a key twice"][0](copied)
    run = lagrader("check", "--course", "course", cwd=copied.parent)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("Checking…\ncourse/exercises/ex3_neuron/rubric.yaml:4: ")


def test_no_course_at_all(tmp_path: Path) -> None:
    for words in (["check"], ["list"], ["show", "1"], ["solution", "1"], ["init"]):
        run = lagrader(*words, "--course", "nowhere", cwd=tmp_path)
        assert (run.code, run.out) == (2, "")
        assert 'There is no course "nowhere": no folder here has this name, and no course is installed.' in run.err
        run = lagrader(*words, "--course", "./nowhere", cwd=tmp_path)
        assert (run.code, run.out) == (2, "")
        assert "nowhere is not a folder. Name another folder with --course DIR" in run.err
    (tmp_path / "empty").mkdir()
    assert "has no folder exercises" in lagrader("list", "--course", "empty", cwd=tmp_path).err


def test_two_exercises_of_one_number(copied: Path) -> None:
    shutil.copytree(copied / "exercises/ex3_neuron", copied / "exercises/ex03_more")
    run = lagrader("list", "--course", "course", cwd=copied.parent)
    assert run.code == 2
    assert "has two exercises 3: ex03_more and ex3_neuron. Give one of them another number." in run.err


def test_advice_names_the_course_again(copied: Path) -> None:
    home = copied.parent
    assert lagrader("list", "--course", "course", cwd=home).out.endswith("Next: lagrader init --course course\n")
    run = lagrader("init", "--course", "course", cwd=home)
    assert run.out.endswith("Next: lagrader show 1 --course course\n")
    assert lagrader("show", "1", "--course", "course", cwd=home).out.endswith("lagrader check 1 --course course\n")
    assert lagrader("check", "1", "--course", "course", cwd=home).out.endswith("lagrader show 1 --course course\n")
