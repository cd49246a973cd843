"""Pages of a class: what is hidden and what is not, whose work is where, who has none, and the same call once more."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.large_class import WITHOUT_BIAS
from tests.cli.program import Run, course, lagrader, right, swapped
from tests.cli.test_export import WITHOUT_LAGRADER
from tests.cli.test_grade import pytestmark  # noqa: F401 - the same machines
from tests.cli.test_hidden import WRONG_FAR_OUT, WRONG_FOR_MANY, hide
from tests.submission.class_files import laid_out

TRANSPOSED = swapped(4, "return X @ W + b", "return (X @ W + b).T")
FORMATS = {"html": "html", "markdown": "md", "gradescope": "json"}


@pytest.fixture(scope="module")
def class_(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Anna's layer is transposed, Ben has no bias; Cleo fails in a hidden case alone, Emil in a hidden criterion."""
    home = tmp_path_factory.mktemp("class")
    hide(course(home) / "exercises" / "ex3_neuron" / "rubric.yaml")
    texts = {"ben": WITHOUT_BIAS, "cleo": WRONG_FOR_MANY, "emil": WRONG_FAR_OUT}
    files = {f"{name}/ex3_neuron.py": text for name, text in texts.items()}
    laid_out(home / "subs", {**files, "anna/ex4_batch_layer.py": TRANSPOSED, "dora.zip": b"PK"})
    (home / "who.csv").write_text("id\nanna\nben\ncleo\ndora\nemil\nghost\n", "utf-8")
    words = ("--roster", "who.csv", "--course", "course", "--seed", "9")
    run = lagrader("grade", "subs", "--out", "marks", *words, cwd=home)
    assert run.code == 0, run.err
    return home


@pytest.fixture
def home(class_: Path, tmp_path: Path) -> Path:
    for name in ("marks", "subs", "course"):
        (tmp_path / name).symlink_to(class_ / name)
    return tmp_path


def export(home: Path, format_: str, *words: str) -> Run:
    return lagrader("export", "marks", "--format", format_, *words, cwd=home)


def page(home: Path, learner: str, ending: str = "html") -> str:
    return (home / "feedback" / learner / f"feedback.{ending}").read_text("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("format_", FORMATS)
def test_nothing_hidden_is_on_a_page_for_learners_and_all_of_it_on_a_teachers(format_: str, home: Path) -> None:
    export(home, f"{format_}=feedback")
    pages = {learner: page(home, learner, FORMATS[format_]) for learner in ("cleo", "emil")}
    for secret in ("4711", "secret", "many inputs"):
        assert all(secret not in text for text in pages.values()), secret
    assert "That is in a hidden case, whose input is not shown." in pages["cleo"]
    assert "A hidden check" in pages["emil"]
    assert not (home / "feedback/cleo/replay.py").exists()
    export(home, f"{format_}=feedback", "--release", "all")
    assert "a secret title" in page(home, "emil", FORMATS[format_])
    assert "4711" in page(home, "emil", FORMATS[format_])
    assert "a hidden case" in page(home, "cleo", FORMATS[format_])
    assert not (home / "feedback/cleo/replay.py").exists()  # which is the learner's


@pytest.mark.parametrize("format_", FORMATS)
def test_pages_say_how_many_cases_fail_and_by_which_seed(format_: str, home: Path) -> None:
    export(home, f"{format_}=feedback")
    for learner in ("ben", "cleo"):
        text = page(home, learner, FORMATS[format_]).replace("&#183;", "·").replace("\\u00b7", "·")
        assert re.search(r"(\d+ of \d+ cases fails?|all \d+ cases fail) · seed \d+", text), learner


def test_who_could_not_be_read_reads_why_and_who_has_no_page_is_named(home: Path) -> None:
    told = export(home, "html=feedback").err
    assert "Without a page: ghost (not handed in)." in told
    assert "Written: feedback, for 5 learners." in told
    for format_, ending in (("html", "html"), ("markdown", "md")):
        export(home, f"{format_}=feedback")
        assert ": nothing to score" in page(home, "dora", ending)
        assert re.search(r"Nothing could be graded: dora\.zip .+", page(home, "dora", ending))
    assert "Without a page: dora (unreadable), ghost (not handed in)." in export(home, "gradescope=other").err


def test_a_forgotten_person_has_no_page(class_: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(class_, tmp_path / "class"))
    assert lagrader("forget", "marks", "emil", "--yes", cwd=home).code == 0
    export(home, "html=feedback")
    assert not list((home / "feedback").glob("forgotten*"))


@pytest.mark.slow
def test_a_shape_is_replayed_as_a_shape_without_lagrader(home: Path) -> None:
    export(home, "html=feedback")
    command = [sys.executable, "-I", "-c", WITHOUT_LAGRADER]
    anna = home / "feedback/anna"
    done = subprocess.run(command, cwd=anna, capture_output=True, text=True, check=True, timeout=120)
    assert re.search(r"^  expected  \(batch=\d+, out=\d+\)\n  yours     \(\d+, \d+\)$", done.stdout, re.MULTILINE)


def test_work_that_is_elsewhere_is_named_and_not_promised(class_: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(class_, tmp_path / "class"))
    (home / "subs").rename(home / "elsewhere")
    (home / "elsewhere/anna/ex4_batch_layer.py").write_text(right(4), "utf-8")
    with sqlite3.connect(home / "marks/gradebook.sqlite") as book:
        book.execute("UPDATE runs SET source = ?", [str(home / "subs")])
    told = " ".join(export(home, "html=feedback").err.split())
    lacking = "Without the work beside the page, since it is not where it was graded, or was changed"
    assert f"{lacking}: anna, ben. Another place of it: --submissions PATH." in told
    assert "python replay.py FOLDER, with the folder of your files." in page(home, "ben")
    assert not (home / "feedback/ben/work").exists()
    told = " ".join(export(home, "html=feedback", "--submissions", "elsewhere").err.split())
    assert f"{lacking}: anna. " in told
    assert "python replay.py, in the folder of this page." in page(home, "ben")
    assert (home / "feedback/ben/work/ex3_neuron.py").is_file()
    refused = export(home, "html=feedback", "--submissions", "nowhere")
    assert (refused.code, "nowhere" in refused.err) == (2, True)
    assert export(home, "csv", "--submissions", "elsewhere").code == 2


@pytest.mark.slow
def test_a_mark_for_hidden_cases_is_replayed_with_them(home: Path) -> None:
    for learner, criterion, shown in (("cleo", "output", "a hidden case"), ("emil", "far_below_zero", "secret title")):
        found = lagrader("why", "marks", learner, f"ex3.{criterion}", cwd=home)
        assert (found.code, "Comes out the same: 0 of " in found.flat) == (0, True), found.out
        assert shown in found.flat
