"""Options that several commands share, and what they mean."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lagrader.course import Course, default_course

if TYPE_CHECKING:
    from typing import TextIO

    from lagrader.reports import RenderOptions

CourseOption = Annotated[
    Path | None, typer.Option("--course", help="A course's folder; the one that comes with lagrader by default.")
]
DeviceOption = Annotated[str, typer.Option("--device", help="cpu, cuda, cuda:N, mps, or auto for the best one here.")]
SeedOption = Annotated[int | None, typer.Option("--seed", help="Draw other inputs; the same seed repeats them.", min=0)]

_SIGNS = "✓✗○│←·—…█░×³"


def load_course(folder: Path | None) -> Course:
    """Load the course that was asked for."""
    return Course.load(default_course() if folder is None else folder)


def can_show_signs(stream: TextIO) -> bool:
    """Whether the stream's encoding has our signs; a cp1252 or ASCII console does not."""
    try:
        _SIGNS.encode(stream.encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True


def has_color(stream: TextIO) -> bool:
    """Colour only on a terminal that knows it, and not where NO_COLOR is set (no-color.org: to anything)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def render_options(stream: TextIO, *, show_all: bool = False) -> RenderOptions:
    """How a report will look on ``stream``: the terminal's width, at least 20, and 80 in a pipe."""
    from lagrader.cli.app import command_names
    from lagrader.reports import RenderOptions

    width = max(20, shutil.get_terminal_size((80, 24)).columns)
    return RenderOptions(width, has_color(stream), can_show_signs(stream), show_all, command_names())


def say(text: str) -> None:
    """Print a line of diagnostics: never on standard output, which belongs to reports."""
    print(text, file=sys.stderr, flush=True)
