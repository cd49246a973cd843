"""``--format moodle``: marks filled into the grading worksheet that a teacher downloaded from Moodle.

As Moodle reads it (mod/assign/feedback/offline): participants by the number in their identifier; Identifier, Grade and
Last modified (grade) must be there, under headings of the teacher's language. A row is skipped without a word where its
grade is as before, over the maximum, locked, or was changed in Moodle after the download.
"""

from __future__ import annotations

import re

from lagrader.errors import UsageError
from lagrader.phrases import few
from lagrader.reports.grades.filling import Entries, Filled, Said
from lagrader.reports.grades.numbers import decimal_mark
from lagrader.reports.grades.people import Person, match
from lagrader.reports.grades.table import Table
from lagrader.reports.grades.worksheet import Columns, find_columns, is_locked, maximum
from lagrader.submission.sheet import Sheet

_IDENTIFIER = re.compile(r"\D*?\s?(?P<number>\d+)")
_DOWNLOADED = re.compile(r"(?P<name>.+)_(?P<rest>\d+_assignsubmission_[a-z]+_?)", re.DOTALL)
_LONGEST = 60
"""Characters of a name in a folder's: the number behind it must not be cut off."""


def fill(sheet: Sheet, table: Table, said: Said, wanted: str | None, about: str) -> Filled:
    """Return the worksheet with the class's marks, scaled to its maximum, and what is ``said`` where no comment stands.

    ``wanted`` names the column of the grades. ``about`` names the file.

    Raises:
        UsageError: it is no worksheet, its columns are not known for sure, its grades are no points, or it is about
            another class.
    """
    header = list(sheet.rows[0]) if sheet.rows else []
    rows = [[*row, *[""] * (len(header) - len(row))] for row in sheet.rows]
    students = {at: row for at, row in enumerate(rows) if at and row and row[0].strip()}
    numbers = {at: found["number"] for at, row in students.items() if (found := _IDENTIFIER.fullmatch(row[0].strip()))}
    if not students or len(numbers) < len(students):
        raise UsageError(
            f"{about} is no grading worksheet of Moodle: its first column has no identifiers such as Participant 7. In "
            "Moodle: the assignment, View all submissions, Download grading worksheet."
        )
    cells = list(students.values())
    columns = find_columns(header, cells, wanted, about)
    mark = decimal_mark(row[at] for row in cells for at in (columns.grade, columns.most))
    entries = Entries(columns.grade, maximum(header, cells, columns, mark, about), mark, takes_more=False)
    people = {at: _person(row, numbers[at], columns) for at, row in students.items()}
    looked = [header[at] for at in (0, columns.email, columns.name) if at is not None]
    matched = match(table, people, about, looked)
    for at, line in matched.lines.items():
        if is_locked(rows[at][columns.locked]):
            entries.leave(line, "locked in Moodle")
        elif entries.enter(rows[at], line) and columns.feedback is not None and not rows[at][columns.feedback].strip():
            rows[at][columns.feedback] = said(line.row)
    changed = [rows[at] if at in matched.lines else row for at, row in enumerate(sheet.rows)]
    notes = entries.notes(matched, header[columns.grade], len(people))
    if entries.unchanged:
        notes.append(f"Moodle skips rows whose grade is as before: {few(entries.unchanged)}.")
    notes.append("Upload it soon: Moodle skips, without a word, whoever was graded there after the download.")
    return Filled(sheet.with_rows(changed), tuple(notes))


def _person(row: list[str], number: str, columns: Columns) -> Person:
    email, name = (row[at].strip() if at is not None else "" for at in (columns.email, columns.name))
    return Person((number, email, name), name)


def feedback_folder(label: str) -> str:
    """Return the folder from which Moodle takes feedback back, for work that was downloaded under ``label``.

    It splits the name at underscores, and the second part must be the participant's number
    (mod/assign/feedback/file/importziplib.php).
    """
    found = _DOWNLOADED.fullmatch(label)
    if found is None:
        return label
    name = " ".join(re.sub(r"[^\w .@+()-]|_", " ", found["name"]).split())[:_LONGEST].strip(" .")
    return f"{name or 'participant'}_{found['rest']}"
