"""Courses that other packages bring, as entry points of the group ``lagrader.courses``.

A package is located and never imported: a course is data, and code of strangers has no place in the grader. Asking
Python for ``averages_course.data`` would import ``averages_course``; so only the top package is asked for, and the rest
of the name is read as a path.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path

from lagrader.errors import CourseError

GROUP = "lagrader.courses"

_PACKAGE = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
"""The name of a package, which is all that an entry point may stand for: its parts become folders."""


def course_names() -> list[str]:
    """Return the names of the courses that are installed, sorted."""
    return sorted({entry.name for entry in entry_points(group=GROUP)})


def find_course(name: str) -> Path:
    """Return the folder of the installed course called ``name``.

    Raises:
        CourseError: no package offers it, two do, or its files are not where the package says.
    """
    found = {_folder(entry): _package(entry) for entry in entry_points(group=GROUP, name=name)}
    if not found:
        raise CourseError(_unknown(name))
    if len(found) > 1:
        raise CourseError(
            f'Several packages bring a course "{name}": {" and ".join(sorted(found.values()))}. '
            "Uninstall all but one, or name the course's folder with --course DIR."
        )
    return next(iter(found))


def _folder(entry: EntryPoint) -> Path:
    """Return the folder that an entry point stands for: that of a package, with ``exercises/`` in it."""
    if not _PACKAGE.fullmatch(entry.value.strip()):
        raise CourseError(_broken(entry, f'"{entry.value}" is not the name of a package, such as averages_course'))
    parts = entry.value.strip().split(".")
    places = list(_places(entry, parts))
    for place in places:
        if (place / "exercises").is_dir():
            return place
    raise CourseError(_broken(entry, _lack(parts, places)))


def _places(entry: EntryPoint, parts: list[str]) -> Iterator[Path]:
    """Yield where the package may lie: beside what its installation wrote, else where Python would look for it."""
    if entry.dist is not None:
        yield Path(str(entry.dist.locate_file("/".join(parts))))
    try:
        spec = find_spec(parts[0])
    except (ImportError, ValueError, AttributeError):  # whatever a finder, or a module that is there, makes of it
        return
    for folder in (spec and spec.submodule_search_locations) or ():
        yield Path(folder, *parts[1:])


def _lack(parts: list[str], places: list[Path]) -> str:
    """Say what is wrong with the places in which no course was found."""
    for place in places:
        if place.is_dir():
            return f"{place} has no folder exercises. Its package must hold the files of exercises/ and solutions/"
    for place in places:
        if archive := next((parent for parent in place.parents if parent.is_file()), None):
            return f"it lies in the archive {archive}, and its files are needed. Install it unpacked, with pip"
    return (
        f"there is no folder of the package {'.'.join(parts)}. Install it anew; where it is installed in editable "
        "form, name the folder that you work in with --course DIR"
    )


def _broken(entry: EntryPoint, reason: str) -> str:
    return f'The course "{entry.name}" of {_package(entry)} can\'t be used: {reason}.'


def _package(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else f"the package {entry.value}"


def _unknown(name: str) -> str:
    known = course_names()
    if not known:
        return (
            f'There is no course "{name}": no folder here has this name, and no course is installed. Name another '
            "folder with --course DIR; a course is a folder with exercises/ and solutions/."
        )
    from lagrader.rubric import nearest

    close = nearest(name, known)
    advice = f'; did you mean "{close}"? ' if close else ". "
    return (
        f'There is no course "{name}": no folder here and no installed course has this name{advice}'
        f"Installed: {', '.join(known)}. A folder elsewhere: --course DIR."
    )
