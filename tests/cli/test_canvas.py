"""``lagrader export --format canvas``: Canvas' own table, filled and read back as its importer does."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from lagrader.reports.grades.people import are_two
from tests.cli.platforms import CANVAS, COURSE, LONG, MOODLE, PEOPLE, export, filled, rows_of, with_tables
from tests.cli.program import lagrader
from tests.cli.test_grade import pytestmark  # noqa: F401 - the same machines


@pytest.fixture
def home(class_: Path, tmp_path: Path) -> Path:
    return with_tables(class_, tmp_path)


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


@pytest.mark.slow
def test_marks_arrive_in_canvas(home: Path) -> None:
    run = export(home, "canvas=upload.csv", "--into", "canvas.csv")
    assert run.code == 0, run.err
    after = (home / "upload.csv").read_text("utf-8")
    assert list(imported_by_canvas(CANVAS, after)) == [("901", "78", "10"), ("902", "78", "8.8")]
    said = " ".join(run.err.split())
    assert '2 of 4 rows filled, in "Linear algebra you actually need (78)", out of 10. No column is added.' in said
    assert "Left as they are, excused: cleo." in said
    assert "Another grade stood there: ben 3 -> 8.8." in said
    assert 'Not in the gradebook, so their rows stay as they are: "Nobody, No".' in said
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


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        (
            "Lab (77),Homework (78)",
            f'no assignment "{COURSE[:-5]}". Name the column with --column. There are "Lab (77)"',
        ),
        ("Remark,Homework 7 (99)", "no assignment"),
        (f"{COURSE},{COURSE[:-4]}(79)", f'several assignments called "{COURSE[:-5]}"'),
        ("Lab,Remark", "table.csv has no assignment: make one in Canvas, with points, and export again."),
    ],
)
def test_a_column_is_only_taken_where_it_is_called_like_the_course(headings: str, said: str, home: Path) -> None:
    run, told = filled(home, "canvas", CANVAS.replace(f"Lab (77),{COURSE}", headings))
    assert (run.code, run.out) == (2, "")
    assert said in told
    assert ("--column" in told) == ("(" in headings)


@pytest.mark.parametrize("possible", ["0", "0.00", "", "(read only)", '"1,000"', None])
def test_an_assignment_that_gives_nothing(possible: str | None, home: Path) -> None:
    row = "    Points Possible,,,,,5,10,(read only)\n"
    run, told = filled(home, "canvas", CANVAS.replace(row, row.replace("10", possible) if possible is not None else ""))
    assert (run.code, run.out) == (2, "")
    assert f'for "{COURSE}", and marks are scaled to it. Give the assignment its points in Canvas' in told


@pytest.mark.parametrize("possible", ['"1,000.00"', '"1.000,00"', '"1 000,00"', "1000", '"1,000.0"'])
def test_thousands(possible: str, home: Path) -> None:
    run, told = filled(home, "canvas", CANVAS.replace(",5,10,(read", f",5,{possible},(read"))
    assert (run.code, rows_of(run.out)[2][COURSE]) == (0, "880")
    assert "out of 1000." in told


def test_a_decimal_comma_in_another_column(home: Path) -> None:
    text = CANVAS.replace(",", ";").replace('"Berg; Anna"', '"Berg, Anna"').replace("BEN;A;4;3", "BEN;A;3,5;")
    run, _ = filled(home, "canvas", text)
    assert rows_of(run.out, ";")[2][COURSE] == "8,8"


def test_thousands_are_told_by_another_column(home: Path) -> None:
    run, told = filled(
        home, "canvas", CANVAS.replace("5,10,(read", '5,"1,000",(read').replace("BEN,A,4,", "BEN,A,3.5,")
    )
    assert (run.code, rows_of(run.out)[2][COURSE]) == (0, "880")
    assert "out of 1000." in told


def test_an_id_with_the_name_of_somebody_else(people: Path) -> None:
    head = CANVAS.splitlines()[:2]
    rows = ['"Oz, Cem",901,,,A,,3,', '"Berg, Anna",555,902,,A,,,', '"Li, Kim",904,,,A,,,', '"Li, Kim",,,,A,,,']
    text = "\n".join([*head, *rows, ""])
    run, told = filled(people, "canvas", text)
    assert run.code == 0
    assert list(imported_by_canvas(text, run.out)) == [("904", "78", "10")]
    assert (
        'Not filled, since it isn\'t sure whose they are: "Li, Kim" could be 904 or 905, '
        '"Oz, Cem" has the id or address of "Anna Berg" (901), "Berg, Anna" has the id or address of "Cem Oz" (902).'
    ) in told


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Berg", "Berg, Anna"),
        ("Anna Maria Berg", "Anna Lindström"),
        ("bergannamaria", "Berg, Anna Maria"),
        ("libo", "Li, Bo"),
        ("José Núñez", "NUNEZ JOSE"),
        ("Jürgen Müller", "Juergen Mueller"),
        ("A. Berg", "Berg, Anna"),
        ("Alex Oz", "Alexander Ulm"),
        ("", "Berg, Anna"),
        ("s2041", "Berg, Anna"),
        ("anna@x.org", "Oz, Cem"),
        ("张伟", "Zhang Wei"),
        ("Мария Иванова", "Maria Ivanova"),
    ],
)
def test_names_that_may_be_one_person(one: str, other: str) -> None:
    assert not are_two(one, other)
    assert not are_two(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("Anna Berg", "Oz, Cem"), ("ozcem", "Berg, Anna"), ("Мария", "Анна"), ("Li Bo", "Kim Oz")]
)
def test_names_that_are_two(one: str, other: str) -> None:
    assert are_two(one, other)
    assert are_two(other, one)


def test_names_of_every_kind(people: Path) -> None:
    names = [f'"{PEOPLE[id_]}",{id_},,,A,,,' for id_ in ("903", "906", "907")] + [f'"{LONG}x",,,,A,,,']
    text = "\n".join([*CANVAS.splitlines()[:2], *names, ""])
    run, told = filled(people, "canvas", text)
    assert run.code == 0, run.err
    assert [row[0] for row in imported_by_canvas(text, run.out)] == ["903", "906", "907"]
    assert f'stay as they are: "{LONG[:60]}…"' in told
    sheet = [MOODLE.splitlines()[0]]
    sheet += [f'Participant {id_},"{PEOPLE[id_]}",,Submitted,,50.00,Yes,-,-,' for id_ in ("903", "906", "907")]
    run, _ = filled(people, "moodle", "\n".join(sheet))
    assert [row["Grade"] for row in rows_of(run.out)] == ["50", "50", "50"]
    assert [row["Full name"] for row in rows_of(run.out)] == [PEOPLE[id_] for id_ in ("903", "906", "907")]


def test_two_of_one_name_are_not_guessed(home: Path) -> None:
    text = CANVAS.replace("nono", "NoNo").replace('"Nobody, No",904,s904,NoNo', '"Berg, Anna",,,')
    (home / "canvas.csv").write_text(text, "utf-8")
    run = export(home, "canvas", "--into", "canvas.csv")
    assert "Not filled, since it isn't sure whose they are: anna stands in 2 rows." in " ".join(run.err.split())
    assert [row[0] for row in imported_by_canvas(text, run.out)] == ["902"]


def test_who_was_forgotten_is_not_missed(class_: Path, tmp_path: Path) -> None:
    shutil.copytree(class_ / "marks", tmp_path / "marks")
    assert lagrader("forget", "marks", "ben", "--yes", cwd=tmp_path).code == 0
    _, told = filled(tmp_path, "canvas", CANVAS)
    assert "forgotten" not in told
    assert 'Not in the gradebook, so their rows stay as they are: "Ulm, Ben", "Nobody, No".' in told


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


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("canvas", MOODLE, "is no gradebook export of Canvas: it has no column Student, ID or Section. In Canvas"),
        ("canvas", CANVAS.replace(",ID,", ",Id,"), "it has no column ID. In Canvas"),
        ("canvas", CANVAS.replace(",Section,", ",Group,"), "it has no column Section. In Canvas"),
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
