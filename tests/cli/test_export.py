"""``lagrader export``: tables of Canvas and Moodle, read back as their importers do, and a page for each learner."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.large_class import WITHOUT_BIAS
from tests.cli.program import Run, lagrader, right, swapped
from tests.cli.test_grade import files_of, pytestmark  # noqa: F401 - the same machines
from tests.submission.class_files import laid_out

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Lab (77),Linear algebra you actually need (78),Final Score
    Points Possible,,,,,5,10,(read only)
"Berg, Anna",901,s901,anna,"A, morning",5,,90
"Ulm, Ben",902,s902,BEN,A,4,3,80
"Zweig, Cleo",903,s903,cleo,A,4,EX,80
"Nobody, No",904,s904,nono,A,4,7,80
"Student, Test",905,,test,A,,,
"""
MOODLE = """\
Identifier,Full name,Email address,Status,Grade,Maximum grade,Grade can be changed,Last modified (submission),\
Last modified (grade),Feedback comments
Participant 7,Anna Berg,anna@x.org,Submitted,,50.00,Yes,-,-,
Participant 8,Ben Ulm,ben@x.org,Submitted,44.00,50.00,Yes,-,-,Keep this
Participant 9,Cleo Zweig,cleo@x.org,Submitted,1.00,50.00,No,-,-,
Participant 10,No Body,nobody@x.org,No submission,,50.00,Yes,-,-,
"""


@pytest.fixture(scope="module")
def class_(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Anna has everything, Ben no bias, Cleo a wrong f as well, dora.zip can't be opened."""
    home = tmp_path_factory.mktemp("class")
    wrong = {"ex3": WITHOUT_BIAS, "ex5": swapped(5, "7 * x", "7 * x * x")}
    files = files_of("anna") | files_of("ben", ex3=WITHOUT_BIAS) | files_of("cleo", **wrong)
    laid_out(home / "subs", {**files, "dora.zip": b"PK"})
    (home / "who.csv").write_text(
        "id,name,email\nanna,Anna Berg,anna@x.org\nben,Ben Ulm,ben@x.org\ncleo,Cleo Zweig,cleo@x.org\n", "utf-8"
    )
    run = lagrader("grade", "subs", "--out", "marks", "--roster", "who.csv", cwd=home)
    assert run.code == 0, run.err
    return home


@pytest.fixture
def home(class_: Path, tmp_path: Path) -> Path:
    (tmp_path / "marks").symlink_to(class_ / "marks")
    (tmp_path / "canvas.csv").write_bytes(CANVAS.encode())
    (tmp_path / "moodle.csv").write_bytes(MOODLE.encode())
    return tmp_path


def export(home: Path, format_: str, *words: str) -> Run:
    return lagrader("export", "marks", "--format", format_, *words, cwd=home)


def rows_of(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter))


# --- Canvas --------------------------------------------------------------------------------------------------


def imported_by_canvas(before: str, after: str) -> Iterator[tuple[str, str, str]]:
    """(student's id, assignment, grade) that change, as lib/gradebook_importer.rb would find them."""
    old, new = list(csv.reader(io.StringIO(before))), list(csv.reader(io.StringIO(after)))
    assert new[0] == old[0], "a heading that is not known becomes a new assignment"
    assert new[1][0].strip().startswith("Points Possible")
    for was, is_ in zip(old[2:], new[2:], strict=True):
        assert is_[:5] == was[:5]
        for heading, cell, former in zip(new[0], is_, was, strict=True):
            if (match := re.fullmatch(r".+ \((\d+)\)", heading)) and cell != former:
                yield is_[1], match[1], cell


def test_marks_arrive_in_canvas(home: Path) -> None:
    run = export(home, "canvas=upload.csv", "--into", "canvas.csv")
    assert run.code == 0, run.err
    after = (home / "upload.csv").read_text("utf-8")
    assert list(imported_by_canvas(CANVAS, after)) == [("901", "78", "10"), ("902", "78", "8.8")]
    said = " ".join(run.err.split())
    assert '2 of 4 rows filled, in "Linear algebra you actually need (78)", out of 10. No column is added.' in said
    assert "Left as they are, excused: cleo." in said
    assert "Another grade stood there: ben 3 -> 8.8." in said
    assert "Canvas skips the row of its test student." in said
    assert (home / "canvas.csv").read_text("utf-8") == CANVAS
    assert "Written: upload.csv" in said


def test_into_another_column(home: Path) -> None:
    for name in ("Lab", "77", "Lab (77)"):
        after = export(home, "canvas", "--into", "canvas.csv", "--column", name).out
        assert next(imported_by_canvas(CANVAS, after)) == ("902", "77", "4.4")
    run = export(home, "canvas", "--into", "canvas.csv", "--column", "Lbb")
    assert (run.code, run.out) == (2, "")
    assert 'canvas.csv has no assignment "Lbb". Name the column with --column.' in " ".join(run.err.split())
    assert '"Lab (77)"' in run.err


def test_several_assignments_of_which_none_is_called_so(home: Path) -> None:
    (home / "canvas.csv").write_text(CANVAS.replace("Linear algebra you actually need", "Homework"), "utf-8")
    run = export(home, "canvas", "--into", "canvas.csv")
    assert run.code == 2
    assert "canvas.csv has several assignments. Name the column with --column." in " ".join(run.err.split())


def test_two_of_one_name_are_not_guessed(home: Path) -> None:
    text = CANVAS.replace("nono", "NoNo").replace('"Nobody, No",904,s904,NoNo', '"Berg, Anna",,,')
    (home / "canvas.csv").write_text(text, "utf-8")
    run = export(home, "canvas", "--into", "canvas.csv")
    assert "Not filled, since it isn't sure whose they are: anna stands in 2 rows." in " ".join(run.err.split())
    assert [row[0] for row in imported_by_canvas(text, run.out)] == ["902"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_the_dress_of_a_table_stays(encoding: str, home: Path) -> None:
    text = (
        CANVAS.replace(",", ";")
        .replace('"Berg; Anna"', '"Bérg, Anna"')
        .replace("A; morning", "A")
        .replace("\n", "\r\n")
    )
    text = text.replace('"Ulm; Ben";902;s902;BEN;A;4;3', '"Ulm; Ben";902;s902;BEN;A;4;"3,5"')
    (home / "canvas.csv").write_bytes(text.encode(encoding))
    run = export(home, "canvas=upload.csv", "--into", "canvas.csv")
    assert "was read as separated by semicolons" in run.err
    after = (home / "upload.csv").read_bytes().decode(encoding)
    assert "\r\n" in after
    rows = rows_of(after, ";")
    assert rows[1]["Student"] == "Bérg, Anna"
    assert rows[2]["Linear algebra you actually need (78)"] == "8,8"  # with a comma, as its numbers have


# --- Moodle --------------------------------------------------------------------------------------------------


def imported_by_moodle(text: str) -> dict[str, float]:
    """Grades by participant that mod/assign/feedback/offline would take; it skips the others without a word."""
    before = {row["Identifier"]: row for row in rows_of(MOODLE)}
    found = {}
    for row in rows_of(text):
        was = before[row["Identifier"]]
        grade = row["Grade"].strip()
        in_range = bool(grade) and 0 <= float(grade) <= float(row["Maximum grade"])
        changed = bool(grade) and (not was["Grade"] or float(was["Grade"]) != float(grade))
        assert row["Last modified (grade)"] == was["Last modified (grade)"]
        if in_range and changed and row["Grade can be changed"] == "Yes":
            found[row["Identifier"]] = float(grade)
    return found


def test_marks_arrive_in_moodle(home: Path) -> None:
    run = export(home, "moodle", "--into", "moodle.csv")
    assert run.code == 0, run.err
    assert imported_by_moodle(run.out) == {"Participant 7": 50.0}
    rows = {row["Identifier"]: row for row in rows_of(run.out)}
    assert rows["Participant 7"]["Feedback comments"] == "100 of 100."
    assert rows["Participant 8"]["Feedback comments"] == "Keep this"
    assert rows["Participant 9"]["Grade"] == "1.00"
    said = " ".join(run.err.split())
    assert '2 of 4 rows filled, in "Grade".' in said
    assert "Left as they are, locked in Moodle: cleo." in said
    assert "Moodle skips rows whose grade is as before: ben." in said
    assert "Upload it soon" in said


def test_a_worksheet_in_another_language(home: Path) -> None:
    heads = (
        "ID,Vollständiger Name,E-Mail-Adresse,Status,Bewertung,Bestwertung,Bewertung kann geändert werden,x,y,Kommentar"
    )
    text = "\n".join([heads, *MOODLE.replace("Participant", "Teilnehmer/in").replace("No,", "Nein,").splitlines()[1:]])
    (home / "moodle.csv").write_text(text.replace("50.00", '"50,00"'), "utf-8-sig")
    run = export(home, "moodle", "--into", "moodle.csv")
    assert run.code == 0, run.err
    rows = rows_of(run.out)
    assert [row["Bewertung"] for row in rows] == ["50", "44", "1.00", ""]
    (home / "moodle.csv").write_text(text.replace("Bewertung,", "Värdering,"), "utf-8")
    run = export(home, "moodle", "--into", "moodle.csv")
    assert run.code == 2
    assert "name it with --column" in run.err
    assert export(home, "moodle", "--into", "moodle.csv", "--column", "värdering").code == 0


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("canvas", MOODLE, "is no gradebook export of Canvas: it has no columns Student and ID"),
        ("moodle", CANVAS, "is no grading worksheet of Moodle"),
        ("canvas", re.sub(r'^"(Berg|Ulm|Zweig).*\n', "", CANVAS, flags=re.MULTILINE), "Nobody of this class is in"),
        ("moodle", re.sub(r"^Participant [789].*\n", "", MOODLE, flags=re.MULTILINE), "Nobody of this class is in"),
        ("canvas", "", "is no gradebook export of Canvas"),
        ("moodle", "\n\n", "is no grading worksheet of Moodle"),
        ("canvas", 'Student,ID\n"open', "cannot be read for sure"),
        ("canvas", "PK\x03\x04", "it is a workbook, not a table of text"),
    ],
)
def test_a_table_that_is_not_the_one(name: str, text: str, said: str, home: Path) -> None:
    (home / "table.csv").write_text(text, "utf-8")
    run = export(home, f"{name}=out.csv", "--into", "table.csv")
    assert run.code == 2
    assert said in " ".join(run.err.split())
    assert not (home / "out.csv").exists()


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


def test_moodles_feedback_lies_under_the_names_of_its_download(tmp_path: Path) -> None:
    name = "Anna_Berg_7_assignsubmission_file_"
    laid_out(tmp_path / "subs", {f"{name}/ex3_neuron.py": WITHOUT_BIAS})
    assert lagrader("grade", "subs", "--out", "marks", "--layout", "moodle", cwd=tmp_path).code == 0
    assert export(tmp_path, "html=feedback.zip").code == 0
    with zipfile.ZipFile(tmp_path / "feedback.zip") as made:
        assert f"{name}/feedback.html" in made.namelist()
