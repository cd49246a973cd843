"""The grades of a class: as a table for spreadsheets, as JSON, at the end of a batch, as a list."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest

from lagrader.errors import UsageError
from lagrader.gradebook import Gradebook, Row, Status
from lagrader.reports import RenderOptions
from lagrader.reports.grades import export
from lagrader.reports.grades.csv import MARK, quoted
from lagrader.reports.grades.summary import summarise
from lagrader.reports.grades.table import Table, read_table
from lagrader.reports.grades.terminal import closing, listing, problems
from lagrader.results import ExerciseResult, Feedback, Verdict
from tests.gradebook.examples import BASIS, FACTS
from tests.reports.grades.classes import a_class, graded

ROOT = Path(__file__).resolve().parents[3]
ORDER = ["=1+1", "S1", "s1", "s2", "s3", "s4", "s5", "s10"]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Gradebook]:
    with a_class(tmp_path / "marks") as made:
        yield made


@pytest.fixture
def table(book: Gradebook) -> Table:
    return read_table(book)


def rows_of(book: Gradebook) -> dict[str, dict[str, str]]:
    text = "".join(export("csv")(book)).removeprefix(MARK)
    return {row["id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


# --- csv -------------------------------------------------------------------------------------------------


def test_a_line_for_each_learner_in_natural_order(book: Gradebook) -> None:
    assert [id_.removeprefix("'") for id_ in rows_of(book)] == ORDER


def test_criteria_are_columns_in_the_rubrics_order(book: Gradebook) -> None:
    text = "".join(export("csv")(book))
    head = "id,name,email,status,late,points,max_points,ex3.value,ex10.output,ex10.free,remark\r\n"
    assert text.startswith(MARK + head)
    assert {len(row) for row in csv.reader(io.StringIO(text, newline=""))} == {11}


def test_zero_is_zero_and_nothing_is_empty(book: Gradebook) -> None:
    rows = rows_of(book)
    assert [rows["s10"][name] for name in ("status", "points", "max_points", "ex3.value", "ex10.output")] == [
        *("graded", "0", "16", "0", "0")
    ]
    for learner, status in {"s3": "not handed in", "s4": "unreadable", "s5": "not graded"}.items():
        row = rows[learner]
        assert row["status"] == status
        assert {row[name] for name in ("points", "max_points", "ex3.value", "ex10.output", "ex10.free")} == {""}
    assert rows["s4"]["remark"] == "work.rar cannot be opened."
    assert (rows["s1"]["points"], rows["s1"]["ex10.output"]) == ("6.5", "2.5")
    assert (rows["s2"]["late"], rows["s1"]["late"]) == ("late", "")
    assert rows["s10"]["name"] == "Ünal, Zoë"


def test_what_a_spreadsheet_would_compute_is_quoted(book: Gradebook) -> None:
    assert "'=1+1" in rows_of(book)
    assert rows_of(book)["s4"]["name"] == "'@cleo"


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('=HYPERLINK("http://x","y")', '\'=HYPERLINK("http://x","y")'),
        ("+1", "'+1"),
        ("-2+3", "'-2+3"),
        ("@a", "'@a"),
        ("\t=1", "\\t=1"),
        (" =1", "' =1"),
        ("\uff1d1", "'\uff1d1"),
        ("-5", "-5"),
        ("-2.5", "-2.5"),
        ("3", "3"),
        ("Anna", "Anna"),
        ("a\nb", "a\\nb"),
        ("Berg; Anna", "Berg; Anna"),
        ("a;=1+1", "a;'=1+1"),  # where semicolons separate
        ('a; "=1"', 'a;\' "=1"'),
        ("=1;-2", "'=1;'-2"),
    ],
)
def test_quoting(cell: str, shown: str) -> None:
    assert quoted(cell) == shown


EXPORT = """
import sys
from pathlib import Path
from lagrader.gradebook import Gradebook
from lagrader.reports.grades import export
with Gradebook.reading(Path(sys.argv[1])) as book:
    sys.stdout.buffer.write("".join(export("csv")(book)).encode())
"""


@pytest.mark.parametrize("settings", [{"LC_ALL": "C"}, {"LC_ALL": "de_DE.UTF-8", "PYTHONUTF8": "0"}, {"LANG": "tr_TR"}])
def test_the_same_bytes_in_every_locale(settings: dict[str, str], book: Gradebook) -> None:
    command = [sys.executable, "-c", EXPORT, str(book.path.parent)]
    ran = subprocess.run(command, cwd=ROOT, env={**os.environ, **settings}, capture_output=True, check=True)
    assert ran.stdout == "".join(export("csv")(book)).encode()


# --- json ------------------------------------------------------------------------------------------------


def test_json_holds_a_report_for_each(book: Gradebook) -> None:
    found = json.loads("".join(export("json")(book)))
    assert found["format_version"] == 1
    submissions = {submission["id"]: submission for submission in found["submissions"]}
    assert list(submissions) == ORDER
    assert submissions["s3"]["status"] == "not_handed_in"
    assert (submissions["s3"]["report"], submissions["s3"]["points"]) == (None, None)
    assert submissions["s10"]["points"] == 0
    schema = json.loads((ROOT / "docs" / "report.schema.json").read_text("utf-8"))
    reports = [submission["report"] for submission in submissions.values() if submission["report"]]
    assert len(reports) == 5
    for report in reports:
        jsonschema.validate(report, schema)


def test_jsonl_is_the_same_line_by_line(book: Gradebook) -> None:
    whole = json.loads("".join(export("json")(book)))["submissions"]
    lines = [json.loads(line) for line in "".join(export("jsonl")(book)).splitlines()]
    assert [{"format_version": 1, **submission} for submission in whole] == lines


def test_an_empty_class(tmp_path: Path) -> None:
    with Gradebook.writing(tmp_path) as book:
        assert json.loads("".join(export("json")(book))) == {"format_version": 1, "submissions": []}
        assert "".join(export("jsonl")(book)) == ""
        assert "".join(export("csv")(book)) == f"{MARK}id,name,email,status,late,points,max_points,remark\r\n"
        summary = summarise(read_table(book))
        assert (summary.submissions, summary.mean, summary.hardest, summary.mistake) == (0, None, None, None)
        assert "0 submissions in 1 s: 0 graded." in closing(summary, 0, [], "lagrader", RenderOptions())


def test_a_format_that_is_not_there() -> None:
    with pytest.raises(
        UsageError, match=r'no format "cvs" for grades; did you mean "csv"\? There are csv, json, jsonl'
    ):
        export("cvs")


# --- the end of a batch ----------------------------------------------------------------------------------


def test_the_summary(table: Table) -> None:
    summary = summarise(table)
    assert (summary.submissions, summary.absent, summary.unreadable, summary.stopped, summary.not_graded) == (
        7,
        1,
        1,
        1,
        1,
    )
    scores = [Fraction(100), Fraction(0), Fraction(13, 32) * 100, Fraction(100), Fraction(13, 48) * 100]
    assert summary.mean == sum(scores) / 5
    assert summary.median == Fraction(13, 32) * 100
    assert (summary.low, summary.full) == (40, 40)
    assert summary.hardest == ("ex10.output", Fraction(40))
    assert summary.mistake == ("BIAS_MISSING", 2)


def test_a_file_that_is_not_there_is_no_mistake(tmp_path: Path) -> None:
    missing = replace(graded(0, 0), exercises=tuple(map(absent, graded(0, 0).exercises)))
    with Gradebook.writing(tmp_path) as book:
        book.begin(FACTS)
        book.record(b"key", missing, 0.1)
        book.enter(Row("anna", Status.GRADED, key=b"key"))
        assert summarise(read_table(book)).mistake is None


def test_who_imports_what_is_not_here_is_grouped(tmp_path: Path) -> None:
    with Gradebook.writing(tmp_path) as book:
        book.begin(FACTS)
        for learner, package in (("anna", "seaborn"), ("bé", "matplotlib"), ("cleo", "matplotlib")):
            report = graded(4, 12)
            first = replace(
                report.exercises[0].criteria[0],
                verdict=Verdict.LOAD_ERROR,
                feedback=(Feedback("MISSING_PACKAGE", "Not here."),),
                exception=f"ModuleNotFoundError: No module named '{package}'",
            )
            key = BASIS.key(learner.encode())
            book.record(key, replace(report, exercises=(replace(report.exercises[0], problem=first),)), 0.1)
            book.enter(Row(learner, Status.GRADED, key=key))
        table = read_table(book)
    assert "Imported, but not here: matplotlib (2), seaborn (1)." in closing(
        summarise(table), 1, [], "x", RenderOptions()
    )
    text = problems(table, "c", "x", RenderOptions(unicode=False))
    assert "Imported, but not here (2)\n  matplotlib: b\\xe9, cleo\n  seaborn: anna\n" in text


def absent(exercise: ExerciseResult) -> ExerciseResult:
    problem = replace(exercise.criteria[0], verdict=Verdict.MISSING, feedback=(Feedback("MISSING_FILE", "Not there."),))
    return replace(exercise, problem=problem)


def test_the_closing_words(table: Table) -> None:
    text = closing(summarise(table), 22.4, ["marks/grades.csv"], "lagrader grades marks --problems", RenderOptions())
    assert text == (
        "7 submissions in 22 s: 4 graded, 3 need a look.\n\n"
        "  mean 53.5   median 40.6   40 % below 40   full marks 40 %\n"
        "  Hardest: ex10.output, 40 % got it. Most common mistake: BIAS_MISSING (2).\n"
        "  Need a look: 1 could not be read, 1 was stopped.\n"
        "  Handed in nothing: 1.\n"
        "  The same work: S1, s2.\n"
        "  Not graded through our fault: 1. Run the same command again: they are tried\n"
        "  again.\n\n"
        "  marks/grades.csv\n"
        "Next: lagrader grades marks --problems\n"
    )


def test_groups_with_the_same_work_are_named_as_far_as_one_reads(table: Table) -> None:
    groups = (tuple(f"s{n}" for n in range(12)), ("a", "b"), ("c", "d"), ("e", "f"), ("g", "h"))
    text = " ".join(closing(replace(summarise(table), alike=groups), 1, [], "x", RenderOptions()).split())
    assert "The same work: s0, s1, s2, s3, s4, s5, s6, s7, s8, s9 and 2 more; a, b; c, d; and 2 groups more." in text


def test_where_everybody_got_everything_nothing_was_hardest(tmp_path: Path, book: Gradebook) -> None:
    everything = book.rows()
    with Gradebook.writing(tmp_path / "good") as good:
        good.begin(FACTS)
        best = next(row for row in everything if row.learner == "s2")
        report = book.report(best.key or b"")
        assert report is not None
        good.record(best.key or b"", report, 0.1)
        good.enter(best)
        summary = summarise(read_table(good))
    assert (summary.hardest, summary.mistake, summary.full, summary.low) == (None, None, 100, 0)


# --- the list --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [20, 40, 59, 60, 80, 120])
@pytest.mark.parametrize("unicode", [True, False])
def test_the_list_fits_its_width(width: int, unicode: bool, table: Table) -> None:
    options = RenderOptions(width=width, unicode=unicode)
    text = listing(table, "Linear algebra", ["seed 7"], options)
    assert all(len(line) <= width for line in text.splitlines())
    assert unicode or text.isascii()
    assert text.count("16 of 16") == 2


def test_the_list(table: Table) -> None:
    text = listing(table, "Linear algebra 1.0", ["seed 7"], RenderOptions(width=80))
    assert text.splitlines()[:2] == ["Linear algebra 1.0", "8 learners · seed 7"]
    lines = {line.split()[0]: line for line in text.splitlines()[3:]}
    assert list(lines) == ORDER
    assert lines["s2"].endswith("late  ████████████████████     16 of 16")
    assert lines["s3"].endswith("not handed in")
    assert "stopped" in lines["=1+1"]
    assert lines["s10"].startswith("  s10   Ünal, Zoë  ")
    assert {len(line) for line in lines.values()} == {80}


def test_the_problems(table: Table) -> None:
    text = problems(table, "Linear algebra 1.0", "lagrader grades marks", RenderOptions(width=80))
    assert text == (
        "Linear algebra 1.0\n\n"
        "Not graded through our fault: grade again (1)\n  s5: The worker was lost.\n\n"
        "Could not be read: download it again, or ask its learner for it (1)\n"
        "  s4 (@cleo): work.rar cannot be opened.\n\n"
        "Stopped (1)\n  =1+1: 4 1/3 of 16\n\n"
        "Remarks (1)\n  s1: neuron.py was taken for ex3_neuron.py.\n\n"
        "Handed in nothing (1)\n  s3 (Ben)\n\n"
        "The same work (1)\n  S1, s2\n\n"
        "Next: lagrader grades marks LEARNER\n"
    )


def test_names_of_strangers_do_no_harm(tmp_path: Path) -> None:
    with Gradebook.writing(tmp_path) as book:
        book.begin(FACTS)
        names = ["\x1b[31mred", "a\u202eb", "<script>", "[bold]x", "李" * 60, "x" * 200]
        for number, name in enumerate(names):
            book.enter(Row(f"s{number}", Status.NOT_HANDED_IN, name))
        text = listing(read_table(book), "t", [], RenderOptions(width=80))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "<script>" in text
    assert "[bold]x" in text


# --- after the course has changed --------------------------------------------------------------------------


@pytest.fixture
def changed(tmp_path: Path) -> Iterator[Gradebook]:
    """Two of a class were gone when the course changed: of what they earned nothing is in any figure."""
    with Gradebook.writing(tmp_path / "changed") as made:
        made.begin(FACTS)
        for learner, report in {"s1": graded(4, 12, code="OLD")}.items():
            key = BASIS.key(learner.encode())
            made.record(key, report, 0.1)
            made.enter(Row(learner, Status.GRADED, key=key))
        made.begin(replace(FACTS, basis=replace(BASIS, course="d" * 64)))
        exercise = replace(graded(1, 6).exercises[0], id="ex4_new", number=4)
        made.record(b"new", replace(graded(1, 6), exercises=(exercise,)), 0.1)
        for learner in ("s2", "s3"):
            made.enter(Row(learner, Status.GRADED, key=b"new"))
        yield made


def test_marks_for_another_course_than_most_are_kept_and_in_no_figure(changed: Gradebook) -> None:
    table = read_table(changed)
    assert [line.outdated for line in table.lines] == [True, False, False]
    assert [column.name for column in table.columns] == ["ex4.value"]
    summary = summarise(table)
    assert (summary.submissions, summary.outdated, summary.mean, summary.mistake) == (3, 1, 25, None)
    said = " ".join(closing(summary, 1, [], "x", RenderOptions()).split())
    assert "For another version of the course than most, and in no figure: 1." in said
    rows = rows_of(changed)
    assert (rows["s1"]["points"], rows["s1"]["ex4.value"]) == ("16", "")
    assert rows["s1"]["remark"] == "These marks are for another version of the course than most."
    assert (rows["s3"]["ex4.value"], rows["s3"]["remark"]) == ("1", "")


def test_they_are_marked_where_they_are_listed(changed: Gradebook) -> None:
    table = read_table(changed)
    lines = listing(table, "A course", [], RenderOptions()).splitlines()
    assert [("other version" in line) for line in lines if line.strip().startswith("s")] == [True, False, False]
    assert "For another version of the course than most (1)" in problems(table, "A course", "again", RenderOptions())


def test_of_equally_many_the_newest_counts(tmp_path: Path) -> None:
    with Gradebook.writing(tmp_path) as made:
        for learner, digest in (("s1", "a" * 64), ("s2", "b" * 64)):
            made.begin(replace(FACTS, basis=replace(BASIS, course=digest)))
            made.record(digest.encode(), graded(4, 12), 0.1)
            made.enter(Row(learner, Status.GRADED, key=digest.encode()))
        assert [line.outdated for line in read_table(made).lines] == [True, False]


def test_of_one_course_nothing_is_outdated(table: Table) -> None:
    assert table.comparable == table.graded
    assert summarise(table).outdated == 0
