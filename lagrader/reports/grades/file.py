"""``grades.csv`` beside the gradebook: written whole or not at all, and never over somebody's own changes."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from lagrader.gradebook import Gradebook
from lagrader.gradebook.schema import explained
from lagrader.reports.grades.csv import render_table
from lagrader.reports.grades.table import Table

NAME = "grades.csv"
_FACT = "grades.csv"


def write_grades(book: Gradebook, table: Table) -> tuple[Path, Path | None]:
    """Write a gradebook's table; return its path, and that of a copy of the former one where a person had changed it.

    Raises:
        GradebookError: it can't be written.
    """
    path = book.path.with_name(NAME)
    data = "".join(render_table(table)).encode("utf-8")
    ours = book.fact(_FACT) or ""
    kept = _kept(path, ours.split(), data)
    fresh = path.with_name(f"{NAME}.new")
    # Both, for as long as it isn't known which of them lies there: whoever is killed now has changed nothing by hand.
    book.note(_FACT, f"{ours} {_digest(data)}".strip())
    with explained(path):
        try:
            with fresh.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if kept is not None:
                path.replace(kept)
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
    book.note(_FACT, _digest(data))
    return path, kept


def _kept(path: Path, ours: list[str], data: bytes) -> Path | None:
    """Where a table that is not as we wrote it goes, if there is one."""
    try:
        found = path.read_bytes()
    except OSError:
        return None
    if found == data or _digest(found) in ours:
        return None
    number = 1
    while (kept := path.with_name(f"grades.changed-{number}.csv")).exists():
        number += 1
    return kept


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
