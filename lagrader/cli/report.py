"""``lagrader report``: the class at a glance, as a page for the browser or as a screen."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lagrader.cli import console
from lagrader.cli.diff import SubmissionsOption
from lagrader.cli.options import MarksCourseOption, course_of_marks
from lagrader.errors import UsageError

if TYPE_CHECKING:
    from lagrader.course import Course
    from lagrader.reports.classroom import Classroom

FORMATS = ("html", "terminal")


def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", hidden=True)],
    format_: Annotated[
        str, typer.Option("--format", metavar="NAME[=FILE]", help="html, by default DIR/report.html, or terminal.")
    ] = "html",
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="Without names and without what is hidden: to be shown in class.")
    ] = False,
    no_pages: Annotated[
        bool, typer.Option("--no-pages", help="Write no feedback pages; those that are there are linked.")
    ] = False,
    compare: Annotated[
        bool, typer.Option("--compare", help="Look for work that differs only in names in a large class, too.")
    ] = False,
    submissions: SubmissionsOption = None,
    course: MarksCourseOption = None,
) -> None:
    """Show the class at a glance, as a page or on a screen.

    Scores, criteria, mistakes, who needs help, equal work. DIR is what lagrader grade was given with --out. The page is
    one file that opens without a network; DIR/feedback gets a page for each learner.
    """
    from lagrader.cli.class_page import Wanted, page_in, write_page
    from lagrader.cli.forms import chosen, write

    (name, file) = chosen([format_], FORMATS)[0]
    loaded = course_of_marks(folder, course)
    if name == "html":
        wanted = Wanted(file or page_in(folder, anonymous=anonymous), anonymous, not no_pages, compare, submissions)
        write_page(folder, loaded, wanted)
        console.say(f"Written: {wanted.file}")
        return
    if no_pages:
        raise UsageError("--no-pages belongs to the page: --format terminal writes none anyway.")
    from lagrader.reports.classroom.terminal import render

    found = _read(folder, loaded, submissions, anonymous=anonymous, compare=compare)
    write([(name, file)], {"terminal": lambda options: render(found, options)})


def _read(folder: Path, course: Course, submissions: Path | None, *, anonymous: bool, compare: bool) -> Classroom:
    from lagrader.cli.shelves import work_of
    from lagrader.gradebook import Gradebook
    from lagrader.reports.classroom import Asked, read_classroom

    with ExitStack() as closing:
        book = closing.enter_context(Gradebook.reading(folder))
        works = None if anonymous else work_of(folder, course, submissions, closing)
        asked = Asked(console.shell_word(folder), works=works, compare_all=compare, anonymous=anonymous)
        return read_classroom(book, course, asked)
