"""Which column of Moodle's grading worksheet is which, in any language.

As Moodle writes it (mod/assign/gradingtable.php): identifier, full name unless it is blind, the site's own fields such
as the address, status, perhaps group and marker; then grade, maximum or scale, perhaps the workflow's state, whether
the grade can be changed; when the work was changed and what was typed, when the grade was changed, comments. A column
is found by its English heading, also where somebody has moved it, else by this order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lagrader.errors import UsageError
from lagrader.phrases import few
from lagrader.reports.grades.numbers import number
from lagrader.reports.grades.people import quoted

_HEADINGS = {
    "name": "full name",
    "email": "email address",
    "grade": "grade",
    "most": "maximum grade",
    "locked": "grade can be changed",
    "modified": "last modified (grade)",
    "feedback": "feedback comments",
}
_ENGLISH = "identifier"
"""The first heading of a worksheet that has all of these."""
_STATUS = frozenset({"status", "statut", "état", "estado", "stato", "stav", "stan", "tila", "статус", "durum"})
_NO = frozenset(
    {
        *("no", "nein", "non", "não", "nee", "nej", "nei", "ei", "nu", "ne", "nie", "nem", "ez", "nē"),
        *("нет", "ні", "не", "όχι", "hayır", "tidak", "không"),  # noqa: RUF001 - other alphabets
        *("לא", "لا", "نه", "いいえ", "否", "아니오", "아니요"),
    }
)
_YES = frozenset(
    {
        *("yes", "ja", "oui", "sí", "si", "sì", "sim", "da", "ano", "áno", "tak", "igen", "kyllä", "jah", "taip", "jā"),
        *("да", "так", "ναι", "evet", "ya", "có", "bai"),  # noqa: RUF001 - other alphabets
        *("כן", "نعم", "بله", "はい", "是", "예", "네"),
    }
)
_ANEW = "download the worksheet again, where that does not help with Moodle in English."

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Columns:
    """The places of what is read and written."""

    grade: int
    most: int
    locked: int
    name: int | None
    email: int | None
    feedback: int | None


def find_columns(header: Sequence[str], rows: Rows, wanted: str | None, about: str) -> Columns:
    """Return the places of a worksheet's columns; ``wanted`` is the heading of the grades, ``about`` the file.

    Raises:
        UsageError: one that is needed is not there, or is not known for sure.
    """
    small = [heading.strip().casefold() for heading in header]
    known = {what: small.index(heading) for what, heading in _HEADINGS.items() if heading in small}
    if wanted is not None:
        if wanted.strip().casefold() not in small:
            raise UsageError(f"{about} has no column {quoted(wanted)}. {_there_are(header)}")
        known["grade"] = small.index(wanted.strip().casefold())
    grade, most = _grade_and_most(known, rows, header)
    locked = known.get("locked", _locked_by_order(rows, most, len(header))) if most is not None else None
    if grade is None or most is None or locked is None or not _says_yes_or_no(rows, locked):
        raise UsageError(
            f"In {about} a column of grades, then one with their maximum, then one that says yes or no to whether they "
            f"can be changed, are not found. {_there_are(header)} Points can't be put on a scale. Name the grades with "
            f"--column, or {_ANEW}"
        )
    if wanted is not None and small[grade] != _HEADINGS["grade"] and grade != most - 1:
        raise UsageError(
            f"{quoted(header[grade])} of {about} does not hold the grades: they stand before their maximum, "
            f"{quoted(header[most])}."
        )
    is_english = small[0] == _ENGLISH
    modified = known.get("modified", None if is_english else _modified_by_order(rows, locked, len(header)))
    if modified is None:
        raise UsageError(
            f"{about} has no column that says when a grade was changed (in English: Last modified (grade)), and Moodle "
            f"refuses it: {_ANEW}"
        )
    after = None if is_english or modified + 1 >= len(header) else modified + 1
    email = known.get("email", next((at for at in range(1, grade) if any("@" in row[at] for row in rows)), None))
    name = known.get("name", _name_by_order(small, grade, email))
    return Columns(grade, most, locked, name, email, known.get("feedback", after))


def _grade_and_most(known: Mapping[str, int], rows: Rows, header: Sequence[str]) -> tuple[int | None, int | None]:
    """Grades and their maximum stand side by side, where nobody has moved them."""
    grade, most = known.get("grade"), known.get("most")
    if most is None:
        most = _most_by_order(rows, len(header)) if grade is None else grade + 1
    if grade is None and most is not None:
        grade = most - 1
    return grade, most if most is not None and most < len(header) else None


def maximum(header: Sequence[str], rows: Rows, columns: Columns, mark: str, about: str) -> Fraction:
    """Return what the assignment gives, the same in all rows.

    Raises:
        UsageError: it gives no points, such as on a scale, or its number could be two.
    """
    cells = sorted({row[columns.most].strip() for row in rows})
    most = number(cells[0], mark)
    if len(cells) == 1 and most is not None and most > 0:
        return most
    says = quoted(next((cell for cell in cells if not number(cell, mark)), cells[-1]))
    raise UsageError(
        f"{quoted(header[columns.most])} of {about} says {says}, where one number for all, the maximum, is needed: "
        "points can't be put on a scale. In Moodle, have the assignment graded with points, and download the worksheet "
        "again. If another column holds the grades, name it with --column."
    )


def is_locked(cell: str) -> bool:
    """Whether a cell says that the grade can't be changed."""
    return cell.strip().casefold() in _NO


def _most_by_order(rows: Rows, width: int) -> int | None:
    """The last column of numbers over 0 before the one with yes and no, which only the workflow may part from it."""
    fitting = [at for at in range(2, width) if all(number(row[at], ".") for row in rows)]
    return max((at for at in fitting if _locked_by_order(rows, at, width) is not None), default=None)


def _locked_by_order(rows: Rows, most: int, width: int) -> int | None:
    return next((at for at in (most + 1, most + 2) if at < width and _says_yes_or_no(rows, at)), None)


def _modified_by_order(rows: Rows, locked: int, width: int) -> int | None:
    """The last column of moments; what is behind it are comments."""
    return max((at for at in range(locked + 1, width) if _says_when(rows, at)), default=None)


def _says_yes_or_no(rows: Rows, at: int) -> bool:
    return all(row[at].strip().casefold() in _YES | _NO for row in rows)


def _says_when(rows: Rows, at: int) -> bool:
    return all(re.search(r"\d|^\s*-\s*$", row[at]) for row in rows)


def _name_by_order(small: Sequence[str], grade: int, email: int | None) -> int | None:
    """Full names come second; a blind worksheet has none, and the status there."""
    is_blind = grade <= 2 or email == 1 or small[1] in _STATUS
    return None if is_blind else 1


def _there_are(header: Sequence[str]) -> str:
    return f"There are {few([quoted(heading) for heading in header])}."
