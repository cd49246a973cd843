"""What comes after grading: a page for each of 10,000 learners, and what a changed course would do to them."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from places import ROOT, Place, Row

LEARNERS, DISTINCT = 10_000, 400
"""Learners, and how many of them are graded: the others' reports are copies, under keys of their own."""


def after(place: Place, rounds: int) -> Iterator[Row]:
    """Pages beside the time that grading as many takes; and comparing all marks with those of another course."""
    from batch import grading, make_class

    work = make_class(place.folder / "class-after", DISTINCT, 30)
    seconds, _, _ = grading(place, work)
    graded = seconds / DISTINCT * LEARNERS
    marks = work.with_name(f"{work.name}-marks")
    _multiply(marks / "gradebook.sqlite")
    found = place.run(["-m", "lagrader", "export", str(marks), "--format", f"html={place.folder / 'pages'}"])
    detail = f"{found.wall:.0f} s; grading them takes {graded:.0f} s by {DISTINCT} of them"
    yield Row("after", "pages for 10,000, beside grading", found.wall / graded, "x", 0.2, detail)
    shutil.rmtree(place.folder / "pages")
    took = _compared(marks)
    yield Row(
        "after", "a diff of 10,000, all of them changed", took, "s", 5.0, "reading and comparing; nothing is graded"
    )


def _multiply(path: Path) -> None:
    """Give every report to as many learners as are missing, each under a key of its own."""
    with contextlib.closing(sqlite3.connect(path)) as book, book:
        rows = book.execute(
            "SELECT entries.key, run, graded, seconds, points, max_points, kind, waiting, report, content "
            "FROM entries JOIN results USING (key, run)"
        ).fetchall()
        for number in range(len(rows), LEARNERS):
            key, run, *kept, content = rows[number % len(rows)]
            own = number.to_bytes(4, "big") + key[4:]
            book.execute("INSERT INTO results VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (own, run, *kept))
            book.execute(
                "INSERT INTO entries (run, made, current, learner, name, email, label, late, status, reason, notes, "
                "key, content) VALUES (?, '2026-01-01T00:00:00.000+00:00', 1, ?, '', '', 'x', 0, 'graded', '', '[]', "
                "?, ?)",
                (run, f"t{number}", own, content),
            )


def _compared(marks: Path) -> float:
    """Seconds to compare every current row with one of another course whose report is another learner's."""
    sys.path.insert(0, str(ROOT))
    from dataclasses import replace

    from lagrader.gradebook import Gradebook
    from lagrader.gradebook.plan import planned

    with Gradebook.reading(marks) as book:
        rows = sorted(book.rows(), key=lambda row: row.learner)
        basis = book.basis(rows[0].key or b"")
        assert basis is not None
        others = {row.learner: replace(row, key=rows[n - 1].key) for n, row in enumerate(rows)}
        began = time.perf_counter()
        planned(book, others, replace(basis, course="0" * 64))
        return time.perf_counter() - began
