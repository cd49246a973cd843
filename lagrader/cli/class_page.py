"""The class's page on the disk: whole or not at all, with the learners' pages beside it, also while it grades."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

from lagrader.cli import console
from lagrader.cli.writing import replace_whole
from lagrader.errors import LagraderError

if TYPE_CHECKING:
    from types import TracebackType

    from lagrader.batch import Tally
    from lagrader.course import Course
    from lagrader.gradebook import Gradebook
    from lagrader.reports.classroom import Live
    from lagrader.reports.feedback import Works

FEEDBACK = "feedback"
"""The folder of the learners' pages, beside the gradebook."""

PART = 0.05
"""Of the time that a run takes, what writing its page may cost."""

SOONEST = 2.0
"""Seconds between two writings at least."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which page to write, and with what."""

    file: Path
    anonymous: bool = False
    pages: bool = True
    """Whether the learners' pages are written; else those that are there are linked."""
    compare_all: bool = False
    submissions: Path | None = None
    """Where the work lies, where that is not where it was graded."""
    live: Live | None = None


def page_in(folder: Path, *, anonymous: bool = False) -> Path:
    """Return where a gradebook's page lies; one without names never takes the place of the other."""
    return folder / ("report-anonymous.html" if anonymous else "report.html")


def write_page(folder: Path, course: Course, wanted: Wanted) -> None:
    """Write the page of the gradebook in ``folder``.

    Raises:
        UsageError: there is no gradebook, or what draws the pictures is not installed.
        GradebookError: the gradebook can't be read.
        SandboxError: something can't be written.
    """
    from lagrader.cli.shelves import work_of
    from lagrader.gradebook import Gradebook
    from lagrader.reports.classroom import Asked, charts, html, read_classroom

    charts.require()
    with ExitStack() as closing:
        book = closing.enter_context(Gradebook.reading(folder))
        works = None  # it is read for comparing, and for the learners' pages
        if not wanted.anonymous and wanted.live is None:
            works = work_of(folder, course, wanted.submissions, closing)
        asked = Asked(
            console.shell_word(folder),
            {} if wanted.anonymous else _links(book, course, wanted, works),
            works,
            wanted.compare_all,
            wanted.anonymous,
            wanted.live,
        )
        text = html.render(read_classroom(book, course, asked))
    replace_whole(wanted.file, [text.encode("utf-8", "backslashreplace")])


def _links(book: Gradebook, course: Course, wanted: Wanted, works: Works | None) -> dict[str, str]:
    """Return the links to the learners' pages, written before or just now."""
    from lagrader.cli.feedback_pages import known_pages, write_pages

    target = book.path.parent / FEEDBACK
    if wanted.pages and works is not None:
        places = write_pages(book, "html", target, course, works, hidden=False)
    else:
        places = known_pages(book, target)
    try:
        way = Path(os.path.relpath(target.resolve(), wanted.file.resolve().parent)).as_posix()
    except ValueError:  # on another drive of Windows
        way = ""
    beginning = quote(way) if way else target.resolve().as_uri()
    return {learner: f"{beginning}/{quote(place)}/feedback.html" for learner, place in places.items()}


class LivePage:
    """Keeps the page of a run current, beside the grading, and as often as costs little. Use as a context manager."""

    def __init__(self, folder: Path, course: Course) -> None:
        """Write nothing yet; raise UsageError where what draws the pictures is not installed."""
        from lagrader.reports.classroom import charts

        charts.require()
        self.file = page_in(folder)
        self._folder, self._course = folder, course
        self._writing: threading.Thread | None = None
        self._due, self._again = 0.0, SOONEST

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write the last page, which no longer looks again by itself; with everybody's feedback where all went well."""
        if self._writing is not None:
            self._writing.join()
        with contextlib.nullcontext() if kind is None else contextlib.suppress(LagraderError):
            write_page(self._folder, self._course, Wanted(self.file, pages=kind is None))

    def tell(self, tally: Tally) -> None:
        """Have the page written, if it is time and the last writing is done."""
        if time.monotonic() < self._due or (self._writing is not None and self._writing.is_alive()):
            return
        self._writing = threading.Thread(target=self._write, args=(tally.done, tally.total), name="report")
        self._writing.start()

    def _write(self, done: int, total: int) -> None:
        from lagrader.reports.classroom import Live

        began = time.monotonic()
        live = Live(done, total, max(1, round(self._again)))
        with contextlib.suppress(LagraderError):  # what keeps it from being written, the last page tells
            write_page(self._folder, self._course, Wanted(self.file, pages=False, live=live))
        took = time.monotonic() - began
        self._again = max(SOONEST, took / PART)
        self._due = time.monotonic() + self._again - took
