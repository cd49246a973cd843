"""The files of a new course and of a new exercise, filled in from the templates beside this module."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from lagrader.cli.schema import schema_text
from lagrader.cli.writing import New
from lagrader.harmless import harmless_line

_TEMPLATES = files("lagrader.cli").joinpath("templates", "course")

_NAMES = (
    *("README.md", "starter.py", "rubric.yaml", "mistakes.py"),
    *(f"alternatives/{name}.py" for name in ("einsum", "multiplied", "shares")),
)

FIRST = "weighted_mean"
"""The name of a new course's exercise: what every new exercise is about, until its author has changed it."""


def course_files(folder: Path, title: str) -> list[New]:
    """Return what a course needs beside its exercises."""
    words = _words(title)
    return [
        New(folder / "exercises" / "course.yaml", _filled(_TEMPLATES / "course.yaml", words)),
        New(folder / "exercises" / "rubric.schema.json", schema_text()),
    ]


def notes(folder: Path, title: str) -> list[New]:
    """Return what a course can do without: for whoever opens its folder, and for git."""
    words = _words(title)
    return [
        New(folder / "README.md", _filled(_TEMPLATES / "README.md", words)),
        New(folder / ".gitignore", _filled(_TEMPLATES / "gitignore.txt", words)),
    ]


def exercise_files(folder: Path, number: int, short: str) -> list[New]:
    """Return the files of an exercise that works and is there to be changed."""
    id_ = f"ex{number}_{short}"
    lower = " ".join(short.replace("_", " ").split())
    words = {**_words(lower[:1].upper() + lower[1:]), "ID": id_, "NUMBER": str(number), "LOWER_TITLE": lower}
    home, template = folder / "exercises" / id_, _TEMPLATES / "exercise"
    places = {home / name: name for name in _NAMES} | {folder / "solutions" / f"{id_}.py": "solution.py"}
    return [New(place, _filled(_template(template, name), words)) for place, name in places.items()]


def title_of(folder: Path) -> str:
    """Return a title for a new course, from its folder's name: ``linear-algebra`` is about Linear algebra."""
    words = " ".join(re.findall(r"[^\W_]+", folder.resolve().name))
    return words[:1].upper() + words[1:] or "A new course"


def _words(title: str) -> dict[str, str]:
    # A text in quotes as JSON writes it is one in YAML, whatever stands in it: Null and 1e5 are no titles without them.
    return {"TITLE": harmless_line(title), "QUOTED": json.dumps(title, ensure_ascii=False)}


def _template(folder: Traversable, name: str) -> Traversable:
    # As .txt, so that nobody takes a template's Python for a module of ours: linters, and pip, which compiles them.
    return folder.joinpath(*(f"{name}.txt" if name.endswith(".py") else name).split("/"))


def _filled(template: Traversable, words: dict[str, str]) -> str:
    return re.sub("@([A-Z_]+)@", lambda found: words[found[1]], template.read_text("utf-8"))
