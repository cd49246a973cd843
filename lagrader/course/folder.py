"""Finding a course and its exercises, without reading a rubric.

Neither pydantic nor NumPy is imported here: ``lagrader list`` needs neither and must start fast.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from lagrader import yamlfile
from lagrader.course.exercise import FOLDER_NAME, Exercise
from lagrader.errors import CourseError, RubricError, UsageError
from lagrader.phrases import joined

if TYPE_CHECKING:
    import os

    from lagrader.results import CourseIdentity

PACKAGE = Path(__file__).parents[1]

DIGEST_LIMIT = 256 * 1024 * 1024
"""The most bytes of all files of a course together."""

_LAYOUT = "a course is a folder with exercises/ and solutions/"

_HERE = Path()

_WORD = re.compile(r"(?!\.{1,2}$)[^/\\]{1,60}")
"""What may be the name of an installed course: it has no separator, and is neither this folder nor the one above."""

_STAMPED = r"^# Course: {}, version (.{{1,40}})$"
"""The first line of a starter, by which a file of an earlier version is known."""


@dataclass(frozen=True)
class Course:
    """A folder with ``exercises/`` and ``solutions/``; its exercises in the order of their numbers."""

    folder: Path
    title: str
    version: str
    exercises: tuple[Exercise, ...]

    @classmethod
    def load(cls, folder: Path) -> Course:
        """Find the course in ``folder``.

        Raises:
            CourseError: it is not a course, has no exercises, or two of one number; as :class:`RubricError`,
                exercises/course.yaml does not fit, or an exercise has no rubric.
        """
        folder = folder.absolute()
        exercises = _exercises(folder)
        title, version = _title_and_version(folder / "exercises" / "course.yaml")
        return cls(folder, title, version, exercises)

    @cached_property
    def digest(self) -> str:
        """SHA-256, as 64 hexadecimal digits, over names and bytes of all files of exercises/ and solutions/.

        Hidden files and ``__pycache__`` do not count: they come and go without the course being another one. Nor does
        what the audit alone reads (``alternatives/``, ``audit.yaml``): no mark depends on it.
        """
        digest = hashlib.sha256()
        for name, data in self.files():
            # With both lengths, so that no other division into names and bytes gives the same input.
            digest.update(b"%d %d " % (len(name.encode()), len(data)) + name.encode() + data)
        return digest.hexdigest()

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield names and bytes of all files that the digest is over, by name.

        Raises:
            CourseError: one can't be read, or they are too large together.
        """
        left = DIGEST_LIMIT
        for name, path in sorted(_files(self.folder)):
            data = _bytes(path, left)
            left -= len(data)
            yield name, data

    @property
    def identity(self) -> CourseIdentity:
        """What a report says about the course."""
        from lagrader.results import CourseIdentity

        return CourseIdentity(self.title, self.version, self.digest)

    def starter_of(self, exercise: Exercise) -> str:
        """Return what a learner begins an exercise with: its starter, below a line that names the course's version."""
        return f"# Course: {self._named}, version {self.version}\n{exercise.starter}"

    @property
    def _named(self) -> str:
        return " ".join(self.title.split())

    def begun_with(self, text: str) -> str:
        """Return the version that a learner's file was begun with, where it is not this one; else nothing."""
        found = re.search(_STAMPED.format(re.escape(self._named)), text, re.MULTILINE)
        return found[1] if found and found[1] != self.version else ""

    def find(self, word: str) -> Exercise:
        """Return the exercise that ``word`` names: ``3``, ``03``, ``ex3``, its id or its short name, in any case.

        Raises:
            UsageError: there is no such exercise, or the short name belongs to several.
        """
        wanted = word.strip().lower()
        if number := re.fullmatch(r"(?:ex)?([0-9]{1,9})", wanted):
            found = [exercise for exercise in self.exercises if exercise.number == int(number[1])]
        else:
            found = [exercise for exercise in self.exercises if wanted in {exercise.id, exercise.short}]
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(f'"{word}" may be {" or ".join(exercise.id for exercise in found)}; give the whole name.')
        raise UsageError(self._no_number(int(number[1])) if number else self._no_word(word))

    def _no_number(self, number: int) -> str:
        numbers = _ranges([exercise.number for exercise in self.exercises])
        return f"There is no exercise {number}; {numbers}. lagrader list shows them."

    def _no_word(self, word: str) -> str:
        from lagrader.rubric import nearest

        close = nearest(word.strip().lower(), [name for e in self.exercises for name in (e.short, e.id)])
        advice = f'did you mean "{close}"? ' if close else ""
        return f'There is no exercise "{word}"; {advice}lagrader list shows them.'


def course_of(course: Course | str | os.PathLike[str] | None, beside: Path = _HERE) -> Course:
    """Return a course that was loaded, or load it; by default the one that came with lagrader.

    A text names a folder, relative to ``beside``, or an installed course (:mod:`lagrader.course.installed`): one word
    that is no folder there. ``./word`` and a path object are always a folder.

    Raises:
        CourseError: there is no course.
    """
    if isinstance(course, Course):
        return course
    return Course.load(default_course() if course is None else _located(course, beside))


def _located(course: str | os.PathLike[str], beside: Path) -> Path:
    folder = beside / course
    if not isinstance(course, str) or not _WORD.fullmatch(course) or folder.is_dir():
        return folder
    # Imported here: it asks what is installed, which most runs need not know.
    from lagrader.course.installed import find_course

    return find_course(course)


def default_course() -> Path:
    """Return the folder of the course that came with lagrader.

    A wheel carries it inside the package, as ``_course``; an editable install has it beside the package.

    Raises:
        CourseError: it is in neither place.
    """
    for folder in (PACKAGE / "_course", PACKAGE.parent):
        if (folder / "exercises" / "course.yaml").is_file():
            return folder
    raise CourseError(
        f"The course that belongs to lagrader is not where it was installed ({PACKAGE}). "
        "Install lagrader again, or name a course with --course DIR."
    )


def comes_with_a_package(folder: Path) -> bool:
    """Whether a course is one that is installed, so that whoever has its package has all of its files."""
    from lagrader.course.installed import course_names, find_course

    homes = []
    with contextlib.suppress(CourseError):
        homes.append(default_course())
    for name in course_names():
        with contextlib.suppress(CourseError):
            homes.append(find_course(name))
    return folder.resolve() in [home.resolve() for home in homes]


def course_around(folder: Path) -> Path | None:
    """Return the nearest course that ``folder`` lies in, or is; None where it lies in none.

    Only what an author does takes it unasked: beside a learner's work it may be the learner's own, with easier rubrics.
    """
    return next((one for one in (folder, *folder.parents) if (one / "exercises" / "course.yaml").is_file()), None)


def _exercises(folder: Path) -> tuple[Exercise, ...]:
    home = folder / "exercises"
    exercises = sorted(_found(folder), key=lambda exercise: exercise.number)
    if not exercises:
        raise CourseError(f"{yamlfile.shown(home)} holds no exercise: a folder named like ex1_dot_product. {_NEXT}")
    for first, second in pairwise(exercises):
        if first.number == second.number:
            raise CourseError(
                f"{yamlfile.shown(home)} has two exercises {first.number}: {first.id} and {second.id}. "
                "Give one of them another number."
            )
    for exercise in exercises:
        if not exercise.rubric_path.is_file():
            raise RubricError("this file is missing; every exercise has one", yamlfile.shown(exercise.rubric_path))
    return tuple(exercises)


def _found(folder: Path) -> Iterator[Exercise]:
    for entry in _listed(folder):
        if match := FOLDER_NAME.fullmatch(entry.name):
            yield Exercise(int(match["number"]), entry.name, entry, folder / "solutions" / f"{entry.name}.py")
        elif re.match(r"ex[0-9]", entry.name, re.IGNORECASE):
            # Left out silently, it would be missed by nobody but its learners.
            raise CourseError(
                f"{yamlfile.shown(entry)} is not named like an exercise. "
                "Name the folder like ex3_neuron: ex, a number, _, then small letters, digits and _."
            )


_NEXT = f"Name another folder with --course DIR; {_LAYOUT}."


def _listed(folder: Path) -> list[Path]:
    home = folder / "exercises"
    try:
        return sorted(entry for entry in home.iterdir() if entry.is_dir())
    except (FileNotFoundError, NotADirectoryError):
        lack = "has no folder exercises" if folder.is_dir() else "is not a folder"
        raise CourseError(f"{yamlfile.shown(folder)} {lack}. {_NEXT}") from None
    except OSError as error:
        raise CourseError(f"{yamlfile.shown(home)} can't be read: {error.strerror}. {_NEXT}") from None


def _title_and_version(path: Path) -> tuple[str, str]:
    document = yamlfile.load(path)
    match document.data:
        case {"title": str(title), "version": str(version), **others} if not others:
            return title, version
    # Something is wrong with it: the model says what, and costs its import only here.
    from lagrader.rubric import CourseFile

    file = yamlfile.validate(CourseFile, document)
    return file.title, file.version


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for top in ("exercises", "solutions"):
        for path in (folder / top).rglob("*"):
            name = path.relative_to(folder)
            hidden = any(part.startswith(".") or part == "__pycache__" for part in name.parts)
            of_audit = name.parts[2:3] in (("alternatives",), ("audit.yaml",))
            if not hidden and not of_audit and path.is_file():
                yield name.as_posix(), path


def _bytes(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise CourseError(f"{yamlfile.shown(path)} can't be read: {error.strerror}.") from None
    if len(data) > limit:
        size = DIGEST_LIMIT // 1024**2
        raise CourseError(f"{yamlfile.shown(path)}: up to here the course is over the limit of {size} MiB.")
    return data


def _ranges(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"there is only {numbers[0]}"
    if numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"there are {numbers[0]} to {numbers[-1]}"
    return f"there are {joined([str(number) for number in numbers])}"
