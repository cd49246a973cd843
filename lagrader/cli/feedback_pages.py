"""Learners' pages on the disk: a folder for each, written by ``export`` and ``report``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from lagrader.cli import console
from lagrader.cli.shelves import Shelf

if TYPE_CHECKING:
    from lagrader.course import Course
    from lagrader.gradebook import Gradebook, Row
    from lagrader.reports.feedback import Works


def write_pages(
    book: Gradebook, name: str, target: Path, course: Course, works: Works, *, hidden: bool
) -> dict[str, str]:
    """Write a folder for each learner, with the page, what replays the failures, and the work where it is at hand.

    ``name`` is the pages' format, ``works`` gives a learner's work. Return what each learner's folder is called.
    """
    from lagrader.cli.groups import tell_of_unheard
    from lagrader.reports.feedback import ENDINGS, pages

    places, without_page, without_work = dict[str, str](), list[str](), list[str]()
    called = _called(book)
    with Shelf(target) as shelf:
        for page in pages(book, name, hidden=hidden, course=course, works=works):
            if not page.text:
                without_page.append(f"{page.row.learner} ({page.row.status})")
                continue
            place = places[page.row.learner] = shelf.place(called(page.row))
            shelf.put(place, f"feedback{ENDINGS[name]}", page.text)
            if page.replay:
                shelf.put(place, "replay.py", page.replay)
            if page.replay and not page.work:
                without_work.append(page.row.learner)
            for file, text in page.work:
                shelf.put(place, f"work/{file}", text)
    _tell_who_lacks(without_page, without_work)
    tell_of_unheard(book, book.path.parent)
    return places


def _tell_who_lacks(page: list[str], work: list[str]) -> None:
    from lagrader.phrases import few

    if page:
        console.say(f"Without a page: {few(page)}.")
    if work:
        console.say(
            f"Without the work beside the page, since it is not where it was graded, or was changed: {few(work)}. "
            "Another place of it: --submissions PATH."
        )


def _called(book: Gradebook) -> Callable[[Row], str]:
    """What learners' folders are called: of a Moodle download as there, so that they can be uploaded."""
    from lagrader.reports.grades.moodle import feedback_folder

    run = book.last_run()
    moodle = run is not None and run["layout"] == "moodle"
    return lambda row: feedback_folder(row.label) if moodle and row.label else row.learner


def known_pages(book: Gradebook, target: Path) -> dict[str, str]:
    """Return what the folders of learners are called whose pages an earlier export wrote into ``target``."""
    from lagrader.reports.feedback import has_page
    from lagrader.submission.shelf import natural

    shelf, called = Shelf(target), _called(book)
    rows = sorted((row for row in book.rows() if has_page(row, "html")), key=lambda row: natural(row.learner))
    places = {row.learner: shelf.place(called(row)) for row in rows}
    return {learner: place for learner, place in places.items() if (target / place / "feedback.html").is_file()}
