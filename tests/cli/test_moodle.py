"""``lagrader export --format moodle``: the grading worksheet, filled and read back as its importer does."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.cli.platforms import MOODLE, export, filled, rows_of, with_tables
from tests.cli.test_grade import pytestmark  # noqa: F401 - the same machines


@pytest.fixture
def home(class_: Path, tmp_path: Path) -> Path:
    return with_tables(class_, tmp_path)


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
    assert '2 of 4 rows filled, in "Grade", out of 50.' in said
    assert 'Not in the gradebook, so their rows stay as they are: "No Body".' in said
    assert "Left as they are, locked in Moodle: cleo." in said
    assert "Moodle skips rows whose grade is as before: ben." in said
    assert "Upload it soon" in said


SWEDISH = """\
ID,Fullständigt namn,E-postadress,Status,Betyg,Högsta betyg,Betyg kan ändras,Senast ändrad (inlämning),\
Senast ändrad (betyg),Återkoppling som kommentar
Deltagare 7,Anna Berg,anna@x.org,Inlämnad,,"50,00",Ja,-,-,
Deltagare 8,Ben Ulm,ben@x.org,Inlämnad,"20,50","50,00",Ja,"torsdag, 1 maj 2025, 10:00",-,Behåll
Deltagare 9,Cleo Zweig,cleo@x.org,Inlämnad,"44,00","50,00",Nej,-,-,
"""


@pytest.mark.parametrize("words", [(), ("--column", "Betyg")])
def test_a_worksheet_in_any_language(words: tuple[str, ...], home: Path) -> None:
    run, told = filled(home, "moodle", SWEDISH, *words)
    assert run.code == 0, run.err
    rows = rows_of(run.out)
    assert [row["Betyg"] for row in rows] == ["50", "44", "44,00"]
    assert [row["Återkoppling som kommentar"] for row in rows] == ["100 of 100.", "Behåll", ""]
    assert '2 of 3 rows filled, in "Betyg", out of 50.' in told
    assert "Left as they are, locked in Moodle: cleo." in told
    assert "Another grade stood there: ben 20,50 -> 44." in told


def test_a_worksheet_with_group_marker_and_workflow(home: Path) -> None:
    text = SWEDISH.replace("Status,", "Status,Grupp,Rättare,").replace("Inlämnad,", "Inlämnad,G,,")
    text = text.replace(",Betyg kan", ",Rättningsläge,Betyg kan").replace('"50,00",', '"50,00",Ej rättad,')
    run, told = filled(home, "moodle", text)
    assert [row["Betyg"] for row in rows_of(run.out)] == ["50", "44", "44,00"]
    assert "locked in Moodle: cleo." in told


def test_a_worksheet_whose_columns_were_moved(home: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(MOODLE)))
    out = io.StringIO()
    writer = csv.DictWriter(out, ["Identifier", *sorted(set(rows[0]) - {"Identifier"})])
    writer.writeheader()
    writer.writerows(rows)
    run, told = filled(home, "moodle", out.getvalue())
    assert imported_by_moodle(run.out) == {"Participant 7": 50.0}
    assert 'in "Grade", out of 50.' in told


@pytest.mark.parametrize(
    ("old", "new", "words", "said"),
    [
        ('"50,00"', "-", (), 'are not found. There are "ID"'),
        ('"50,00"', "-", ("--column", "Betyg"), '"Högsta betyg" of table.csv says "-"'),
        ('"50,00"', '"A\nB\nC"', ("--column", "Betyg"), "points can't be put on a scale. In Moodle, have"),
        ('"50,00"', '"1,000"', ("--column", "Betyg"), '"Högsta betyg" of table.csv says "1,000"'),
        ("Nej", "Kanske", (), "yes or no to whether they can be changed, are not found"),
        ("Betyg", "Betyg", ("--column", "Status"), '"Betyg" of table.csv says ""'),
        ("Betyg", "Betyg", ("--column", "Namn"), 'table.csv has no column "Namn". There are "ID"'),
    ],
)
def test_a_worksheet_that_is_not_understood(old: str, new: str, words: tuple[str, ...], said: str, home: Path) -> None:
    text = SWEDISH.replace('"20,50"', "").replace('"44,00"', "44").replace(old, new)
    run, told = filled(home, "moodle", text, *words)
    assert (run.code, run.out) == (2, "")
    assert said in told


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        (MOODLE.replace("50.00", '"A\nB"').replace("Maximum grade", "Scale").replace("44.00", "B"), (), "on a scale"),
        (MOODLE.replace("50.00", "-").replace("44.00", "B"), (), '"Maximum grade" of table.csv says "-"'),
        (MOODLE, ("--column", "Full name"), "does not hold the grades: they stand before their maximum"),
        (MOODLE.replace("Last modified (grade)", "Remark"), (), "no column that says when a grade was changed"),
        ("ID,N,Betyg,Max,Kan\nDeltagare 7,Anna Berg,,50,Ja", (), "no column that says when a grade was changed"),
        (MOODLE.replace("50.00,No", "40.00,No"), (), "one number for all"),
    ],
)
def test_a_worksheet_that_moodle_would_not_take(text: str, words: tuple[str, ...], said: str, home: Path) -> None:
    run, told = filled(home, "moodle", text, *words)
    assert (run.code, run.out) == (2, "")
    assert said in told


def test_a_maximum_with_a_sign_between_thousands(home: Path) -> None:
    run, told = filled(home, "moodle", MOODLE.replace("50.00", '"1,000.00"'))
    assert [row["Grade"] for row in rows_of(run.out)] == ["1000", "880", "1.00", ""]
    assert "Another grade stood there: ben 44.00 -> 880." in told


def test_two_learners_of_one_name_in_moodle(people: Path) -> None:
    rows = ["Participant 904,Kim Li", "Participant 12,Kim Li", "Participant 901,Cem Oz", "Participant 902,Cem Oz"]
    text = "\n".join([MOODLE.splitlines()[0], *(f"{row},,Submitted,,50.00,Yes,-,-," for row in rows)])
    run, told = filled(people, "moodle", text)
    assert [row["Grade"] for row in rows_of(run.out)] == ["50", "", "", "44"]
    assert '"Kim Li" could be 904 or 905, "Cem Oz" has the id or address of "Anna Berg" (901).' in told


def test_a_blind_worksheet(people: Path) -> None:
    text = "Identifier,Status,Grade,Maximum grade,Grade can be changed,Last modified (grade)\n"
    run, told = filled(
        people, "moodle", f"{text}Participant 902,Submitted,,50.00,Yes,-\nParticipant 5,-,,50.00,Yes,-\n"
    )
    assert [row["Grade"] for row in rows_of(run.out)] == ["44", ""]
    assert 'Not in the gradebook, so their rows stay as they are: "5".' in told
    run, told = filled(people, "moodle", f"{text}Participant 5,Submitted,,50.00,Yes,-\n")
    assert run.code == 2
    assert 'looked for in "Identifier". Is it another class\'s? Else grade once more, with a --roster' in told
