"""Options that several commands share, and what they mean."""

from __future__ import annotations

import contextlib
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from lagrader.cli import console

if TYPE_CHECKING:
    from lagrader.course import Course
    from lagrader.gradebook import Gradebook, Shard
    from lagrader.reports import RenderOptions

CourseOption = Annotated[
    str | None,
    typer.Option(
        "--course",
        metavar="COURSE",
        help="A course's folder, or the name of an installed one; by default the one that came with lagrader.",
    ),
]
"""A text: as a path, ``./averages`` would lose what says that the folder is meant."""
MarksCourseOption = Annotated[
    str | None,
    typer.Option(
        "--course",
        metavar="COURSE",
        help="A course's folder, or the name of an installed one; by default the one that graded DIR.",
    ),
]
DeviceOption = Annotated[
    str, typer.Option("--device", metavar="NAME", help="cpu, cuda, cuda:N, mps, or auto for the best one here.")
]
SeedOption = Annotated[
    int | None, typer.Option("--seed", metavar="N", help="Draw other inputs; the same seed repeats them.", min=0)
]
ExerciseArgument = Annotated[str, typer.Argument(metavar="N", hidden=True)]
"""Described in each command's own words: Typer would show the type of a Python value beside it."""


def load_course(course: str | Path | None) -> Course:
    """Load the course that was asked for; where none was, say so inside a course of somebody's own."""
    from lagrader.course import course_of

    loaded = course_of(course)
    if course is None:
        _tell_of_another(loaded)
    return loaded


def course_of_marks(folder: Path, course: str | None) -> Course:
    """Load the course that graded the class in ``folder``, where it still is and none was asked for.

    Raises:
        NoGradebookError: nothing was graded into the folder.
        UsageError: the marks are for another course.
    """
    from lagrader.gradebook import Gradebook
    from lagrader.gradebook.earlier import refuse_another_course

    with Gradebook.reading(folder) as book:
        loaded = load_course(_recorded(book) if course is None else course)
        refuse_another_course(book, loaded.identity, str(loaded.folder.resolve()))
    return loaded


def course_for(folder: Path | None, course: str | None) -> Course:
    """Load the course to grade by: where none was asked for, the one that graded into ``folder`` before."""
    from lagrader.gradebook import Gradebook, GradebookError

    if course is None and folder is not None:
        with contextlib.suppress(GradebookError), Gradebook.reading(folder) as book:  # none yet, or an older one
            if before := _recorded(book):
                loaded = load_course(before)
                if course_named(loaded, None):
                    console.say(f"By the course that graded before: {before}")
                return loaded
    return load_course(course)


def shard_for(folder: Path | None, text: str | None) -> Shard | None:
    """Return the part of the class to grade: where none was asked for, the one that stands in ``folder``."""
    from lagrader.gradebook import Gradebook, GradebookError, shard_of
    from lagrader.gradebook.shards import shard_in

    if text is not None or folder is None:
        return None if text is None else shard_of(text)
    with contextlib.suppress(GradebookError), Gradebook.reading(folder) as book:  # none yet, or an older one
        return shard_in(book)
    return None


def _recorded(book: Gradebook) -> Path | None:
    run = book.last_run()
    origin = None if run is None or not run["origin"] else Path(run["origin"])
    return origin if origin is not None and (origin / "exercises").is_dir() else None


def course_named(loaded: Course, course: str | None) -> list[str]:
    """Return what names a course in a command that takes the one that came with lagrader by default."""
    from lagrader.course import default_course

    if course is None:
        return [] if loaded.folder.samefile(default_course()) else ["--course", str(loaded.folder)]
    return ["--course", course]


@cache
def _tell_of_another(loaded: Course) -> None:
    from lagrader.course import course_around

    try:
        here = Path.cwd()
        around = course_around(here)
    except OSError:
        return
    if around is not None and not around.samefile(loaded.folder):
        named = "." if around == here else console.shell_word(around)
        console.say(f'This is "{loaded.title}", which came with lagrader; the course around you is --course {named} .')


def course_again(course: str | Path | None) -> str:
    """Return what must be said again of ``--course`` in advice, nothing where it wasn't said."""
    return "" if course is None else f"--course {console.shell_word(course)}"


def render_options(stream: TextIO) -> RenderOptions:
    """How a report will look on ``stream``."""
    from lagrader.cli.app import command_names
    from lagrader.reports import RenderOptions

    return RenderOptions(
        console.width(),
        console.has_color(stream),
        console.can_show_signs(stream),
        commands=command_names(),
        environment=os.environ,
    )
