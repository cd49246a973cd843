"""What teachers reported of other tools, tried on ours: one class with all of it, and what a gradebook makes of it."""

from __future__ import annotations

import csv
import json
import re
import sys
from pathlib import Path

import pytest

from lagrader.worker.landlock import abi
from lagrader.worker.syscalls import architecture
from tests.cli.program import EXERCISES, Run, check, course, lagrader, right
from tests.submission.class_files import Content, laid_out, zipped
from tests.submission.test_notebook import notebook

pytestmark = pytest.mark.skipif(not abi() or architecture() is None, reason="strangers' work needs the whole sandbox")

NAMES = {number: f"{id_}.py" for number, id_ in EXERCISES.items()}
NEURON = right(3)


def with_a_password(data: bytes) -> bytes:
    """Set the flag by which a zip says that its only member is encrypted."""
    made = bytearray(data)
    made[made.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(made)


def cells(text: str, **changed: object) -> bytes:
    return json.dumps({**json.loads(notebook(text)), **changed}).encode()


def the_class() -> dict[str, Content]:
    files: dict[str, Content] = {f"full/{name}": right(number) for number, name in NAMES.items()}
    files |= {f"zero/{name}": "x = 1\n" for name in NAMES.values()}
    files |= {f"four/{name}": f"{right(number)}\n# four\n" for number, name in NAMES.items() if number != 2}
    # drop-project-edu/drop-project#123 and others: folders in archives, archives in archives, no archive at all.
    files |= {
        "a.zip": zipped({"hw1/solutions/ex3_neuron.py": NEURON}),
        "b.zip": zipped({"b/b/b/ex3_neuron.py": NEURON}),
        "c.zip": zipped({"hw/inner.zip": zipped({"deep/ex3_neuron.py": NEURON})}),
        "d.rar": b"Rar!\x1a\x07\x00",
        "e.7z": b"7z\xbc\xaf\x27\x1c\x00\x04",
        "f.zip": zipped({}),
        "g.zip": with_a_password(zipped({"ex3_neuron.py": NEURON})),
        "h/ex3_neuron.ipynb": notebook(NEURON)[:60],
        "i/ex3_neuron.py": "def neuron(:\n",  # a text that was read, and is wrong
    }
    # Names: jupyter/nbgrader#912 a backslash, jupyter/nbgrader#928 a plus, RunestoneInteractive/RunestoneServer#1038.
    files |= {
        f"{name}/{NAMES[3]}": f"{NEURON}\n# {name}\n" for name in ("Anna", "anna", "foo\\bar", "doe1j+PHY", "x y")
    }
    # ucbds-infra/otter-grader#723: one program that ends badly; inducer/relate#324: one that spoils the libraries.
    spoiled = "import math\nimport torch\n\ntorch.relu = torch.dot = math.isclose = 'x'\n"
    files |= {
        f"dies/{NAMES[1]}": "import os\n\nos.kill(os.getpid(), 9)\n",
        f"dies/{NAMES[3]}": f"{NEURON}\n# dies\n",
        f"spoils/{NAMES[1]}": spoiled,
        f"spoils/{NAMES[3]}": f"{NEURON}\n# spoils\n",
    }
    # jupyter/nbgrader#417 and others: kernels of other names, marks, formats, magics.
    cell = {"cell_type": "code", "input": NEURON, "outputs": [], "language": "python"}
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": [cell]}]}
    files |= {
        "root.ipynb": cells(NEURON, metadata={"kernelspec": {"name": "Python [root]", "display_name": "x"}}),
        "bom.ipynb": b"\xef\xbb\xbf" + cells(NEURON),
        "old.ipynb": json.dumps(old).encode(),
        "r.ipynb": cells("x <- 3", metadata={"language_info": {"name": "R"}}),
        "magic.ipynb": notebook("%matplotlib inline\n!pip install x", f"%%time\n{NEURON}", "?torch"),
        "nothing.ipynb": b"",
    }
    return files


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run]:
    home = tmp_path_factory.mktemp("teacher")
    files = the_class()
    if sys.platform == "win32":
        files = {name: content for name, content in files.items() if "\\" not in name}
    laid_out(home / "subs", files)
    roster = 'id;name\r\nfull;Ærø Sørensen\r\nzero;"李; 小龍"\r\nabsent;Łukasz\r\n1;Anna\r\n2;Anna\r\nb/c;B C\r\n'
    (home / "roster.csv").write_bytes(roster.encode("utf-16"))
    return home, lagrader("grade", "subs", "--out", "marks", "--roster", "roster.csv", cwd=home)


def rows(home: Path) -> dict[str, dict[str, str]]:
    text = (home / "marks" / "grades.csv").read_text("utf-8-sig")
    return {row["id"]: row for row in csv.DictReader(text.splitlines())}


def test_zero_is_zero_and_nothing_is_empty_in_rows_of_one_length(graded: tuple[Path, Run]) -> None:
    home, run = graded
    assert run.code == 0, run.err
    found = rows(home)
    who = ("full", "zero", "four", "absent", "d")
    assert [(found[one]["status"], found[one]["points"]) for one in who] == [
        ("graded", "100"),
        ("graded", "0"),
        ("graded", "80"),
        ("not handed in", ""),
        ("unreadable", ""),
    ]
    text = (home / "marks" / "grades.csv").read_text("utf-8-sig")
    assert len({len(row) for row in csv.reader(text.splitlines())}) == 1
    exported = json.loads(lagrader("export", "marks", "--format", "json", cwd=home).out)["submissions"]
    by_id = {one["id"]: one["points"] for one in exported}
    assert [by_id[one] for one in who] == [100, 0, 80, None, None]


def test_names_of_the_roster_come_back_and_nobody_is_guessed(graded: tuple[Path, Run]) -> None:
    home, run = graded
    found = rows(home)
    assert (found["full"]["name"], found["zero"]["name"], found["absent"]["name"]) == (
        "Ærø Sørensen",
        "李; 小龍",
        "Łukasz",
    )
    assert "Anna could be 1 or 2." in run.err
    assert {"Anna", "anna", "foo\\bar", "doe1j+PHY", "x y", "b/c"} <= set(found)
    assert {found[one]["points"] for one in ("Anna", "anna", "foo\\bar", "doe1j+PHY", "x y")} == {"20"}


def test_an_archive_is_looked_into_or_has_a_row_that_says_why(graded: tuple[Path, Run]) -> None:
    home, _ = graded
    found = rows(home)
    assert [found[one]["points"] for one in "abc"] == ["20"] * 3
    reasons = {
        "d": "kind rar can't be opened here",
        "e": "kind 7z can't be opened here",
        "f": "There is no file in it.",
        "g": "ex3_neuron.py cannot be read: it is protected by a password.",
        "h": "ex3_neuron.ipynb cannot be read: it is broken or cut off",
    }
    for one, reason in reasons.items():
        assert (found[one]["status"], found[one]["points"]) == ("unreadable", ""), one
        assert reason in found[one]["remark"]
    # What is wrong with a text is the learner's own.
    assert (found["i"]["status"], found["i"]["points"]) == ("graded", "0")


def test_a_notebook_is_read_or_says_in_one_sentence_why_not(graded: tuple[Path, Run]) -> None:
    found = rows(graded[0])
    assert [found[one]["points"] for one in ("root", "bom", "old", "magic")] == ["20"] * 4
    assert found["r"]["remark"] == "r.ipynb cannot be read: it is a notebook for r, and Python is wanted."
    assert found["nothing"]["remark"] == "nothing.ipynb cannot be read: it is empty."


def test_one_program_costs_neither_its_owner_nor_others_more_than_its_own_exercise(graded: tuple[Path, Run]) -> None:
    home, run = graded
    found = rows(home)
    assert (found["dies"]["points"], found["spoils"]["points"]) == ("20", "20")
    assert "Not graded through our fault: 0." in run.out


@pytest.fixture(scope="module")
def worthless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of one exercise in which nothing has points."""
    home = tmp_path_factory.mktemp("worthless")
    copied = course(home)
    for number, name in EXERCISES.items():
        if number != 3:
            (copied / "solutions" / f"{name}.py").unlink()
            for path in sorted((copied / "exercises" / name).rglob("*"), reverse=True):
                path.rmdir() if path.is_dir() else path.unlink()
            (copied / "exercises" / name).rmdir()
    rubric = copied / "exercises" / "ex3_neuron" / "rubric.yaml"
    rubric.write_text(re.sub(r"points: \d+", "points: 0", rubric.read_text("utf-8")), "utf-8")
    laid_out(home / "subs", {"anna/ex3_neuron.py": NEURON, "ben/ex3_neuron.py": "x = 1\n"})
    return home


def test_where_nothing_has_points_there_is_nothing_to_score(worthless: Path) -> None:
    # ucbds-infra/otter-grader#154, jupyter/nbgrader#1353, PrairieLearn/PrairieLearn#10501
    words = ("--course", "course")
    run = check(worthless, "subs/anna", *words, "--fail-under", "50")
    assert run.code == 1
    assert "nothing to score" in run.out
    assert "nothing to score" in lagrader("list", *words, cwd=worthless).out
    graded = lagrader("grade", "subs", "--out", "marks", *words, "--fail-under", "50", cwd=worthless)
    assert graded.code == 1
    listed = lagrader("grades", "marks", cwd=worthless)
    exported = lagrader("export", "marks", cwd=worthless)
    for one in (run, graded, listed, exported):
        assert "nan" not in one.out.lower()
    assert [line.split(",")[5:7] for line in exported.out.splitlines()[1:]] == [["0", "0"]] * 2
