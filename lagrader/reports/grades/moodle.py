"""``--format moodle``: marks filled into the grading worksheet that a teacher downloaded from Moodle.

As Moodle reads it (mod/assign/feedback/offline): participants by the number in their identifier; Identifier, Grade and
Last modified (grade) must be there, under headings of the teacher's language. A row is skipped without a word where its
grade is as before, over the maximum, locked, or was changed in Moodle after the download.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from lagrader.errors import UsageError
from lagrader.phrases import few
from lagrader.reports.grades import filling
from lagrader.reports.grades.filling import Filled, Said
from lagrader.reports.grades.table import Table
from lagrader.submission.sheet import Sheet

_HEADINGS = {
    "grade": (
        "grade",
        "bewertung",
        "note",
        "calificación",
        "calificacion",
        "valutazione",
        "nota",
        "cijfer",
        "avaliação",
    ),
    "most": (
        *("maximum grade", "bestwertung", "maximale bewertung", "höchstbewertung", "note maximale"),
        *("calificación máxima", "valutazione massima", "nota máxima", "maximumcijfer"),
    ),
    "locked": (
        *("grade can be changed", "bewertung kann geändert werden", "la note peut être modifiée"),
        *("la calificación puede ser cambiada", "la valutazione può essere modificata", "cijfer kan gewijzigd worden"),
    ),
    "feedback": (
        *("feedback comments", "feedback als kommentar", "kommentar", "commentaires de feedback", "feedback"),
        *("comentarios de retroalimentación", "commenti di feedback", "feedbackopmerkingen"),
    ),
    "email": ("email address", "e-mail-adresse", "adresse de courriel", "correo electrónico", "e-mailadres"),
    "name": ("full name", "vollständiger name", "nom complet", "nombre completo", "nome completo", "volledige naam"),
}
"""What Moodle calls the columns, in small letters, in languages whose worksheets were looked at."""

_NO = frozenset({"no", "nein", "non", "não", "nee"})
_IDENTIFIER = re.compile(r"\D*?\s?(?P<number>\d+)")


def fill(sheet: Sheet, table: Table, said: Said, wanted: str | None, about: str) -> Filled:
    """Return the worksheet with the class's marks, scaled to its maximum, and what is ``said`` where no comment stands.

    ``wanted`` names the column of the grades, where its heading is of a language that is not known here. ``about``
    names the file.

    Raises:
        UsageError: it is no worksheet, has no such column, or is about another class.
    """
    header = list(sheet.rows[0]) if sheet.rows else []
    students = [at for at, row in enumerate(sheet.rows) if at and row and row[0].strip()]
    identifiers = [_IDENTIFIER.fullmatch(sheet.rows[at][0].strip()) for at in students]
    if not students or not all(identifiers):
        raise UsageError(
            f"{about} is no grading worksheet of Moodle: its first column has no identifiers such as Participant 7. In "
            "Moodle: the assignment, View all submissions, Download grading worksheet."
        )
    places = {name: _place(header, words) for name, words in _HEADINGS.items()}
    grade = _place(header, (wanted.casefold(),)) if wanted is not None else places["grade"]
    if grade is None:
        names = few([f'"{heading}"' for heading in header])
        raise UsageError(
            f"Which column of {about} holds the grades is not known: name it with --column. There are {names}."
        )
    keys = {
        at: [match["number"], *(_cell(sheet.rows[at], places[name]) for name in ("email", "name"))]
        for at, match in zip(students, identifiers, strict=True)
        if match is not None
    }
    found = filling.match(table, keys, about)
    comma = filling.has_commas(sheet, [at for at in (grade, places["most"]) if at is not None])
    rows = [[*row, *[""] * (len(header) - len(row))] for row in sheet.rows]
    locked, bare, unchanged = [], [], []
    for at, line in found.lines.items():
        most = filling.number(_cell(rows[at], places["most"]))
        mark = filling.scaled(line, most)
        if mark is None:
            bare.append(line.row.learner)
            continue
        if _cell(rows[at], places["locked"]).casefold() in _NO:
            locked.append(line.row.learner)
            continue
        unchanged += [line.row.learner] if filling.number(rows[at][grade]) == _rounded(mark) else []
        rows[at][grade] = filling.number_text(mark, comma=comma)
        if places["feedback"] is not None and not rows[at][places["feedback"]].strip():
            rows[at][places["feedback"]] = said(line.row)
    filled = len(found.lines) - len(locked) - len(bare)
    notes = [f'{filled:,} of {len(keys):,} rows filled, in "{header[grade]}".']
    notes += filling.notes_on(found, {"locked in Moodle": locked, "without marks here": bare})
    if unchanged:
        notes.append(f"Moodle skips rows whose grade is as before: {few(unchanged)}.")
    notes.append("Upload it soon: Moodle skips, without a word, whoever was graded there after the download.")
    return Filled(sheet.with_rows(rows), tuple(notes))


def _rounded(mark: Fraction) -> Fraction | None:
    return filling.number(filling.number_text(mark, comma=False))


def _place(header: Sequence[str], words: Sequence[str]) -> int | None:
    return filling.find_column(header, lambda heading: heading.strip().casefold() in words)


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place].strip() if place is not None and place < len(row) else ""
