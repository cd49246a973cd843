"""``lagrader diff``: what would change if the class were graded anew, before anything does."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lagrader.cli import console
from lagrader.cli.options import MarksCourseOption, course_named, course_of_marks

if TYPE_CHECKING:
    from lagrader.api.grade import Found
    from lagrader.course import Course

SubmissionsOption = Annotated[
    Path | None,
    typer.Option("--submissions", metavar="PATH", help="Where the work is, if not where it was graded last."),
]
JobsOption = Annotated[
    int | None, typer.Option("--jobs", metavar="N", min=1, help="Submissions at once; by default one per core.")
]


def diff(
    folder: Annotated[Path, typer.Argument(metavar="DIR", hidden=True)],
    submissions: SubmissionsOption = None,
    course: MarksCourseOption = None,
    jobs: JobsOption = None,
    formats: Annotated[
        list[str] | None, typer.Option("--format", metavar="NAME[=FILE]", help="terminal or json. May be repeated.")
    ] = None,
) -> None:
    """Show what would change if the class in DIR were graded anew.

    Nothing changes yet. DIR is what lagrader grade was given with --out. lagrader grade --policy replace, or
    never-lower, applies it.
    """
    from lagrader.api.grading import Grading
    from lagrader.cli.batch_progress import Progress
    from lagrader.cli.forms import FORMS, chosen, write
    from lagrader.reports.plan import plan_data, render

    targets = chosen(formats or (), FORMS)
    loaded = course_of_marks(folder, course)
    with ExitStack() as closing:
        found = found_again(folder, loaded, submissions, closing)
        progress = Progress(sys.stderr)
        grading = Grading(loaded, found, jobs=jobs, device=last_device(folder), tell=progress.tell, say=console.say)
        plan = grading.plan(folder, shown=progress)
        words = [str(found.source), "--out", str(folder), *course_named(loaded, course)]
    again = f"lagrader grade {' '.join(map(console.shell_word, words))} --policy replace".replace("./--", "--")
    write(targets, {"terminal": lambda options: render(plan, again, options), "json": lambda _: plan_data(plan)})


def found_again(folder: Path, course: Course, submissions: Path | None, closing: ExitStack) -> Found:
    """Find the class of a gradebook where it was found last, or at ``submissions``.

    Raises:
        UsageError: there is no gradebook, or nobody knows where the work is.
        SubmissionError: it is not there any more.
    """
    from lagrader.api.grade import Found
    from lagrader.errors import UsageError
    from lagrader.gradebook import Gradebook
    from lagrader.gradebook.shards import shard_in

    with Gradebook.reading(folder) as book:
        run, shard = book.last_run(), shard_in(book)
    known = run["source"] if run else ""  # nobody knows it any more where it was a forgotten person's
    if submissions is None and not (known and Path(known).exists()):
        where = f"are not at {known} any more" if known else "are nowhere that is known"
        raise UsageError(f"The submissions of {folder} {where}: name their place with --submissions PATH.")
    source = submissions or Path(known)
    layout = run["layout"] if run and submissions is None else None
    return Found(course, source, None, layout, closing, shard)


def last_device(folder: Path) -> str:
    """Return the device that a gradebook's last run was on."""
    from lagrader.gradebook import Gradebook

    with Gradebook.reading(folder) as book:
        run = book.last_run()
    return str(run["device"]) if run else "cpu"
