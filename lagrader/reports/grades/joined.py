"""One table of the tables of a class's parts, line by line, since to make it from 100,000 reports takes a minute."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import chain
from operator import itemgetter
from pathlib import Path

from lagrader.gradebook import Gradebook
from lagrader.harmless import unquoted
from lagrader.reports.grades.file import current_table
from lagrader.submission.shelf import natural


def joined_tables(books: Sequence[Gradebook]) -> Iterator[str] | None:
    """Return the pieces of the table of all, as it would be made from a gradebook of all their rows.

    None where that can't be said: one is not there as it was written, or has other columns, or marks are for several
    versions of the course, of which only the whole class tells the usual one.
    """
    paths = [current_table(book) for book in books]
    courses = {course for book in books for course in _courses(book)}
    if None in paths or len(courses) > 1:
        return None
    tables = [_read(path) for path in paths if path is not None]
    heads = {tuple(table[0]) for table in tables if table}
    return _pieces(heads.pop(), tables) if len(heads) == 1 else None


def _courses(book: Gradebook) -> Iterator[str]:
    """Yield the digest of each course that current marks are for."""
    yield from map(
        itemgetter(0),
        book.query(
            "SELECT DISTINCT course FROM entries JOIN results ON results.key = entries.key "
            "JOIN runs ON runs.id = results.run WHERE current"
        ),
    )


def _read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _pieces(head: Sequence[str], tables: Sequence[Sequence[list[str]]]) -> Iterator[str]:
    lines = sorted(chain.from_iterable(table[1:] for table in tables), key=lambda line: natural(unquoted(line[0])))
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([head, *lines])
    yield text.getvalue()
