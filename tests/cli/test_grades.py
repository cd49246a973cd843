"""``grade --dry-run``, ``grades`` and ``export``: what a teacher sees of a class without anything being run."""

from __future__ import annotations

import csv
import json
import os
import shutil
from pathlib import Path

import pytest

from tests.cli.program import EXERCISES, course, environment, lagrader, right
from tests.reports.grades.classes import a_class
from tests.submission.class_files import Content, laid_out, zipped
from tests.submission.test_notebook import notebook

NAMES = {number: f"{id_}.py" for number, id_ in EXERCISES.items()}


@pytest.fixture
def class_(tmp_path: Path) -> Path:
    """Submissions as they come."""
    files: dict[str, Content] = {f"anna/{name}": right(number) for number, name in NAMES.items()}
    files |= {
        "ben/hw/neuron.py": right(3),
        "ben/hw/ex4_batch_layer.py": "def layer(:",
        "cleo.ipynb": notebook(right(5), "%matplotlib inline"),
        "dora.zip": zipped({"dora/ex1_dot_product.py": right(1)}),
        "eve.rar": b"Rar!",
        "notes.txt": "",
    }
    laid_out(tmp_path / "subs", files)
    return tmp_path


def test_a_dry_run_lists_who_was_found_with_what(class_: Path) -> None:
    run = lagrader("grade", "subs", "--dry-run", cwd=class_)
    assert run.code == 0
    assert run.out.splitlines() == [
        "anna  ex1 ex2 ex3 ex4 ex5",
        "ben   ex3   missing: ex1 ex2 ex5   cannot be read: ex4",
        "    hw/ex4_batch_layer.py cannot be read by Python, line 1: invalid syntax.",
        "    hw/neuron.py was taken for ex3_neuron.py.",
        "cleo  ex5   missing: ex1 ex2 ex3 ex4",
        "dora  ex1   missing: ex2 ex3 ex4 ex5",
        "eve   eve.rar cannot be opened: archives of the kind rar can't be opened here: hand it in as zip or tar.gz.",
        "notes.txt  is nobody's work",
    ]
    assert run.err.splitlines() == [
        "A folder, a file or an archive per learner: 5 learners.",
        "  anna from anna",
        "  ben from ben",
        "  cleo from cleo.ipynb",
        "Nobody's work: notes.txt.",
    ]
    assert sorted(path.name for path in class_.iterdir()) == ["subs"]


def test_a_platforms_download_is_recognised(tmp_path: Path) -> None:
    files = {f"Anna_Berg_{number}_assignsubmission_file/ex3_neuron.py": right(3) for number in (7, 12)}
    (tmp_path / "hw1.zip").write_bytes(zipped(files))
    run = lagrader("grade", "hw1.zip", "--dry-run", cwd=tmp_path)
    assert run.err.splitlines()[:2] == [
        "Moodle: a folder per participant: 2 learners.",
        "  7 (Anna Berg) from Anna_Berg_7_assignsubmission_file",
    ]
    assert [line.split()[:2] for line in run.out.splitlines()] == [["7", "ex3"], ["12", "ex3"]]


def test_a_roster_names_learners_and_lists_who_is_missing(class_: Path) -> None:
    roster = "id;name\nanna;Anna Berg\nben;Ben\nzoe;Zoë\n"
    (class_ / "roster.csv").write_text(roster, encoding="utf-8")
    run = lagrader("grade", "subs", "--dry-run", "--roster", "roster.csv", cwd=class_)
    assert "zoe  handed in nothing" in run.out
    assert run.err.splitlines() == [
        "roster.csv was read as separated by semicolons.",
        "A folder, a file or an archive per learner: 5 learners.",
        "  anna (Anna Berg) from anna",
        "  ben (Ben) from ben",
        "  cleo from cleo.ipynb",
        "Nobody's work: notes.txt.",
        "Handed in nothing, by the roster: 1 learner.",
        "Not in the roster: cleo, dora, eve.",
    ]


def test_who_is_not_in_the_roster_is_told_though_nobody_is_missing(class_: Path) -> None:
    (class_ / "roster.csv").write_text("id,name\nanna,Anna\n", encoding="utf-8")
    run = lagrader("grade", "subs", "--dry-run", "--roster", "roster.csv", cwd=class_)
    assert run.err.splitlines()[-1] == "Not in the roster: ben, cleo, dora, eve."


def test_a_broken_rubric_leaves_nothing(class_: Path) -> None:
    path = course(class_) / "exercises" / "ex3_neuron" / "rubric.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("points: 4", "points: four", 1), encoding="utf-8")
    run = lagrader("grade", "subs", "--out", "o", "--course", "course", cwd=class_)
    assert run.code == 2
    assert "rubric.yaml:" in run.err
    assert not (class_ / "o").exists()


@pytest.mark.parametrize("name", ["\x1b[31mred", "a\u202eb", "=1+1", "ünï", "a b", "$(touch x)"])
def test_names_do_no_harm(name: str, tmp_path: Path) -> None:
    laid_out(tmp_path / "subs", {f"{name}/ex3_neuron.py": right(3), "b/ex3_neuron.py": right(3)})
    run = lagrader("grade", "subs", "--dry-run", cwd=tmp_path)
    assert run.code == 0
    assert "\x1b" not in run.out + run.err
    assert "\u202e" not in run.out + run.err
    assert len(run.out.splitlines()) == 2
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("grade nowhere --out o", "There is no nowhere. Give the folder or the archive with the submissions."),
        ("grade empty --out o", "There is no work in empty. Give a folder"),
        ("grade subs", "Say where the marks go: --out marks."),
        ("grade subs --out subs/marks", "subs/marks lies in subs, and would be taken for a submission"),
        ("grade subs --out subs", "subs is the folder of the submissions itself"),
        ("grade subs --out o --layout zip", 'There is no layout "zip".'),
        ("grade subs --out o --layout canvas", "subs does not look like Canvas"),
        ("grade subs --out o --roster nobody.csv", "The roster nobody.csv cannot be read"),
        ("grade subs --out o --device tpu", "tpu"),
        (
            "grade subs --out o --unsafe-no-sandbox",
            "--unsafe-no-sandbox is for one submission that you have read; here are 5.",
        ),
        ("grade subs --out o --course nowhere", "nowhere"),
    ],
)
def test_what_cannot_be_graded_says_why_and_leaves_nothing(words: str, said: str, class_: Path) -> None:
    (class_ / "empty").mkdir()
    run = lagrader(*words.split(), cwd=class_)
    assert run.code == 2
    assert said in " ".join(run.err.split())
    assert run.out == ""
    assert not (class_ / "o").exists()
    assert not (class_ / "subs" / "marks").exists()


# --- looking at a gradebook ------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with a_class(tmp_path / "marks"):
        pass
    return tmp_path


def test_the_list(home: Path) -> None:
    run = lagrader("grades", "marks", cwd=home)
    assert run.code == 0
    assert run.out.splitlines()[0] == "Linear algebra 1.0"
    assert [line.split()[0] for line in run.out.splitlines()[3:]] == ["=1+1", "S1", "s1", "s2", "s3", "s4", "s5", "s10"]
    assert "seed 7" in run.out


def test_the_problems(home: Path) -> None:
    run = lagrader("grades", "marks", "--problems", cwd=home)
    assert run.code == 0
    assert "s4 (@cleo): work.rar cannot be opened." in run.out
    assert run.out.endswith("Next: lagrader grades marks LEARNER\n")


@pytest.mark.parametrize("who", ["s10", "S10", "Ünal, Zoë", "ünal, zoë"])
def test_one_learners_report(who: str, home: Path) -> None:
    run = lagrader("grades", "marks", who, cwd=home)
    assert run.code == 0
    assert run.out.splitlines()[0] == "s10 (Ünal, Zoë)"
    assert "You left it out." in run.out


def test_of_two_that_differ_in_case_the_exact_one_is_meant(home: Path) -> None:
    assert "6.5" in lagrader("grades", "marks", "s1", cwd=home).out
    assert "6.5" not in lagrader("grades", "marks", "S1", cwd=home).out


def test_who_has_no_marks_has_a_reason(home: Path) -> None:
    run = lagrader("grades", "marks", "s4", cwd=home)
    assert run.out.split("\n")[:3] == ["s4 (@cleo)", "unreadable", "work.rar cannot be opened."]


def test_nobody_of_that_name(home: Path) -> None:
    run = lagrader("grades", "marks", "s11", cwd=home)
    assert run.code == 2
    assert 'There is no learner "s11" in marks. Did you mean s1' in run.err


@pytest.mark.parametrize("words", [["grades", "nowhere"], ["export", "nowhere"], ["grades", "."]])
def test_no_gradebook(words: list[str], home: Path) -> None:
    run = lagrader(*words, cwd=home)
    assert run.code == 2
    assert run.err.startswith(f"There is no gradebook in {words[1]}. lagrader grade SUBMISSIONS --out")


def test_export(home: Path) -> None:
    run = lagrader("export", "marks", cwd=home)
    assert run.code == 0
    rows = list(csv.DictReader(run.out.removeprefix("\ufeff").splitlines()))
    assert len(rows) == 8
    whole = json.loads(lagrader("export", "marks", "--format", "json", cwd=home).out)
    lines = lagrader("export", "marks", "--format", "jsonl", cwd=home).out.splitlines()
    assert len(whole["submissions"]) == len(lines) == 8
    done = lagrader("export", "marks", "--format", "csv=out.csv", cwd=home)
    assert (done.code, done.out) == (0, "")
    assert (home / "out.csv").read_bytes().startswith(b"\xef\xbb\xbfid,name,email,status")
    assert (home / "out.csv").read_bytes().count(b"\r\n") == 9


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("--format cvs", 2, 'There is no format "cvs" for grades; did you mean "csv"?'),
        ("--format csv=", 2, "names no file: write --format csv=FILE, or --format csv."),
        ("--format json=marks/gradebook.sqlite", 2, "marks/gradebook.sqlite is the gradebook itself"),
        ("--format csv=no/where.csv", 2, "no/where.csv cannot be written: no is not there: make the folder"),
    ],
)
def test_an_export_that_cannot_be(words: str, code: int, said: str, home: Path) -> None:
    run = lagrader("export", "marks", *words.split(), cwd=home)
    assert run.code == code
    assert said in run.err


def test_an_export_is_the_same_on_every_console(home: Path) -> None:
    env = environment(PYTHONIOENCODING="latin-1")
    done = lagrader("export", "marks", cwd=home, env=env)
    assert done.out == lagrader("export", "marks", cwd=home).out
    assert done.out.startswith("\ufeffid,name")


def test_exports_to_a_full_disk_are_no_success(home: Path) -> None:
    if not os.path.exists("/dev/full"):  # noqa: PTH110 - a device
        pytest.skip("there is no /dev/full here")
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        assert lagrader("export", "marks", cwd=home, stdout=full).code == 3


def test_commands_of_a_class_start_without_a_worker(class_: Path) -> None:
    # A program in whose place nothing can be started: torch is not even looked for.
    hidden = class_ / "torch.py"
    hidden.write_text("raise SystemExit('torch was imported')")
    run = lagrader("grade", "subs", "--dry-run", cwd=class_)
    assert run.code == 0
    shutil.rmtree(class_ / "subs")
