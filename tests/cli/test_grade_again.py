"""``lagrader grade`` into a folder of an earlier run, of which something is another one: course, layout, roster."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.large_class import WITHOUT_BIAS
from tests.cli.program import ROOT, course, lagrader, work
from tests.cli.test_grade import files_of, grade, marks, points, pytestmark  # noqa: F401 - the same machines
from tests.submission.class_files import laid_out

INDEXING = ROOT / "examples" / "indexing"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    laid_out(tmp_path / "subs", files_of("anna") | files_of("ben", ex3=WITHOUT_BIAS))
    return tmp_path


@pytest.mark.slow
def test_marks_of_another_course_are_not_mixed_in(home: Path) -> None:
    assert grade(home, "--course", str(INDEXING)).code == 0
    before = (home / "marks" / "grades.csv").read_bytes()
    run = grade(home, "--course", str(ROOT))
    assert run.code == 2
    told = " ".join(run.err.split())
    assert 'marks for "Picking, stretching, comparing: indexing and broadcasting", and this course is' in told
    assert f"with --course {INDEXING}; else choose another folder with --out" in told
    assert (home / "marks" / "grades.csv").read_bytes() == before


@pytest.mark.slow
def test_the_course_that_graded_before_needs_no_name(home: Path) -> None:
    own = course(home)
    grade(home, "--course", "course")
    before = (home / "marks" / "grades.csv").read_bytes()
    (own / "exercises/ex3_neuron/README.md").write_text("# A neuron from scratch\n\nCorrected.\n", "utf-8")
    again = grade(home)
    assert again.code == 0
    assert f"By the course that graded before: {own}" in " ".join(again.err.split())
    assert "2 marks of before stand as they are" in again.err
    assert (home / "marks" / "grades.csv").read_bytes() == before


@pytest.mark.slow
def test_a_course_that_was_moved_is_the_same_by_its_title(home: Path) -> None:
    own = course(home)
    grade(home, "--course", "course")
    shutil.move(own, home / "moved")
    assert grade(home, "--course", "moved").code == 0


@pytest.mark.slow
def test_another_layout_is_told(home: Path) -> None:
    grade(home)
    works = sorted((home / "subs" / "anna").iterdir())
    laid_out(home / "canvas", {f"anna_1_{n}_{path.name}": path.read_text("utf-8") for n, path in enumerate(works)})
    told = " ".join(lagrader("grade", "canvas", "--out", "marks", cwd=home).err.split())
    assert "found the layout each, this one canvas: where that is wrong, say --layout each." in told


@pytest.mark.slow
def test_without_the_roster_the_names_stay(home: Path) -> None:
    (home / "who.csv").write_text("id,name,email\nanna,Anna Ott,a@x.org\nben,Ben Ulm,b@x.org\n", "utf-8")
    grade(home, "--roster", "who.csv")
    named = marks(home)
    grade(home)
    assert marks(home) == named
    assert named["anna"]["name"] == "Anna Ott"
    assert points(home) == {"anna": "100", "ben": "88"}


# --- looking a class up ------------------------------------------------------------------------------------


def test_a_part_of_a_name_is_enough_where_it_is_one_persons(home: Path) -> None:
    (home / "who.csv").write_text("id,name,email\nanna,Anna Ott,a@x.org\nben,Ben Ottmann,b@x.org\n", "utf-8")
    grade(home, "--roster", "who.csv")
    assert lagrader("grades", "marks", "ottMANN", cwd=home).out.startswith("ben (Ben Ottmann)")
    run = lagrader("grades", "marks", "ott", cwd=home)
    assert (run.code, run.out) == (2, "")
    assert '"ott" could be anna, ben. Name one by the id.' in run.err
    assert lagrader("grades", "marks", "B@X.ORG", cwd=home).out.startswith("ben (Ben Ottmann)")
    assert 'There is no learner "x y"' in lagrader("grades", "marks", "x y", cwd=home).err


def test_what_is_nobodys_is_told_at_the_end_and_by_the_dry_run(home: Path) -> None:
    folder = "Anna_Berg_{}_assignsubmission_file"
    works = [path.read_text("utf-8") for path in sorted((home / "subs" / "anna").iterdir())]
    laid_out(home / "moodle", {f"{folder.format(n)}/ex{n}.py": text for n, text in enumerate(works, 1)})
    laid_out(home / "moodle", {"extra.zip": b"PK", "notes.txt": "x"})
    run = lagrader("grade", "moodle", "--out", "marks", cwd=home)
    assert "Nobody's, and not graded: extra.zip." in run.flat
    dry = lagrader("grade", "moodle", "--dry-run", cwd=home)
    assert "extra.zip  is nobody's work\n" in dry.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--out", "subs"], "subs is the folder of the submissions itself: choose another --out, such as marks."),
        (["--out", "m", "--roster", "no.csv"], "The roster no.csv cannot be read: there is no such file."),
        (["--out", "m", "--roster", "r.xlsx"], "it is a workbook, not a table of text. Save it as CSV in UTF-8."),
    ],
)
def test_words_that_lead_nowhere(words: list[str], said: str, home: Path) -> None:
    (home / "r.xlsx").write_bytes(b"PK\x03\x04 and so on")
    run = lagrader("grade", "subs", *words, cwd=home)
    assert run.code == 2
    assert said in " ".join(run.err.split())


def test_an_export_into_a_file_says_where_it_is(home: Path) -> None:
    grade(home)
    run = lagrader("export", "marks", "--format", "json=all.json", cwd=home)
    assert (run.out, run.err) == ("", "Written: all.json\n")
    assert (home / "all.json").is_file()


def test_a_limit_is_told_beside_every_format(tmp_path: Path) -> None:
    work(tmp_path, {3: None})
    run = lagrader("check", "--fail-under", "80", "--format", "json", cwd=tmp_path)
    assert (run.code, run.err.splitlines()[-1]) == (0, "Passed: 80 % reached, 80 % needed.")
    run = lagrader("check", "--fail-under", "80.5", "--format", "plain", cwd=tmp_path)
    assert (run.code, run.err.splitlines()[-1]) == (1, "Not passed: 80 % reached, 80.5 % needed.")
