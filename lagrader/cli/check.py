"""``lagrader check``: grade one learner's work and print the report."""

from __future__ import annotations

import contextlib
import math
import sys
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from lagrader.cli import console
from lagrader.cli.options import CourseOption, DeviceOption, SeedOption, course_again, load_course, render_options

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lagrader.cli.words import Asked
    from lagrader.reports import RenderOptions
    from lagrader.results import Report
    from lagrader.runner import Runner
    from lagrader.state.memory import State
    from lagrader.submission import Submission

PASSED, NOT_PASSED, OURS = 0, 1, 3


def check(
    words: Annotated[list[str] | None, typer.Argument(metavar="N|PATH", hidden=True)] = None,
    course: CourseOption = None,
    device: DeviceOption = "cpu",
    seed: SeedOption = None,
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            metavar="NAME[=FILE]",
            help="terminal, plain, json, markdown, html, junit and others. May be repeated.",
        ),
    ] = None,
    fail_under: Annotated[
        float | None,
        typer.Option("--fail-under", metavar="PERCENT", min=0, max=100, help="Pass from this share of the points on."),
    ] = None,
    show_all: Annotated[bool, typer.Option("--all", help="Expand every failure, not only the first.")] = False,
    hidden: Annotated[
        bool, typer.Option("--hidden", help="Look at hidden checks as well; their failures are told by kind.")
    ] = False,
    debug: Annotated[
        str | None,
        typer.Option("--debug", metavar="N", help="Run exercise N in the foreground, unconfined: breakpoint() works."),
    ] = None,
) -> None:
    """Check your exercises: all of them, or those that you name.

    N is an exercise: 3, ex3_neuron or neuron. PATH is a folder or a file with your work; without it, that is the
    folder solutions if there is one here, else this folder.
    """
    if debug is not None:
        from lagrader.cli.debug import run_debug

        raise typer.Exit(run_debug(debug, words or [], course, device))
    with announced():
        from lagrader.cli.output import parse_targets, write_reports

        targets = parse_targets(formats or [])
        checked = grade_words(words or [], course, device, seed, hidden=hidden)
        # With hidden checks it is a teacher's run over somebody's work, of which nothing is kept.
        report = checked.report if hidden else checked.report_with_changes()
    try:
        write_reports(report, targets, _options(checked, course, show_all))
    finally:
        if not hidden:
            _remember(checked, report)
        _tell_of_the_waiting()
    code = exit_code(report, fail_under)
    if fail_under is not None and report.score is not None:
        _tell_the_limit(report.score, fail_under, passed=code == PASSED)
    raise typer.Exit(code)


def _tell_of_the_waiting() -> None:
    """Say, the first time, that a process waits for the next check."""
    from lagrader.starting import leaves_one

    if leaves_one():
        from lagrader import warmth

        if warmth.is_news():
            with contextlib.suppress(OSError, ValueError):
                console.say(warmth.NEWS)


def _tell_the_limit(score: Fraction, fail_under: float, *, passed: bool) -> None:
    """Say what a CI job's colour depends on, beside a report that knows nothing of it."""
    reached = f"{math.floor(score * 1000) / 10:g} % reached, {fail_under:g} % needed"
    with contextlib.suppress(OSError, ValueError):
        console.say(f"{'Passed' if passed else 'Not passed'}: {reached}.")


def _options(checked: Checked, course: str | None, show_all: bool) -> RenderOptions:
    from dataclasses import replace
    from functools import partial

    asked = checked.asked
    options = replace(render_options(sys.stdout), show_all=show_all, course=course_again(course))
    elsewhere = partial(console.elsewhere, asked.course.title)
    return replace(options, path=asked.path_again, unhinted=asked.unhinted(checked.report), elsewhere=elsewhere)


def _remember(checked: Checked, report: Report) -> None:
    """Keep the report for next time: last, so that nobody waits for it; what becomes of it changes no exit code."""
    checked.state.save_check(report, checked.digests)
    if checked.state.problem:
        with contextlib.suppress(OSError, ValueError):
            console.say(checked.state.problem)


class Checked(NamedTuple):
    """A finished check, with what was remembered before it and the digests of the files that were graded."""

    report: Report
    asked: Asked
    submission: Submission
    digests: Mapping[str, str]
    state: State

    def report_with_changes(self) -> Report:
        """Return the report with what changed since the last check."""
        from lagrader.state.changes import with_changes

        return with_changes(self.report, self.state.exercises, self.digests, self.submission)


def run_check(words: Sequence[str], course: str | None, device: str, seed: int | None) -> tuple[Report, Asked]:
    """Grade what the words name, and remember nothing of it."""
    checked = grade_words(words, course, device, seed)
    return checked.report, checked.asked


def grade_words(
    words: Sequence[str], course: str | None, device: str, seed: int | None, *, hidden: bool = False
) -> Checked:
    """Start a worker, load course and submission meanwhile, and grade."""
    import asyncio

    from lagrader.devices import check_name

    check_name(device)
    from lagrader.runner import Runner

    runner = Runner(warm=not hidden)  # first of all: it imports torch while the rest is read
    try:
        from lagrader.cli.words import parse_words

        asked = parse_words(words, load_course(course))
        return asyncio.run(_grade(runner, asked, device, seed, hidden))
    finally:
        runner.kill()


async def _grade(runner: Runner, asked: Asked, device: str, seed: int | None, hidden: bool) -> Checked:
    from lagrader.course import targets_of
    from lagrader.devices import resolve
    from lagrader.grader import DEFAULT_SEED, Grader
    from lagrader.state.digests import digests_of
    from lagrader.state.memory import State
    from lagrader.submission import find_submission

    targets = targets_of(asked.exercises)
    submission = find_submission(asked.path, list(targets), targets, every=asked.by_name)
    digests = digests_of(submission)
    state = State(asked.course, asked.path)  # finds its folder while the worker is still importing torch
    async with runner:
        name = device if device == "cpu" else resolve(device, await runner.devices())
        chosen = DEFAULT_SEED if seed is None else seed
        grader = Grader(runner, asked.course, asked.exercises, seed=chosen, device=name, hidden=hidden)
        try:
            report = await grader.grade(submission)
            if hidden:
                from lagrader.reports.views import for_learner

                report = for_learner(report)
            return Checked(report, asked, submission, digests, state)
        finally:
            await grader.close()


def exit_code(report: Report, fail_under: float | None) -> int:
    """0 where it passed, 1 where it did not, 3 where we failed or nothing was tried."""
    from lagrader.results import Verdict

    criteria = [criterion for exercise in report.exercises for criterion in exercise.criteria]
    if not criteria or any(criterion.verdict is Verdict.JUDGE_ERROR for criterion in criteria):
        return OURS
    if fail_under is not None:
        score = report.score
        if score is None and report.pending:
            return PASSED  # nothing but what a person marks
        return PASSED if score is not None and score * 100 >= Fraction(str(fail_under)) else NOT_PASSED
    return PASSED if report.done else NOT_PASSED


@contextlib.contextmanager
def announced() -> Iterator[None]:
    """Say at once that something is happening; on a terminal the line goes again when it is over."""
    live = sys.stderr.isatty() and sys.stdout.isatty()
    text = "Checking…" if console.can_show_signs(sys.stderr) else "Checking..."
    print(text, end="" if live else "\n", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        if live:
            print(f"\r{' ' * len(text)}\r", end="", file=sys.stderr, flush=True)
