"""What ``lagrader init`` writes for other places: a CI's file, Gradescope's folder, the course as one notebook."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from lagrader import __version__
from lagrader.cli.console import shell_word

if TYPE_CHECKING:
    from lagrader.cli.installing import Install
    from lagrader.course import Course, Exercise

CI = {
    "github": ("github.yml", Path(".github/workflows/lagrader.yml")),
    "gitlab": ("gitlab.yml", Path(".gitlab-ci.yml")),
}
"""The template and its place in a repository, by the name that ``--ci`` takes."""

NOTEBOOK = "exercises.ipynb"


def ci_file(name: Literal["github", "gitlab"], install: Install, course: str) -> tuple[Path, str]:
    """Return the place of a CI's file in a repository, and what stands in it; ``course`` goes behind ``--course``."""
    template, place = CI[name]
    return place, _text(template, install, course)


def gradescope_files(install: Install) -> Iterator[tuple[Path, str]]:
    """Yield the files of Gradescope's autograder, both to be run."""
    for name in ("setup.sh", "run_autograder"):
        yield Path(name), _text(name, install)


def notebook(course: Course) -> str:
    """Return the course as one notebook: each exercise with its statement, its starter and a cell that checks it."""
    cells = [_markdown(f"# {course.title}\n\nRun this cell first."), _code("%load_ext lagrader")]
    for exercise in course.exercises:
        cells += _cells_of(course, exercise)
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": kernel, "cells": cells}, indent=1) + "\n"


def _cells_of(course: Course, exercise: Exercise) -> list[dict[str, Any]]:
    statement = (exercise.folder / "README.md").read_text("utf-8")
    starter = course.starter_of(exercise).strip()
    return [_markdown(statement.strip()), _code(starter), _code(f"%check {exercise.number}")]


def _markdown(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}


def _code(text: str) -> dict[str, Any]:
    lines = text.splitlines(keepends=True)
    return {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": lines}


def _text(name: str, install: Install, course: str = "") -> str:
    text = files("lagrader.cli").joinpath("templates", name).read_text("utf-8")
    is_package = len(install.requirements) > 1 or not course
    values = {
        "VERSION": __version__,
        "INSTALL": install.words,
        "KEY": install.key,
        "COURSE": f" --course {shell_word(course)}" if course else "",
        "RUBRIC": _INSTALLED if is_package else _OWN,
    }
    for word, value in values.items():
        text = text.replace(f"@{word}@", value)
    return text


_INSTALLED = "The rubric comes from the installed package; what stands here changes no mark."
_OWN = "The rubric is this repository's own: whoever may push here may change it."
