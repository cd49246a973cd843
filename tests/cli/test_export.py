"""``lagrader export``: what goes together, where it is written, and a page for each learner."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.cli.large_class import WITHOUT_BIAS
from tests.cli.platforms import CANVAS, export, with_tables
from tests.cli.program import lagrader, right
from tests.cli.test_grade import pytestmark  # noqa: F401 - the same machines
from tests.submission.class_files import laid_out


@pytest.fixture
def home(class_: Path, tmp_path: Path) -> Path:
    return with_tables(class_, tmp_path)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["canvas"], "--into FILE."),
        (["canvas", "--into", "no.csv"], "The table no.csv cannot be read: there is no such file."),
        (["canvas=canvas.csv", "--into", "canvas.csv"], "is what you downloaded, and stays as it is"),
        (["csv", "--into", "canvas.csv"], "--into belongs to --format canvas or moodle."),
        (["csv", "--column", "x"], "--column names a column of --into FILE."),
        (["html"], "name a folder or a zip, --format html=feedback."),
        (["html=x", "--release", "none"], '--release takes visible or all, and "none" is neither.'),
        (["htm=x"], 'did you mean "html"?'),
        (["html=canvas.csv"], "could not be written"),
    ],
)
def test_what_does_not_go_together(words: list[str], said: str, home: Path) -> None:
    run = export(home, *words)
    assert run.code in (2, 3)
    assert said in " ".join(run.err.split())
    assert (home / "canvas.csv").read_text("utf-8") == CANVAS


def test_what_can_not_be_written_leaves_what_was_there(home: Path) -> None:
    (home / "folder").mkdir()
    for target, said in {
        "folder": "folder is a folder: name a file in it.",
        "none/up.csv": "none/up.csv cannot be written: none is not there: make the folder first, or name another.",
        "moodle.csv/up.csv": "moodle.csv is a file, and a folder is needed, or name another.",
    }.items():
        run = export(home, f"canvas={target}", "--into", "canvas.csv")
        assert run.code == 2
        assert said in " ".join(run.err.split())
    (home / "up.csv").write_text("old")
    (home / ".up.csv.new").mkdir()
    run = export(home, "canvas=up.csv", "--into", "canvas.csv")
    assert (run.code, (home / "up.csv").read_text()) == (3, "old")
    assert "up.csv could not be written: Is a directory. Make room," in " ".join(run.err.split())


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_read_only(home: Path) -> None:
    (home / "shut").mkdir()
    (home / "shut/up.csv").write_text("old")
    (home / "shut").chmod(0o555)
    run = export(home, "canvas=shut/up.csv", "--into", "canvas.csv")
    assert (run.code, (home / "shut/up.csv").read_text()) == (3, "old")


# --- pages ---------------------------------------------------------------------------------------------------


def test_a_page_for_each_learner(home: Path) -> None:
    run = export(home, "html=feedback")
    assert run.code == 0, run.err
    assert "Written: feedback, for 4 learners." in run.err
    folders = sorted(path.name for path in (home / "feedback").iterdir() if path.is_dir())
    assert folders == ["anna", "ben", "cleo", "dora"]
    page = (home / "feedback/ben/feedback.html").read_text("utf-8")
    for text in ("Ben Ulm", "You left the bias out.", "The smallest input that shows it", "To try next: ", "replay.py"):
        assert text in page
    assert not re.search(r"(src|href)=|<script|@import|url\(", page)
    assert not (home / "feedback/anna/replay.py").exists()
    # Again, over what an export wrote; never over anything else.
    assert export(home, "html=feedback").code == 0
    (home / "own").mkdir()
    (home / "own/x").write_text("mine")
    refused = export(home, "html=own")
    assert refused.code == 2
    assert [path.name for path in (home / "own").iterdir()] == ["x"]


def test_markdown_and_zip(home: Path) -> None:
    run = export(home, "markdown=feedback.zip")
    assert run.code == 0, run.err
    with zipfile.ZipFile(home / "feedback.zip") as made:
        assert "ben/feedback.md" in made.namelist()
        assert "You left the bias out" in made.read("ben/feedback.md").decode()


WITHOUT_LAGRADER = """
import runpy, sys
sys.modules["lagrader"] = None
try:
    import lagrader
except ImportError:
    runpy.run_path("replay.py", run_name="__main__")
"""
"""Runs a replay where torch can be imported, and lagrader can't."""


@pytest.mark.slow
def test_a_failure_is_replayed_with_torch_alone(home: Path) -> None:
    export(home, "html=feedback")
    ben = home / "feedback" / "ben"
    assert (ben / "work" / "ex3_neuron.py").is_file()
    command = [sys.executable, "-I", "-c", WITHOUT_LAGRADER]
    done = subprocess.run(command, cwd=ben, capture_output=True, text=True, check=True, timeout=120)
    assert "ex3_neuron: neuron(x, w, b) is relu(w · x + b)" in done.stdout
    assert re.search(r"expected +1\.0\n +yours +tensor\(0\.\)", done.stdout)
    # Mended, and somewhere else.
    (home / "mine").mkdir()
    (home / "mine/ex3_neuron.py").write_text(right(3), "utf-8")
    done = subprocess.run(
        [*command, str(home / "mine")], cwd=ben, capture_output=True, text=True, check=True, timeout=120
    )
    assert re.search(r"yours +tensor\(1\.\)", done.stdout)
    lost = subprocess.run([*command, "nowhere"], cwd=ben, capture_output=True, text=True, check=False, timeout=120)
    assert (lost.returncode, "There is no folder nowhere." in lost.stderr) == (1, True)


def test_names_that_are_no_folders(tmp_path: Path) -> None:
    names = ["=1+1", "<script>alert(1)</script>", "a" * 200, "CON", "con", "..", "x/../y".replace("/", "_")]
    files = {f"{name}/ex3_neuron.py".replace("</", "<"): f"{right(3)}\n#{n}" for n, name in enumerate(names)}
    laid_out(tmp_path / "subs", {name: text for name, text in files.items() if not name.startswith("..")})
    assert lagrader("grade", "subs", "--out", "marks", cwd=tmp_path).code == 0
    run = export(tmp_path, "html=feedback")
    assert run.code == 0, run.err
    folders = [path.name for path in (tmp_path / "feedback").iterdir() if path.is_dir()]
    assert len(folders) == len({name.casefold() for name in folders}) == 6
    assert all(re.fullmatch(r"[\w .@+()-]+", name) for name in folders)
    for path in (tmp_path / "feedback").rglob("*.html"):
        assert "<script>" not in path.read_text("utf-8")


def taken_back(path: str) -> str | None:
    """The participant whose feedback Moodle takes a file of a zip for, as feedback/file/importziplib.php finds it."""
    for part in path.split("/"):
        pieces = part.split("_", 4)
        if len(pieces) >= 4 and pieces[1].isdigit() and pieces[2:4] == ["assignsubmission", "file"]:
            return pieces[1]
    return None


@pytest.mark.slow
@pytest.mark.parametrize("flat", [False, True])
def test_moodle_takes_the_feedback_of_its_download_back(flat: bool, tmp_path: Path) -> None:
    names = [
        "Anna Berg_7",
        "Anna_Berg_8",
        "Conor O'Brien_9",
        f"{'a' * 200}_10",
        "张伟_11",
        "~x_12",
        "Ann-Kathrin (x)_13",
    ]
    folders = [f"{name}_assignsubmission_file_" for name in names]
    join = "" if flat else "/"
    laid_out(tmp_path / "subs", {f"{folder}{join}ex3_neuron.py": WITHOUT_BIAS for folder in folders})
    assert lagrader("grade", "subs", "--out", "marks", "--layout", "moodle", cwd=tmp_path).code == 0
    assert export(tmp_path, "html=feedback.zip").code == 0
    with zipfile.ZipFile(tmp_path / "feedback.zip") as made:
        names = made.namelist()
    assert "Anna Berg_7_assignsubmission_file_/feedback.html" in names
    assert all(taken_back(name) for name in names)
    pages = [name for name in names if name.endswith("/feedback.html")]
    assert {taken_back(name) for name in pages} == {"7", "8", "9", "10", "11", "12", "13"}
