"""``lagrader check``: grade one learner's work and print the report."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from lagrader.cli.options import CourseOption, DeviceOption, SeedOption, load_course, render_options
from lagrader.errors import SandboxError, UsageError

if TYPE_CHECKING:
    from lagrader.course import Course, Exercise
    from lagrader.reports import Format
    from lagrader.results import Report
    from lagrader.runner import Runner
    from lagrader.submission import Submission

PASSED, NOT_PASSED, OURS = 0, 1, 3


class Target(NamedTuple):
    """Where one report goes: a format, and a file or standard output."""

    format: Format
    file: Path | None


def check(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[N ...] [PATH]", help="Exercises (3, ex3_neuron or neuron), and a file or folder."),
    ] = None,
    course: CourseOption = None,
    device: DeviceOption = "cpu",
    seed: SeedOption = None,
    formats: Annotated[
        list[str] | None, typer.Option("--format", help="terminal, plain or json; NAME=FILE writes a file.")
    ] = None,
    fail_under: Annotated[
        float | None, typer.Option("--fail-under", min=0, max=100, help="Pass from this percentage of the points on.")
    ] = None,
    show_all: Annotated[bool, typer.Option("--all", help="Expand every failure, not only the first.")] = False,
) -> None:
    """Check your exercises: all of them, or those that you name."""
    targets = parse_targets(formats or [])
    with _announced():
        report = run_check(words or [], course, device, seed)
    write_reports(report, targets, show_all=show_all)
    raise typer.Exit(exit_code(report, fail_under))


def run_check(words: Sequence[str], course_folder: Path | None, device: str, seed: int | None) -> Report:
    """Start a worker, load course and submission meanwhile, and grade."""
    from lagrader.devices import check_name

    check_name(device)
    from lagrader.runner import Runner

    runner = Runner(device=device)  # first of all: it imports torch while the rest is read
    try:
        from lagrader.submission import find_submission

        course = load_course(course_folder)
        exercises, path = parse_words(words, course)
        targets = {exercise.id: exercise.target_names for exercise in exercises}
        submission = find_submission(path, [exercise.id for exercise in exercises], targets)
        return asyncio.run(_grade(runner, course, exercises, submission, device, seed))
    finally:
        runner.kill()


async def _grade(
    runner: Runner,
    course: Course,
    exercises: Sequence[Exercise],
    submission: Submission,
    device: str,
    seed: int | None,
) -> Report:
    from lagrader.devices import resolve
    from lagrader.grader import DEFAULT_SEED, Grader

    async with runner:
        name = device if device == "cpu" else resolve(device, await runner.devices())
        grader = Grader(runner, course, exercises, seed=DEFAULT_SEED if seed is None else seed, device=name)
        try:
            return await grader.grade(submission)
        finally:
            await grader.close()


def parse_words(words: Sequence[str], course: Course) -> tuple[tuple[Exercise, ...], Path]:
    """Tell exercises from the path: a number, an id or a short name is an exercise; any other word is a path."""
    from lagrader.submission import default_path

    exercises: list[Exercise] = []
    paths: list[str] = []
    for word in words:
        found = _exercise(word, course)
        if found is None:
            paths.append(word)
        elif found not in exercises:
            exercises.append(found)
    if len(paths) > 1:
        raise UsageError(f"One path at a time: found {', '.join(paths)}.")
    path = Path(paths[0]) if paths else default_path(Path.cwd())
    if paths and not path.exists():
        _explain_missing(paths[0], course)
    return tuple(sorted(exercises, key=lambda exercise: exercise.number)) or course.exercises, path


def _exercise(word: str, course: Course) -> Exercise | None:
    if word.isdecimal():
        return course.find(word)  # a number is never meant as a path
    if Path(word).exists() and (Path(word).suffix or "/" in word):
        return None
    try:
        return course.find(word)
    except UsageError:
        return None


def _explain_missing(word: str, course: Course) -> None:
    advice = ""
    try:
        course.find(word)
    except UsageError as error:
        advice = f" {error}" if "did you mean" in str(error) else ""
    raise UsageError(f"There is no file or folder {word}, and no exercise of that name.{advice}")


def parse_targets(formats: Sequence[str]) -> list[Target]:
    """Read ``--format NAME[=FILE]``; one of them without a file goes to standard output."""
    from lagrader.reports import find

    targets = []
    for text in formats or ["terminal"]:
        name, equals, file = text.partition("=")
        if equals and not file:
            raise UsageError(f"--format {text} names no file: write --format {name}=FILE, or --format {name}.")
        targets.append(Target(find(name), Path(file) if equals else None))
    if sum(target.file is None for target in targets) > 1:
        raise UsageError("Only one --format can go to standard output; give the others a file: --format NAME=FILE.")
    return targets


def write_reports(report: Report, targets: Sequence[Target], *, show_all: bool = False) -> None:
    """Write the files, then standard output."""
    from dataclasses import replace

    options = render_options(sys.stdout, show_all=show_all)
    in_file = replace(options, width=80, color=False, unicode=True)
    for target in targets:
        if target.file is not None:
            text = target.format.render(report, in_file)
            try:
                target.file.write_text(text, encoding="utf-8", newline="\n")
            except OSError as error:
                raise SandboxError(f"{target.file} could not be written: {error.strerror}.") from error
    for target in targets:
        if target.file is None:
            sys.stdout.write(target.format.render(report, options))


def exit_code(report: Report, fail_under: float | None) -> int:
    """0 where it passed, 1 where it did not, 3 where we failed."""
    from lagrader.results import Verdict

    criteria = [criterion for exercise in report.exercises for criterion in exercise.criteria]
    if not criteria or any(criterion.verdict is Verdict.JUDGE_ERROR for criterion in criteria):
        return OURS
    if fail_under is not None:
        score = report.score
        return PASSED if score is not None and score * 100 >= Fraction(str(fail_under)) else NOT_PASSED
    return PASSED if report.passed else NOT_PASSED


@contextlib.contextmanager
def _announced() -> Iterator[None]:
    """Say at once that something is happening; on a terminal the line goes again when it is over."""
    live = sys.stderr.isatty()
    print("Checking…" if _plain_ok() else "Checking...", end="" if live else "\n", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        if live:
            print("\r          \r", end="", file=sys.stderr, flush=True)


def _plain_ok() -> bool:
    from lagrader.cli.options import can_show_signs

    return can_show_signs(sys.stderr)
