"""``--format canvas``: marks filled into the gradebook export that a teacher downloaded from Canvas.

As Canvas reads it (canvas-lms, lib/gradebook_importer.rb): students by ID, SIS User ID, SIS Login ID and name, in this
order; an assignment's column by the number in ``Title (123)``; ``EX`` excuses. A column that it doesn't know becomes a
new assignment, so none is added here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from lagrader.errors import UsageError
from lagrader.phrases import few, joined
from lagrader.reports.grades.filling import Entries, Filled
from lagrader.reports.grades.numbers import decimal_mark, number
from lagrader.reports.grades.people import Person, match, quoted
from lagrader.reports.grades.table import Table
from lagrader.submission.sheet import Sheet

_REQUIRED = ("Student", "ID", "Section")
_KEYS = ("ID", "SIS User ID", "SIS Login ID", "Student")
_PEOPLE = frozenset({*_REQUIRED, *_KEYS, "Integration ID", "Root Account"})
_ASSIGNMENT = re.compile(r"(?P<title>.+) \((?P<id>\d+)\)", re.DOTALL)
_TEST_STUDENT = "student, test"


def fill(sheet: Sheet, table: Table, title: str, wanted: str | None, about: str) -> Filled:
    """Return the export with the class's marks in one assignment's column, scaled to what it gives.

    ``wanted`` names the column (its heading, title or number); else it is the one called like the course, ``title``.
    ``about`` names the file.

    Raises:
        UsageError: it is no such export, has no such column or no points for it, or is about another class.
    """
    header = list(sheet.rows[0]) if sheet.rows else []
    missing = [name for name in _REQUIRED if name not in header]
    if missing:
        raise UsageError(
            f"{about} is no gradebook export of Canvas: it has no column {joined(missing, 'or')}. In Canvas: "
            "Grades, Export."
        )
    column = _column(header, title, wanted, about)
    rows = [[*row, *[""] * (len(header) - len(row))] for row in sheet.rows]
    places = {name: header.index(name) for name in _KEYS if name in header}
    people = {
        at: Person(tuple(row[place].strip() for place in places.values()), row[places["Student"]].strip())
        for at, row in enumerate(rows)
        if at and _is_student(row[places["Student"]])
    }
    grades = [at for at, heading in enumerate(header) if heading not in _PEOPLE]
    mark = decimal_mark(row[at] for row in rows[1:] for at in grades)
    entries = Entries(column, _possible(rows, places["Student"], column, mark, about), mark)
    found = match(table, people, about, list(places))
    for at, line in found.lines.items():
        if rows[at][column].strip().upper() == "EX":
            entries.leave(line, "excused")
        else:
            entries.enter(rows[at], line)
    changed = [rows[at] if at in found.lines else row for at, row in enumerate(sheet.rows)]
    notes = entries.notes(found, header[column], len(people))
    notes[0] += " No column is added."
    if any(row[places["Student"]].casefold().strip() == _TEST_STUDENT for row in rows):
        notes.append("Canvas skips the row of its test student.")
    return Filled(sheet.with_rows(changed), tuple(notes))


def _is_student(cell: str) -> bool:
    name = cell.strip().casefold()
    return bool(name) and not _gives_points(name) and name != _TEST_STUDENT


def _gives_points(cell: str) -> bool:
    return cell.strip().casefold().startswith("points possible")


def _column(header: Sequence[str], title: str, wanted: str | None, about: str) -> int:
    found = {at: match for at, heading in enumerate(header) if (match := _ASSIGNMENT.fullmatch(heading))}
    if not found:
        raise UsageError(f"{about} has no assignment: make one in Canvas, with points, and export again.")
    if wanted is not None:
        fitting = [at for at, match in found.items() if wanted in (match[0], match["title"], match["id"])]
    else:
        fitting = [at for at, match in found.items() if match["title"].casefold() == title.casefold()]
    if len(fitting) == 1:
        return fitting[0]
    asked = quoted(title if wanted is None else wanted)
    lack = f"several assignments called {asked}" if fitting else f"no assignment {asked}"
    names = few([quoted(match[0]) for match in found.values()])
    raise UsageError(f"{about} has {lack}. Name the column with --column. There are {names}.")


def _possible(rows: Sequence[Sequence[str]], student: int, column: int, mark: str, about: str) -> Fraction:
    """What the assignment gives, as a row below the headings says."""
    cell = next((row[column] for row in rows[1:4] if _gives_points(row[student])), "")
    most = number(cell, mark)
    if not most or most < 0:
        says = quoted(cell) if cell.strip() else "nothing"
        raise UsageError(
            f"The row Points Possible of {about} says {says} for {quoted(rows[0][column])}, and marks are scaled to "
            "it. Give the assignment its points in Canvas, and export again."
        )
    return most
