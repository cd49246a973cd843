"""One learner's work: the folder that was named holds it, and no folder in it holds the like."""

from __future__ import annotations

from collections.abc import Sequence

from lagrader.submission.archives import is_archive
from lagrader.submission.layouts.interface import Clues, Layout, Learner, Matched, Together, are_of_exercises, owner_of
from lagrader.submission.shelf import Entry, walk

_DEPTH = 5


def _find(entries: Sequence[Entry], clues: Clues) -> Matched | None:
    """The learner has no name of its own yet: whoever recognises the layout gives the folder's."""
    files = [entry.name for entry in entries if entry.folder is None]
    if not are_of_exercises(files, clues.ids):
        return None
    # A file of an exercise beside the work of learners is the teacher's own, or astray.
    folders = [entry.folder for entry in entries if entry.folder is not None]
    others = sum(are_of_exercises([way[-1] for way, _ in walk(folder, _DEPTH)], clues.ids) for folder in folders)
    owners = {owner_of(name, clues.ids) for name in files} - {""}
    if others + len(owners) + sum(map(is_archive, files)) > 1 and not clues.insists:
        return None
    return Matched([Learner("", Together(tuple(entries)), "")], [])


LAYOUT = Layout("single", "one learner's work", _find)
