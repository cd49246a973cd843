"""GitHub Classroom: a repository per student, ``<assignment>-<user name>``, as its command line clones them.

``gh classroom clone student-repos`` puts them into a folder ``<assignment>-submissions``; where they lie in another
one, the assignment's name is what all of them begin with.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from lagrader.submission.layouts.interface import Clues, Layout, Learner, Matched, names, plain
from lagrader.submission.shelf import Entry

CLONED = "-submissions"


def _find(entries: Sequence[Entry], clues: Clues) -> Matched | None:
    folders = [entry for entry in entries if entry.folder is not None]
    repositories = [entry for entry in folders if entry.folder is not None and entry.folder.holds(".git")]
    if clues.insists:
        repositories = folders  # downloaded as archives they hold no .git
    if not repositories or len(repositories) < len(folders):
        return None
    before = _assignment([entry.name for entry in repositories], clues.folder)
    learners = [
        Learner(plain(e.name.removeprefix(before)), e.folder, plain(e.name))
        for e in repositories
        if e.folder is not None
    ]
    return Matched(learners, names(entries, repositories))


def _assignment(names: Sequence[str], folder: str) -> str:
    """Return the assignment's name with its dash; nothing where that is not known."""
    told = f"{folder.removesuffix(CLONED)}-" if folder.endswith(CLONED) else ""
    if told and any(name.startswith(told) for name in names):
        return told
    if len(names) < 2:
        return ""
    common = os.path.commonprefix(names)  # noqa: RUF071 - by letters is what is wanted
    return common[: common.rfind("-") + 1]


LAYOUT = Layout("github", "GitHub Classroom: a repository per student", _find)
