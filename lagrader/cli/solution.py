"""``lagrader solution``: the course's own answer once yours is right, beside yours where a person looks at it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lagrader.cli.check import NOT_PASSED, announced, exit_code, run_check
from lagrader.cli.console import say, shell_word
from lagrader.cli.options import CourseOption, ExerciseArgument, course_again, load_course, render_options

if TYPE_CHECKING:
    from lagrader.course import Course, Exercise


def solution(
    exercise: ExerciseArgument,
    path: Annotated[Path | None, typer.Argument(metavar="PATH", hidden=True)] = None,
    course: CourseOption = None,
    spoil: Annotated[bool, typer.Option("--spoil", help="Show it without full marks.")] = False,
) -> None:
    """Show the course's own solution, after full marks.

    N is a number, or a name such as neuron. PATH is a folder or a file with your work, as in lagrader check. On a
    terminal it stands beside yours; into a file or a pipe goes the solution alone.
    """
    loaded = load_course(course)
    found = loaded.find(exercise)
    if not spoil:
        _require_full_marks(found.number, path, course)
    if sys.stdout.isatty():
        from lagrader.cli.columns import beside

        sys.stdout.write(beside(_yours(loaded, found, path), found.solution, render_options(sys.stdout)))
    else:
        sys.stdout.write(found.solution)


def _yours(course: Course, exercise: Exercise, path: Path | None) -> str:
    """Return the learner's program as a check finds it, an empty text where there is none to show."""
    from lagrader.cli.words import parse_words
    from lagrader.errors import LagraderError
    from lagrader.submission import SourceFile, find_submission

    try:
        asked = parse_words([str(exercise.number), *([] if path is None else [str(path)])], course)
        submission = find_submission(asked.path, [exercise.id], {exercise.id: exercise.target_names})
    except LagraderError:
        return ""  # the solution was asked for; what is wrong with the work is a check's to say
    file = submission.files.get(exercise.id)
    return file.source.text if file is not None and isinstance(file.source, SourceFile) else ""


def _require_full_marks(number: int, path: Path | None, course: str | None) -> None:
    words = [str(number)] if path is None else [str(number), str(path)]
    with announced():
        report, _ = run_check(words, course, "cpu", None)
    if report.done:
        return
    say(f"Yours has {report.points} of {report.max_points} points: the solution is shown after full marks.")
    again = " ".join(filter(None, (str(number), "" if path is None else shell_word(path), course_again(course))))
    say(f"Next: lagrader check {again}    (to see it all the same: lagrader solution {again} --spoil)")
    raise typer.Exit(exit_code(report, None) or NOT_PASSED)
