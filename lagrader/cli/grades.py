"""``lagrader grades``: a gradebook in the terminal."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lagrader.cli import console
from lagrader.cli.options import render_options

if TYPE_CHECKING:
    from lagrader.gradebook import Gradebook, Row

DirectoryArgument = Annotated[Path, typer.Argument(metavar="DIR", hidden=True)]


def grades(
    folder: DirectoryArgument,
    learner: Annotated[str | None, typer.Argument(metavar="LEARNER", hidden=True)] = None,
    problems: Annotated[bool, typer.Option("--problems", help="Only what a person should look at.")] = False,
    show_all: Annotated[bool, typer.Option("--all", help="With LEARNER: expand every failure.")] = False,
) -> None:
    """Show everybody's points in a gradebook, or one learner's report.

    DIR is what lagrader grade was given with --out; LEARNER is an id or a name of that class.
    """
    from lagrader.gradebook import Gradebook

    with Gradebook.reading(folder) as book:
        if learner is not None:
            _write_report(book, row_of(book, learner, folder), show_all=show_all)
        else:
            _write_list(book, folder, problems=problems)


def _write_list(book: Gradebook, folder: Path, *, problems: bool) -> None:
    from lagrader.reports.grades import terminal
    from lagrader.reports.grades.table import read_table

    table, title = read_table(book), _title(book)
    options = render_options(sys.stdout)
    if problems:
        again = f"lagrader grades {console.shell_word(folder)}"
        text = terminal.problems(table, title, again, options, _guidance(folder) if table.pending else {})
    else:
        text = terminal.listing(table, title, _facts(book), options)
    print(text, end="")


def _guidance(folder: Path) -> dict[str, str]:
    """Return what those who mark by hand go by, where the course that graded is still there."""
    from lagrader.cli.options import course_of_marks
    from lagrader.errors import LagraderError
    from lagrader.results import criterion_name

    try:
        exercises = course_of_marks(folder, None).exercises
        return {
            criterion_name(exercise.number, one.id): getattr(one, "guidance", "")
            for exercise in exercises
            for one in exercise.whole_rubric.criteria
        }
    except LagraderError:
        return {}  # marks can be looked at without it


def _title(book: Gradebook) -> str:
    run = book.last_run()
    return f"{run['course_title']} {run['course_version']}" if run else "No run yet"


def _facts(book: Gradebook) -> list[str]:
    from lagrader.gradebook.shards import shard_in

    run, shard = book.last_run(), shard_in(book)
    part = [f"shard {shard}"] if shard else []
    return [*part, f"seed {run['seed']}", f"graded {run['started'][:10]}"] if run else part


def row_of(book: Gradebook, learner: str, folder: Path) -> Row:
    """Return the row of who is called so: an id, a name or an address, or a part of one that nobody else has."""
    from lagrader.errors import UsageError
    from lagrader.phrases import few

    rows = book.rows()
    for key in ("learner", "name", "email", "label"):
        found = [row for row in rows if getattr(row, key).casefold() == learner.casefold()]
        exact = [row for row in found if getattr(row, key) == learner]
        if len(exact or found) == 1:
            return (exact or found)[0]
        if found:
            ids = few([row.learner for row in found])
            raise UsageError(f'"{learner}" could be several learners: {ids}. Name one by the id.')
    wanted = learner.casefold()
    part = [row for row in rows if wanted and wanted in f"{row.learner}\n{row.name}\n{row.email}".casefold()]
    if len(part) == 1:
        return part[0]
    if part:
        raise UsageError(f'"{learner}" could be {few([row.learner for row in part])}. Name one by the id.')
    close = difflib.get_close_matches(learner, [row.learner for row in rows] + [row.name for row in rows], n=1)
    meant = f" Did you mean {close[0]}?" if close else ""
    raise UsageError(f'There is no learner "{learner}" in {folder}.{meant} lagrader grades {folder} lists them.')


def _write_report(book: Gradebook, row: Row, *, show_all: bool) -> None:
    from dataclasses import replace

    from lagrader.gradebook.by_hand import comments, report_of
    from lagrader.reports.feedback import with_words
    from lagrader.reports.terminal import FORMAT
    from lagrader.reports.terminal.page import DIM, TITLE, Page
    from lagrader.reports.views import for_teacher

    options = replace(render_options(sys.stdout), show_all=show_all, commands=frozenset(), advice=False)
    page = Page(options)
    page.paragraph(f"{row.learner} ({row.name})" if row.name else row.learner, 0, TITLE)
    page.facts(
        [row.status.value, *(["late"] if row.late else []), *_handed(row), *([row.email] if row.email else [])], 0
    )
    for sentence in filter(None, [row.reason, *row.notes]):
        page.paragraph(sentence, 0, DIM)
    for sentence in (*_former(book, row), *_no_longer(book, row)):
        page.paragraph(sentence, 0, DIM)
    print(page.text())
    report = report_of(book, row)
    if report is not None:
        print(FORMAT.render(for_teacher(with_words(report, comments(book), {})), options), end="")


def _handed(row: Row) -> list[str]:
    from lagrader.moments import written

    return [f"handed in {written(row.handed)}"] if row.handed else []


def _former(book: Gradebook, row: Row) -> list[str]:
    """Say which other marks the learner had, the newest first."""
    from lagrader.gradebook.by_hand import marks_ever
    from lagrader.phrases import out_of

    return [
        f"Before: {out_of(former.points, former.max_points)}, entered {_when(made)}."
        for made, former in list(marks_ever(book, row.learner))[-2::-1]
        if former.points is not None and former.max_points is not None
    ]


def _no_longer(book: Gradebook, row: Row) -> list[str]:
    """Say what was entered by hand and holds no more, the newest first."""
    from lagrader.cli.override import entry
    from lagrader.gradebook.by_hand import ever_entered

    ended = [one for one in ever_entered(book, row.learner) if one.undone]
    return [f"By hand until {_when(one.undone)}: {entry(one)}" for one in reversed(ended)]


def _when(made: str) -> str:
    """Return a gradebook's moment as it is here."""
    from datetime import datetime

    return f"{datetime.fromisoformat(made).astimezone():%Y-%m-%d %H:%M}"
