"""What each code means: a title, a lesson on one screen, and an example that runs, for ``lagrader explain``.

The lessons are Markdown, one file per family in ``lessons/``: a heading ``## CODE: title``, plain words, and one
fenced block of Python. A heading that ends in ``*`` stands for all codes that begin so. A mistake's own code is
taught by its author, in the rubric.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FAMILIES = ("results", "shapes", "numbers", "behaviour", "exceptions", "kinds", "gradients", "course")

_SECTION = re.compile(r"^## ([A-Z][A-Z0-9_]*\*?): (.+?)\n\n(.*?)\n```python\n(.*?)```\s*$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One code: ``text`` is Markdown without headings, ``example`` Python that runs as it stands."""

    code: str
    title: str
    text: str
    example: str


@dataclass(frozen=True, slots=True)
class Family:
    """One of :data:`FAMILIES`, with what it is about and its lessons."""

    name: str
    title: str
    lessons: tuple[Lesson, ...]


def lesson(code: str) -> Lesson | None:
    """Return the lesson for a code, in capitals or not; None where it is not one of the general codes."""
    wanted, known = code.strip().upper(), lessons()
    if wanted in known:
        return known[wanted]
    beginnings = [name for name in known if name.endswith("*") and wanted.startswith(name[:-1])]
    return known[max(beginnings, key=len)] if beginnings and "*" not in wanted else None


def nearest_code(code: str) -> str | None:
    """Return the general code that was most likely meant, or None where none is near."""
    found = difflib.get_close_matches(code.strip().upper(), [name for name in lessons() if "*" not in name], 1, 0.6)
    return found[0] if found else None


@cache
def lessons() -> dict[str, Lesson]:
    """Return all lessons by code, in the order of the families."""
    return {one.code: one for family in families() for one in family.lessons}


@cache
def families() -> tuple[Family, ...]:
    """Return the families with their lessons, in the order of :data:`FAMILIES`."""
    folder = files("lagrader.diagnosis") / "lessons"
    return tuple(_family(name, (folder / f"{name}.md").read_text(encoding="utf-8")) for name in FAMILIES)


def _family(name: str, text: str) -> Family:
    title = text.partition("\n")[0].removeprefix("# ")
    found = (Lesson(code, title, body.strip(), example) for code, title, body, example in _SECTION.findall(text))
    return Family(name, title, tuple(found))
