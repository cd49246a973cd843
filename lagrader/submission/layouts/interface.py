"""What a layout is: a way in which the work of many learners lies in one folder or archive."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from lagrader.harmless import harmless_line
from lagrader.submission.archives import is_archive
from lagrader.submission.shelf import Entry, Fault, Folder


@dataclass(frozen=True, slots=True)
class Learner:
    """One learner's work, not looked into yet.

    ``id`` tells learners apart, ``name`` is for people (empty where only the id is known). ``label`` is what the work
    is called where it lies; ``late`` says that the platform marked it so, ``handed`` when it
    came there, with a zone, where the platform says that as well.
    """

    id: str
    work: Folder | Entry
    label: str
    name: str = ""
    email: str = ""
    late: bool = False
    handed: datetime | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matched:
    """What a layout made of entries: the learners, and the names of what is nobody's work."""

    learners: list[Learner]
    aside: list[str]


@dataclass(frozen=True, slots=True)
class Clues:
    """What a layout is told beside the entries.

    ``ids`` are the course's exercises, ``folder`` is the name of what the entries lie in. ``insists`` says that a
    person named this layout, so that what only tells it from others need not be there.
    """

    ids: Sequence[str]
    folder: str = ""
    insists: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """One file each beside this one."""

    name: str
    """What ``--layout`` calls it."""
    words: str
    """What a person calls it: "a folder per learner"."""
    find: Callable[[Sequence[Entry], Clues], Matched | None]
    """Returns the learners whose work lies in some entries; None where this is not the layout."""


def plain(text: str) -> str:
    """Return a name as it may stand in a table: composed, on one line, nothing steering, no blanks around it."""
    return harmless_line(" ".join(unicodedata.normalize("NFC", text).split()))


@dataclass(frozen=True, slots=True)
class Together:
    """Entries that belong together though they lie beside those of others: a folder made of them."""

    members: tuple[Entry, ...]

    def entries(self) -> list[Entry] | Fault:
        """See :class:`Folder`."""
        return list(self.members)

    def holds(self, name: str) -> bool:
        """See :class:`Folder`."""
        return any(member.name == name for member in self.members)


def may_be_work(name: str) -> bool:
    """Whether a file may hold somebody's work: a program, a notebook, an archive."""
    return is_archive(name) or name.lower().endswith((".py", ".ipynb"))


def owner_of(name: str, ids: Sequence[str]) -> str:
    """Return the learner of a file called like ``anna_ex3_neuron.py``; nothing where it is not called so."""
    stem = PurePath(name).stem
    id_ = "" if is_archive(name) else next((id_ for id_ in ids if stem.endswith(id_)), "")
    before = stem.removesuffix(id_) if id_ else ""
    return before.rstrip(BETWEEN) if before.endswith(tuple(BETWEEN)) else ""


BETWEEN = " _-."
"""What may stand between a learner's name and an exercise's."""


def are_of_exercises(files: Iterable[str], ids: Sequence[str]) -> bool:
    """Whether one of these files is named after an exercise."""
    wanted = {f"{id_}{ending}" for id_ in ids for ending in (".py", ".ipynb")}
    return not wanted.isdisjoint(files)


def names(entries: Sequence[Entry], without: Sequence[Entry]) -> list[str]:
    """Return the names of those entries that are not among ``without``."""
    used = {entry.name for entry in without}
    return [entry.name for entry in entries if entry.name not in used]
