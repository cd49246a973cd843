"""``lagrader grade``: a whole class, safely, resumable."""

from __future__ import annotations

import sys
from contextlib import ExitStack, nullcontext
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lagrader.cli import console
from lagrader.cli.options import CourseOption, DeviceOption, course_again, course_for, render_options, shard_for
from lagrader.cli.scheduler_options import (
    CaOption,
    CertOption,
    InsecureOption,
    KeyOption,
    SchedulerOption,
    WaitOption,
    scheduler_of,
)

if TYPE_CHECKING:
    from lagrader.api.grade import Found, Grades, Tell
    from lagrader.api.grading import Late
    from lagrader.batch import Tally
    from lagrader.cli.class_page import LivePage
    from lagrader.course import Course
    from lagrader.gradebook.earlier import Regraded
    from lagrader.gradebook.rows import Row
    from lagrader.reports.grades.table import Line

GRADED, BELOW, OURS = 0, 1, 3
_PAIRS = 3
"""Learners who are named with where their work lies, so that a wrong layout is seen at once."""


def grade(
    submissions: Annotated[Path, typer.Argument(metavar="SUBMISSIONS", hidden=True)],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where the gradebook and grades.csv go.")
    ] = None,
    roster: Annotated[
        Path | None, typer.Option("--roster", metavar="FILE", help="A CSV of who is in the class: id, name, email.")
    ] = None,
    layout: Annotated[
        str | None,
        typer.Option("--layout", metavar="NAME", help="canvas, moodle, gradescope, github, each or single."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List who was found with what, and run nothing.")] = False,
    jobs: Annotated[
        int | None, typer.Option("--jobs", metavar="N", min=1, help="Submissions at once; by default one per core.")
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            "--seed", metavar="N", min=0, max=(1 << 63) - 1, help="Draw the inputs of an earlier batch again."
        ),
    ] = None,
    device: DeviceOption = "cpu",
    course: CourseOption = None,
    fail_under: Annotated[
        float | None,
        typer.Option("--fail-under", metavar="PERCENT", min=0, max=100, help="Exit with 1 where somebody has less."),
    ] = None,
    policy: Annotated[
        str,
        typer.Option(
            "--policy",
            metavar="NAME",
            help="Marks of an earlier course or version: keep, replace or never-lower. lagrader diff shows them first.",
        ),
    ] = "keep",
    late: Annotated[
        str | None,
        typer.Option("--late", metavar="FILE", help="A late.yaml: the deadline, and what lateness costs; or none."),
    ] = None,
    shard: Annotated[
        str | None,
        typer.Option(
            "--shard", metavar="I/N", help="Grade the I-th of N parts of the class; lagrader merge joins them."
        ),
    ] = None,
    report: Annotated[
        bool, typer.Option("--report", help="Keep DIR/report.html current meanwhile: open it in a browser.")
    ] = False,
    unsafe: Annotated[
        bool,
        typer.Option("--unsafe-no-sandbox", help="Grade one submission that you have read, without protections."),
    ] = False,
    accept_weaker: Annotated[
        bool,
        typer.Option("--accept-weaker-sandbox", help="Grade on an NVIDIA GPU, whose driver programs must reach."),
    ] = False,
    scheduler: SchedulerOption = None,
    tls_ca: CaOption = None,
    tls_cert: CertOption = None,
    tls_key: KeyOption = None,
    insecure: InsecureOption = False,
    wait: WaitOption = None,
) -> None:
    """Grade a class: a folder, an archive, or a platform's download.

    SUBMISSIONS holds a folder, a file or an archive for each learner, or is a download of Canvas, Moodle, Gradescope or
    GitHub Classroom. Run again, only what is new or changed is graded.
    """
    from lagrader.api.grade import Found
    from lagrader.api.grading import Grading, policy_of

    wanted, rule, part = policy_of(policy), _late_rule(late), shard_for(out, shard)
    elsewhere = scheduler_of(scheduler, tls_ca, tls_cert, tls_key, wait, insecure=insecure)
    if part is not None:
        _require_a_class(unsafe=unsafe, scheduled=elsewhere is not None)
    loaded = course_for(out, course)
    with ExitStack() as closing:
        found = Found(loaded, submissions, roster, layout, closing, part)
        _tell_what_was_found(found)
        if dry_run:
            from lagrader.cli.dry_run import list_work

            list_work(found.class_, found.enrolled, loaded)
            return
        if out is None:
            from lagrader.errors import UsageError

            raise UsageError("Say where the marks go: --out marks. (--dry-run lists who was found without any.)")
        from lagrader.cli.batch_progress import Progress

        progress, page = Progress(sys.stderr), _page(out, loaded) if report else None
        tell = progress.tell if page is None else _both(progress.tell, page.tell)
        grading = Grading(
            *(loaded, found),
            jobs=jobs,
            seed=seed,
            device=device,
            unsafe=unsafe,
            accept_weaker=accept_weaker,
            scheduler=elsewhere,
            tell=tell,
            say=console.say,
        )
        with page or nullcontext():
            grades = grading.into(out, shown=progress, policy=wanted, late=rule)
            _tell_how_it_went(grades, course, page)
    raise typer.Exit(_exit_code(grades, fail_under))


def _require_a_class(*, unsafe: bool, scheduled: bool) -> None:
    """Raise UsageError for what a part of a class does not go together with."""
    from lagrader.errors import UsageError

    if unsafe:
        raise UsageError("--unsafe-no-sandbox is for one submission that you have read, and --shard for a class.")
    if scheduled:
        raise UsageError("A scheduler divides the class among its workers by itself: leave --shard or --scheduler out.")


def _late_rule(late: str | None) -> Late:
    from lagrader.gradebook.late import read_rule

    return "kept" if late is None else None if late == "none" else read_rule(Path(late))


def _page(out: Path, course: Course) -> LivePage:
    from lagrader.cli.class_page import LivePage

    page = LivePage(out, course)
    console.say(f"To watch, open {page.file} in a browser.")
    return page


def _both(one: Tell, other: Tell) -> Tell:
    def tell(tally: Tally) -> None:
        one(tally)
        other(tally)

    return tell


def _tell_what_was_found(found: Found) -> None:
    """Say which layout was seen, with the first few learners; to standard error, since nothing is graded yet."""
    from lagrader.phrases import counted, few

    for note in found.notes:
        console.say(note)
    class_, enrolled = found.class_, found.enrolled
    words = class_.layout.words
    console.say(f"{words[:1].upper()}{words[1:]}: {counted(len(class_.learners), 'learner')}.")
    if found.shard is not None:
        console.say(f"Shard {found.shard} has {len(enrolled.learners):,} of them.")
    for learner in enrolled.learners[:_PAIRS]:
        id_, label = console.exact(learner.id, sys.stderr), console.exact(learner.label, sys.stderr)
        console.say(f"  {id_}{f' ({learner.name})' if learner.name else ''} from {label}")
    if class_.aside:
        console.say(f"Nobody's work: {few(class_.aside)}.")
    if enrolled.absent:
        console.say(f"Handed in nothing, by the roster: {counted(len(enrolled.absent), 'learner')}.")
    if enrolled.strangers:
        console.say(f"Not in the roster: {few(enrolled.strangers)}.")
    for sentence in enrolled.doubtful:
        console.say(sentence)


def _tell_how_it_went(grades: Grades, course: str | None, page: LivePage | None) -> None:
    from lagrader.reports.grades.terminal import closing

    if grades.replaced is not None:
        console.say(f"{grades.csv.name} had been changed by hand: as it was it is now {grades.replaced}.")
    if grades.regraded is not None:
        console.say(_changed(grades.regraded))
        _tell_of_unheard(grades.folder)
    if grades.kept:
        console.say(_kept(grades, course))
    summary = grades.summary
    advice = f"lagrader grades {console.shell_word(grades.folder)}{' --problems' if summary.looks else ''}"
    files = [str(grades.csv), str(grades.gradebook), *([str(page.file)] if page else [])]
    print(closing(summary, grades.seconds, files, advice, render_options(sys.stdout), grades.aside), end="")


def _tell_of_unheard(folder: Path) -> None:
    from lagrader.cli.groups import tell_of_unheard
    from lagrader.gradebook import Gradebook

    with Gradebook.reading(folder) as book:
        tell_of_unheard(book, folder)


def _changed(regraded: Regraded) -> str:
    """Say what the course's change did, with the first few whose marks it moved."""
    from lagrader.phrases import counted, few, points_text

    def marks(row: Row) -> str:
        return row.status.value if row.points is None else points_text(row.points)

    moved = tuple(f"{before.learner} {marks(before)} -> {marks(after)}" for before, after in regraded.moved)
    differ = (
        f"{counted(len(moved), 'mark')} differ{'s' if len(moved) == 1 else ''}: {few(moved)}"
        if moved
        else "no mark differs"
    )
    return f"Graded anew: {counted(regraded.learners, 'mark')} of an earlier course or version, {differ}."


def _kept(grades: Grades, course: str | None) -> str:
    """Say that marks stand which another course or version gave, and how to see what would change."""
    from lagrader.phrases import counted

    number = counted(grades.kept, "mark")
    words = f"{console.shell_word(grades.folder)} {course_again(course)}".rstrip()
    return (
        f"The course, torch or lagrader is another one by now: {number} of before stand as they are. "
        f"What would change: lagrader diff {words}"
    )


def _exit_code(grades: Grades, fail_under: float | None) -> int:
    if grades.summary.not_graded:
        return OURS
    if fail_under is None:
        return GRADED
    least = Fraction(str(fail_under)) / 100
    return BELOW if any(_is_below(line, least) for line in grades.table.lines) else GRADED


def _is_below(line: Line, least: Fraction) -> bool:
    """Whether a learner has less than a share of the points that are settled; who has none has less."""
    row, marks = line.row, line.marks
    if marks is None or row.points is None:
        return True
    return row.points < least * marks.settled if marks.settled else not marks.pending
