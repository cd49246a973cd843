"""The words after ``lagrader check``: which of them are exercises, and which is the path."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lagrader.cli.console import shell_word
from lagrader.course import Course, Exercise
from lagrader.errors import UsageError
from lagrader.submission import default_path

if TYPE_CHECKING:
    from lagrader.results import Report


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: exercises of a course, and where the learner's work is looked for."""

    course: Course
    exercises: tuple[Exercise, ...]
    path: Path
    by_name: bool = False
    """Whether the exercises were named, so that each must be answered for; else all of them are meant."""

    @property
    def path_again(self) -> str:
        """The path as it must be typed again; nothing where the same work is found without it."""
        usual = _default_path()
        inside = self.path.name in {f"{exercise.id}.py" for exercise in self.course.exercises}
        if _same(self.path, usual) or (inside and _same(self.path.parent, usual)):
            return ""
        return shell_word(self.path)

    def unhinted(self, report: Report) -> frozenset[str]:
        """Return the ids of those in a report that have no hints."""
        told = {exercise.id for exercise in report.exercises}
        return frozenset(one.id for one in self.exercises if one.id in told and not one.rubric.has_hints)


def parse_words(words: Sequence[str], course: Course) -> Asked:
    """Tell exercises from the path: a number, an id or a short name is an exercise; any other word is a path.

    Raises:
        UsageError: a number that no exercise has, a path to nothing, several paths, an empty word.
    """
    exercises: list[Exercise] = []
    paths: list[str] = []
    for word in words:
        found = _exercise(word, course)
        if found is None:
            paths.append(word)
        elif found not in exercises:
            exercises.append(found)
    for word in paths:
        if not word or not os.path.lexists(word):
            raise UsageError(_nothing_called(word, course))
    if len(paths) > 1:
        raise UsageError(f"One path at a time: found {' and '.join(paths)}. Check them one after the other.")
    path = _work_in(Path(paths[0]), course) if paths else _default_path()
    named = tuple(sorted(exercises, key=lambda e: e.number))
    return Asked(course, named or course.exercises, path, bool(named))


def _work_in(path: Path, course: Course) -> Path:
    """Return the path that was named, or the folder ``solutions`` in it where that alone holds exercises."""
    inside = default_path(path)
    names = [f"{exercise.id}.py" for exercise in course.exercises]
    if inside == path or any((path / name).exists() for name in names):
        return path
    return inside if any((inside / name).exists() for name in names) else path


def _default_path() -> Path:
    try:
        return default_path(Path.cwd())
    except FileNotFoundError:
        raise UsageError("The folder that you are in was deleted: go to another one (cd), and try again.") from None


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _exercise(word: str, course: Course) -> Exercise | None:
    if word.isdecimal():
        return course.find(word)  # a number is never meant as a path
    try:
        return course.find(word) if word else None
    except UsageError:
        return None


def _nothing_called(word: str, course: Course) -> str:
    if not word:
        return "An empty word is neither an exercise nor a path. lagrader list shows the exercises."
    if re.fullmatch(r"\d+([,.-]+\d+)+,?", word):
        return f'There is no exercise "{word}": name them one by one, such as lagrader check 3 4.'
    if "\\" in word and os.path.lexists(word.replace("\\", "/")):
        return f"There is no {word}. Here a path has / between its parts: {shell_word(word.replace(chr(92), '/'))}."
    path = Path(word)
    if path.suffix or len(path.parts) > 1:
        advice = _close_file(path) or _of_an_exercise(path, course) or " Give a file or a folder with your work."
        return f"There is no {word}.{advice}"
    try:
        course.find(word)
    except UsageError as error:
        found = re.search(r"did you mean [^?]*\?", str(error))
        advice = f"; {found[0]}" if found else "."
        return f'There is no exercise, file or folder called "{word}"{advice} lagrader list shows the exercises.'
    raise AssertionError(word)  # what the course finds is an exercise


def _of_an_exercise(path: Path, course: Course) -> str:
    """Say where the exercise's file is that a name seems to mean, such as ``exercise4.py``."""
    from lagrader.submission.nearby import resembled

    alike = resembled(path.name, [exercise.id for exercise in course.exercises])
    file = _default_path() / f"{alike[0]}.py" if len(alike) == 1 else None
    if file is None or not file.exists():
        return ""
    return f" Did you mean {file.relative_to(Path.cwd())}? lagrader check {course.find(alike[0]).number}"


def _close_file(path: Path) -> str:
    import difflib

    try:
        names = sorted(os.listdir(path.parent))  # noqa: PTH208 - names alone, as they are written
    except OSError:
        return ""
    close = difflib.get_close_matches(path.name, names, n=1)
    return f" Did you mean {path.parent / close[0]}?" if close else ""
