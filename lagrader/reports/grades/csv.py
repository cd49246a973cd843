"""``grades.csv``, for eyes and spreadsheets: a line for each learner, a column for each criterion.

UTF-8 with the mark by which spreadsheets know it, commas, CRLF (RFC 4180). An honest 0 is 0; who handed in nothing and
what could not be graded have empty cells and a status. Text that a spreadsheet would compute is quoted by an
apostrophe (OWASP, CSV Injection); numbers are numbers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from fractions import Fraction

from lagrader.gradebook import Gradebook
from lagrader.harmless import quoted
from lagrader.phrases import points_number
from lagrader.reports.grades.table import OUTDATED, PROVISIONAL, Line, Table, read_table

MARK = "\ufeff"
_HEAD = ("id", "name", "email", "status", "late", "points", "max_points")
_BEFORE = "points_before_late"
"""Is there where lateness cost somebody something."""


def render(book: Gradebook) -> Iterator[str]:
    """Return the whole table, line by line."""
    return render_table(read_table(book))


def render_table(table: Table) -> Iterator[str]:
    """Return a table that was read already."""
    before = [_BEFORE] if any(line.penalty for line in table.lines) else []
    yield MARK + _line([*_HEAD, *before, *(column.name for column in table.columns), "remark"])
    for line in table.lines:
        yield _line(_cells(table, line, before=bool(before)))


def _cells(table: Table, line: Line, *, before: bool) -> list[str]:
    row = line.row
    who = [row.learner, row.name, row.email, row.status.value, "late" if row.late or line.penalty else ""]
    waits = [PROVISIONAL] if line.marks and line.marks.pending else []
    waits += [f"{line.penalty.percent} off for late work: {line.penalty.reason}."] if line.penalty else []
    remark = " ".join([row.reason, *row.notes, *waits, *([OUTDATED] if line.outdated else [])]).strip()
    if line.marks is None or row.points is None or row.max_points is None:
        return [*who, "", "", *([""] if before else []), *("" for _ in table.columns), remark]
    points = {name: mark for name, mark in line.marks.points.items() if name not in line.marks.pending}
    each = [str(points_number(points[c.name])) if c.name in points else "" for c in table.columns]
    sums = [row.points, row.max_points, *([sum(line.marks.points.values(), Fraction())] if before else [])]
    return [*who, *(str(points_number(one)) for one in sums), *each, remark]


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow([quoted(cell) for cell in cells])
    return text.getvalue()
