"""What comes after grading: pages for 10,000 learners, one page of all, and what a changed course would do to them."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from places import ROOT, Place, Row

LEARNERS, DISTINCT = 10_000, 400
"""Learners, and how many of them are graded: the others' reports are copies, under keys of their own."""


def after(place: Place, rounds: int) -> Iterator[Row]:
    """Pages beside the time that grading takes; the class's page; comparing all marks with those of another course."""
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
    yield from _at_a_glance(place, marks)
    took = _compared(marks)
    yield Row(
        "after", "a diff of 10,000, all of them changed", took, "s", 5.0, "reading and comparing; nothing is graded"
    )


def _at_a_glance(place: Place, marks: Path) -> Iterator[Row]:
    """The page of the class: written, weighed, and opened in Chromium where there is one."""
    found = place.run(["-m", "lagrader", "report", str(marks), "--no-pages"])
    page = marks / "report.html"
    yield Row("after", "the class of 10,000 at a glance", found.wall, "s", 20.0, "read, drawn and written")
    yield Row("after", "its page", page.stat().st_size / 1e6, "MB", 8.0)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium and find_spec("playwright"):
        yield Row("after", "its page, opened", _opened(page, chromium), "s", 3.0, "Chromium, until it is drawn")


def _opened(page: Path, chromium: str) -> float:
    """Median seconds until a browser that runs has loaded the page, and has drawn it once."""
    from playwright.sync_api import sync_playwright

    found = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for _ in range(5):
            tab = browser.new_page()
            began = time.perf_counter()
            tab.goto(page.resolve().as_uri())
            tab.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
            found.append(time.perf_counter() - began)
            tab.close()
        browser.close()
    return median(found)


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
