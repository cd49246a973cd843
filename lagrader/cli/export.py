"""``lagrader export``: a gradebook for other programs, for platforms, and for its learners."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lagrader.cli import console
from lagrader.cli.diff import SubmissionsOption
from lagrader.cli.options import MarksCourseOption, course_of_marks
from lagrader.cli.writing import replace_whole
from lagrader.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lagrader.gradebook import Gradebook

WHOLE = ("csv", "json", "jsonl")
INTO = ("canvas", "moodle")
PAGES = ("html", "markdown", "gradescope")


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", hidden=True)],
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="NAME[=FILE]",
            help="csv, json, jsonl; canvas, moodle (with --into); html, markdown, gradescope (=FOLDER or =FILE.zip).",
        ),
    ] = "csv",
    into: Annotated[
        Path | None,
        typer.Option("--into", metavar="FILE", help="The table that you downloaded from Canvas or Moodle."),
    ] = None,
    column: Annotated[
        str | None, typer.Option("--column", metavar="NAME", help="Which column of it holds the grades.")
    ] = None,
    release: Annotated[
        str,
        typer.Option("--release", metavar="WHAT", help="Pages: visible, for learners, or all that there is."),
    ] = "visible",
    submissions: SubmissionsOption = None,
    course: MarksCourseOption = None,
) -> None:
    """Write the grades in DIR for programs, platforms or learners.

    DIR is what lagrader grade was given with --out.
    """
    from lagrader.gradebook import Gradebook

    name, equals, file = format_.partition("=")
    _refuse(name, format_, file, bool(equals), into, column, release)
    if submissions is not None and name not in PAGES:
        raise UsageError("--submissions is for pages: html or markdown, which have the work beside them.")
    with Gradebook.reading(folder) as book:
        if file and Path(file).resolve() == book.path.resolve():
            raise UsageError(f"{file} is the gradebook itself: write to another file.")
        _tell_of_versions(book, folder)
        if name in INTO and into is not None:
            _fill(book, name, into, column, Path(file) if file else None)
        elif name in PAGES:
            from lagrader.cli.feedback_pages import write_pages
            from lagrader.cli.shelves import work_of
            from lagrader.phrases import counted

            loaded = course_of_marks(folder, course)
            target, hidden = Path(file), release == "all"
            with ExitStack() as closing:
                works = work_of(folder, loaded, submissions, closing)
                written = len(write_pages(book, name, target, loaded, works, hidden=hidden))
            console.say(f"Written: {target}, for {counted(written, 'learner')}.")
        else:
            _whole(book, name, Path(file) if file else None)


def _refuse(
    name: str, format_: str, file: str, equals: bool, into: Path | None, column: str | None, release: str
) -> None:
    """Refuse what doesn't go together, before anything is read."""
    from lagrader.reports.grades import check_name

    check_name(name, (*WHOLE, *INTO, *PAGES))
    if equals and not file:
        raise UsageError(f"--format {format_} names no file: write --format {name}=FILE, or --format {name}.")
    if (into is None) == (name in INTO):
        if into is None:
            where = "Grades, Export" if name == "canvas" else "the assignment's grading worksheet"
            raise UsageError(f"{name} takes the table that you downloaded ({where}): --into FILE.")
        raise UsageError("--into belongs to --format canvas or moodle.")
    if column is not None and into is None:
        raise UsageError("--column names a column of --into FILE.")
    if name in PAGES and not file:
        raise UsageError(f"{name} is a page for each learner: name a folder or a zip, --format {name}=feedback.")
    if release not in ("visible", "all"):
        raise UsageError(f'--release takes visible or all, and "{release}" is neither.')


def _tell_of_versions(book: Gradebook, folder: Path) -> None:
    """Say where marks are handed on that are not to be compared with each other."""
    outdated = book.outdated()
    number = sum(row.key in outdated for row in book.rows())
    if number:
        names = f"lagrader grades {console.shell_word(folder)} --problems names them"
        console.say(f"For another version of the course than most: {number:,} of these marks. {names}.")


def _whole(book: Gradebook, name: str, file: Path | None) -> None:
    from lagrader.reports.grades import export as find_export

    pieces = find_export(name)(book)
    _write((piece.encode("utf-8") for piece in pieces), file)


def _fill(book: Gradebook, name: str, into: Path, column: str | None, file: Path | None) -> None:
    """Fill in a platform's table; the downloaded one stays as it is."""
    from lagrader.reports.feedback import in_a_line
    from lagrader.reports.grades import canvas, moodle
    from lagrader.reports.grades.table import read_table
    from lagrader.submission import display
    from lagrader.submission.sheet import read_sheet

    if file is not None and file.exists() and into.exists() and file.samefile(into):
        raise UsageError(f"{file} is what you downloaded, and stays as it is: write to another file.")
    about = display(into)
    sheet, table = read_sheet(into, "The table"), read_table(book)
    if name == "canvas":
        run = book.last_run()
        filled = canvas.fill(sheet, table, str(run["course_title"]) if run else "", column, about)
    else:
        filled = moodle.fill(sheet, table, lambda row: in_a_line(book, row), column, about)
    for note in (*sheet.notes, *filled.notes):
        console.say(note)
    _write([filled.sheet.encoded()], file)


def _write(pieces: Iterable[bytes], file: Path | None) -> None:
    """Write bytes, whole or not at all into a file: what is handed on does not depend on the console."""
    if file is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    _refuse_place(file)
    replace_whole(file, pieces)
    console.say(f"Written: {file}")


def _refuse_place(file: Path) -> None:
    """Refuse a file that can't be one where it is to stand."""
    if file.is_dir():
        raise UsageError(f"{file} is a folder: name a file in it.")
    if not file.parent.is_dir():
        there = "is a file, and a folder is needed" if file.parent.exists() else "is not there: make the folder first"
        raise UsageError(f"{file} cannot be written: {file.parent} {there}, or name another.")
