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
from lagrader.phrases import few, points_text
from lagrader.reports.grades import filling
from lagrader.reports.grades.filling import Filled
from lagrader.reports.grades.table import Table
from lagrader.submission.sheet import Sheet

_IDENTITY = ("ID", "SIS User ID", "SIS Login ID", "Student")
_ASSIGNMENT = re.compile(r"(?P<title>.+) \((?P<id>\d+)\)", re.DOTALL)
_TEST_STUDENT = "student, test"


def fill(sheet: Sheet, table: Table, title: str, wanted: str | None, about: str) -> Filled:
    """Return the export with the class's marks in one assignment's column, scaled to what it gives.

    ``wanted`` names the column (its heading, title or number); else it is the one called like the course, ``title``,
    or the only one. ``about`` names the file.

    Raises:
        UsageError: it is no such export, has no such column, or is about another class.
    """
    header = list(sheet.rows[0]) if sheet.rows else []
    places = {name: header.index(name) for name in _IDENTITY if name in header}
    if "Student" not in places or len(places) < 2:
        raise UsageError(
            f"{about} is no gradebook export of Canvas: it has no columns Student and ID. In Canvas: Grades, Export."
        )
    column = _column(header, title, wanted, about)
    most = _possible(sheet, places["Student"], column)
    keys = {
        at: [row[places[name]].strip() for name in _IDENTITY if name in places and places[name] < len(row)]
        for at, row in enumerate(sheet.rows)
        if at and column < len(row) and _is_student(row, places)
    }
    found = filling.match(table, keys, about)
    comma = filling.has_commas(sheet, [column])
    rows = [list(row) for row in sheet.rows]
    excused, bare, changed = [], [], []
    for at, line in found.lines.items():
        mark, before = filling.scaled(line, most), rows[at][column].strip()
        if before.upper() == "EX":
            excused.append(line.row.learner)
        elif mark is None:
            bare.append(line.row.learner)
        else:
            rows[at][column] = filling.number_text(mark, comma=comma)
            if before and filling.number(before) != filling.number(rows[at][column]):
                changed.append(f"{line.row.learner} {before} -> {rows[at][column]}")
    filled = len(found.lines) - len(excused) - len(bare)
    out_of = f", out of {points_text(most)}" if most is not None else ""
    notes = [f'{filled:,} of {len(keys):,} rows filled, in "{header[column]}"{out_of}. No column is added.']
    notes += filling.notes_on(found, {"excused": excused, "without marks here": bare})
    if changed:
        notes.append(f"Another grade stood there: {few(changed)}.")
    if any(row[places["Student"]].casefold().strip() == _TEST_STUDENT for row in sheet.rows[1:]):
        notes.append("Canvas skips the row of its test student.")
    return Filled(sheet.with_rows(rows), tuple(notes))


def _is_student(row: Sequence[str], places: dict[str, int]) -> bool:
    name = row[places["Student"]].strip().casefold() if places["Student"] < len(row) else ""
    return bool(name) and not name.startswith("points possible") and name != _TEST_STUDENT


def _column(header: Sequence[str], title: str, wanted: str | None, about: str) -> int:
    found = {at: match for at, heading in enumerate(header) if (match := _ASSIGNMENT.fullmatch(heading))}
    if wanted is not None:
        fitting = [at for at, match in found.items() if wanted in (match[0], match["title"], match["id"])]
    else:
        fitting = [at for at, match in found.items() if match["title"].casefold() == title.casefold()]
        fitting = fitting or (list(found) if len(found) == 1 else [])
    if len(fitting) == 1:
        return fitting[0]
    names = few([f'"{match[0]}"' for match in found.values()])
    which = f"There are {names}" if found else "It has none: make the assignment in Canvas and export again"
    lack = f'has no assignment "{wanted}"' if wanted is not None else "has several assignments" if found else "has none"
    raise UsageError(f"{about} {lack}. Name the column with --column. {which}.")


def _possible(sheet: Sheet, student: int, column: int) -> Fraction | None:
    """What the assignment gives, as the row below the headings says."""
    for row in sheet.rows[1:4]:
        if student < len(row) and row[student].strip().casefold().startswith("points possible"):
            return filling.number(row[column]) if column < len(row) else None
    return None
