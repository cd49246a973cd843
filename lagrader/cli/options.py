"""Options that several commands share, and what they mean."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from lagrader.cli import console

if TYPE_CHECKING:
    from lagrader.course import Course
    from lagrader.reports import RenderOptions

CourseOption = Annotated[
    Path | None,
    typer.Option("--course", metavar="DIR", help="A course's folder; by default the one that came with lagrader."),
]
DeviceOption = Annotated[
    str, typer.Option("--device", metavar="NAME", help="cpu, cuda, cuda:N, mps, or auto for the best one here.")
]
SeedOption = Annotated[
    int | None, typer.Option("--seed", metavar="N", help="Draw other inputs; the same seed repeats them.", min=0)
]
ExerciseArgument = Annotated[str, typer.Argument(metavar="N", hidden=True)]
"""Described in each command's own words: Typer would show the type of a Python value beside it."""


def load_course(folder: Path | None) -> Course:
    """Load the course that was asked for."""
    from lagrader.course import course_of

    return course_of(folder)


def course_again(folder: Path | None) -> str:
    """Return what must be said again of ``--course`` in advice, nothing where it wasn't said."""
    return "" if folder is None else f"--course {console.shell_word(folder)}"


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
