"""``grades.csv`` beside the gradebook: written whole or not at all, and never over somebody's own changes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from lagrader.gradebook import Gradebook
from lagrader.gradebook.schema import explained
from lagrader.reports.grades.csv import render_table
from lagrader.reports.grades.table import Table

NAME = "grades.csv"
_FACT = "grades.csv"


def write_grades(book: Gradebook, table: Table | Iterator[str]) -> tuple[Path, Path | None]:
    """Write a gradebook's table, or what is its text already, piece by piece.

    Return its path, and that of a copy of the former one where a person had changed it.

    Raises:
        GradebookError: it can't be written.
    """
    path = book.path.with_name(NAME)
    ours = book.fact(_FACT) or ""
    fresh = path.with_name(f"{NAME}.new")
    with explained(path):
        try:
            digest = _write(fresh, render_table(table) if isinstance(table, Table) else table)
            kept = _kept(path, [*ours.split(), digest])
            # Both, while it isn't known which of them lies there: whoever is killed now has changed nothing by hand.
            book.note(_FACT, f"{ours} {digest}".strip())
            if kept is not None:
                path.replace(kept)
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
    book.note(_FACT, f"{digest} {_moment(book)}")
    return path, kept


def current_table(book: Gradebook) -> Path | None:
    """Return the table where it is as it was written, and nothing was entered since; else None."""
    path = book.path.with_name(NAME)
    noted = (book.fact(_FACT) or "").split()
    try:
        return path if noted == [_digest(path), _moment(book)] else None
    except OSError:
        return None


def _moment(book: Gradebook) -> str:
    """A word that is another one once something was graded, or entered by hand."""
    found = book.query_one(
        "SELECT (SELECT max(id) FROM runs), (SELECT max(ended) FROM runs), (SELECT max(id) FROM entries), "
        "(SELECT count(*) FROM entries), (SELECT max(id) FROM overrides), (SELECT max(undone) FROM overrides)"
    )
    return "/".join(map(str, found or ()))


def _write(path: Path, lines: Iterable[str]) -> str:
    """Write a file line by line, down to the disk; return the digest of what is in it."""
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for line in lines:
            data = line.encode("utf-8")
            digest.update(data)
            file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _kept(path: Path, ours: list[str]) -> Path | None:
    """Where a table that is not as we wrote it goes, if there is one."""
    try:
        found = _digest(path)
    except OSError:
        return None
    if found in ours:
        return None
    number = 1
    while (kept := path.with_name(f"grades.changed-{number}.csv")).exists():
        number += 1
    return kept


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
