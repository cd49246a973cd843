"""Who handed in what: the learners of a class in a folder or an archive, and the layout that was recognised."""

from __future__ import annotations

import contextlib
import difflib
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from lagrader.errors import SubmissionError, UsageError
from lagrader.submission.archives import OF_A_CLASS, is_archive, open_archive, stem_of
from lagrader.submission.layouts import LAYOUTS, Clues, Layout, Learner, Matched, may_be_work, plain
from lagrader.submission.shelf import DiskFolder, Entry, Fault, Folder, disk_file, is_junk, natural
from lagrader.submission.unreadable import display

WRAPPERS = 6
"""Folders with one folder in them that are looked through for the class."""

NOBODY = "unnamed"
"""The id of work whose place has a name of blanks alone."""

NAMELESS = frozenset({"solutions", "solution", "src", "work", "submission"})
"""Folders that say what is in them and not whose it is."""


@dataclass(frozen=True, slots=True)
class Class:
    """What was found: the learners in natural order of their ids, and the names of what is nobody's work."""

    layout: Layout
    learners: tuple[Learner, ...]
    aside: tuple[str, ...]


def find_learners(path: Path, ids: Sequence[str], closing: ExitStack, layout: str | None = None) -> Class:
    """Find the learners whose work lies at ``path``; archives stay open until ``closing`` closes them.

    ``ids`` are the course's exercises; ``layout`` names one of :data:`LAYOUTS` where it is not to be recognised.

    Raises:
        SubmissionError: there is nothing at ``path``, it can't be opened, or there is no work in it.
        UsageError: the layout is not there, or what lies at ``path`` does not have it.
    """
    layouts = LAYOUTS if layout is None else (named(layout),)
    root = _root(path, closing)
    if isinstance(root, Entry):
        return Class(named("single"), (Learner(plain(path.stem), root, plain(path.name)),), ())
    name = plain(stem_of(path.resolve().name))
    found = _in_its_archive(path, root, ids, layouts, closing) or _search(root, name, ids, layouts)
    if found is None and layout is not None:
        raise UsageError(
            f"{display(path)} does not look like {layouts[0].words}. Leave --layout out to see what it is."
        )
    if found is None or not found.learners:
        raise SubmissionError(
            f"There is no work in {display(path)}. Give a folder (or a zip or tar.gz of one) with a folder, a .py "
            "file, a notebook or an archive for each learner, or a download of Canvas, Moodle, Gradescope or GitHub "
            "Classroom."
        )
    return replace(found, learners=_told_apart(found.learners))


def named(name: str) -> Layout:
    """Return a layout by its name."""
    for layout in LAYOUTS:
        if layout.name == name:
            return layout
    known = [layout.name for layout in LAYOUTS]
    close = difflib.get_close_matches(name, known, n=1)
    meant = f" Did you mean {close[0]}?" if close else ""
    raise UsageError(f'There is no layout "{plain(name)}".{meant} There are {", ".join(known)}.')


def _root(path: Path, closing: ExitStack) -> Folder | Entry:
    """The folder, the archive as a folder, or a single program."""
    if path.is_dir():
        return DiskFolder(path)
    if not path.is_file():
        raise SubmissionError(f"There is no {display(path)}. Give the folder or the archive with the submissions.")
    if not is_archive(path.name):
        return disk_file(path)
    return _archive(path, closing)


def _archive(path: Path, closing: ExitStack) -> Folder:
    try:
        file = closing.enter_context(path.open("rb"))
    except OSError as error:
        raise SubmissionError(f"{display(path)} cannot be opened: {error.strerror}.") from None
    folder = open_archive(path.name, file, closing, OF_A_CLASS)
    if isinstance(folder, Fault):
        raise SubmissionError(f"{display(path)} cannot be opened: {folder.reason}.")
    return folder


def _only_archive(folder: Folder) -> str:
    """Return the name of the archive that is all that lies there; nothing where something else does."""
    entries = folder.entries()
    found = [] if isinstance(entries, Fault) else [entry for entry in entries if not is_junk(entry.name)]
    return found[0].name if len(found) == 1 and found[0].folder is None and is_archive(found[0].name) else ""


def _in_its_archive(
    path: Path, folder: Folder, ids: Sequence[str], layouts: Sequence[Layout], closing: ExitStack
) -> Class | None:
    """Return the class in the archive that is all that lies in a folder; None where that is one learner's."""
    name = _only_archive(folder) if path.is_dir() else ""
    if not name:
        return None
    with contextlib.suppress(SubmissionError):  # the learner's row says why it can't be opened
        found = _search(_archive(path / name, closing), plain(stem_of(name)), ids, layouts)
        return found if found is not None and len(found.learners) > 1 else None
    return None


def _search(root: Folder, name: str, ids: Sequence[str], layouts: Sequence[Layout]) -> Class | None:
    """Try the layouts, on the folder and on the one folder in it, if there is but one."""
    folder, names = root, [name]
    for _ in range(WRAPPERS):
        entries = folder.entries()
        if isinstance(entries, Fault):
            raise SubmissionError(f"{name} cannot be looked into: {entries.reason}.")
        inner = _only_folder(entries)
        for layout in layouts:
            if layout.name == "each" and inner is not None and _looks_further(inner):
                continue
            matched = layout.find(entries, Clues(ids, names[-1], insists=len(layouts) == 1))
            if matched is not None:
                return _class(layout, matched, folder, names)
        if inner is None or inner.folder is None:
            return None
        folder, names = inner.folder, [*names, plain(inner.name)]
    return None


def _only_folder(entries: Sequence[Entry]) -> Entry | None:
    folders = [entry for entry in entries if entry.folder is not None]
    works = [entry for entry in entries if entry.folder is not None or may_be_work(entry.name)]
    return folders[0] if len(folders) == len(works) == 1 else None


def _looks_further(wrapper: Entry) -> bool:
    """Whether a class, or one learner's solutions, may lie in the one folder that there is; else it is a learner's."""
    if wrapper.name.casefold() in NAMELESS:
        return True
    entries = wrapper.folder.entries() if wrapper.folder is not None else Fault("")
    if isinstance(entries, Fault) or not entries:
        return False
    several = sum(entry.folder is not None or is_archive(entry.name) for entry in entries) > 1
    return several or not any(entry.folder is None and may_be_work(entry.name) for entry in entries)


def _class(layout: Layout, matched: Matched, folder: Folder, names: Sequence[str]) -> Class:
    learners = matched.learners
    if layout.name == "single":
        own = next((name for name in reversed(names) if name.casefold() not in NAMELESS), names[0])
        learners = [replace(learner, id=own, label=own, work=folder) for learner in learners]
    return Class(layout, tuple(learners), tuple(name for name in matched.aside if not is_junk(name)))


def _told_apart(learners: Sequence[Learner]) -> tuple[Learner, ...]:
    """Sort by id, and give each an id of its own where two have the same."""
    result: list[Learner] = []
    known = [learner if learner.id else replace(learner, id=NOBODY) for learner in learners]
    taken = {learner.id for learner in known}
    seen: set[str] = set()
    for learner in sorted(known, key=lambda learner: (natural(learner.id), natural(learner.label))):
        number = 2
        while learner.id in seen and (f"{learner.id} ({number})" in seen | taken):
            number += 1
        result.append(_numbered(learner, number) if learner.id in seen else learner)
        seen.add(result[-1].id)
    return tuple(sorted(result, key=lambda learner: natural(learner.id)))


def _numbered(learner: Learner, number: int) -> Learner:
    note = f"There are several submissions of {learner.id}; this one is {learner.label}."
    return replace(learner, id=f"{learner.id} ({number})", notes=(*learner.notes, note))
