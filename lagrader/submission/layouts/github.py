"""GitHub Classroom: a repository per student, ``<assignment>-<user name>``, as its command line clones them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from lagrader.submission.layouts.interface import Learner, Matched, names, plain
from lagrader.submission.shelf import Entry


@dataclass(frozen=True, slots=True)
class GitHub:
    """See the module."""

    name: str = "github"
    words: str = "GitHub Classroom: a repository per student"

    def find(self, entries: Sequence[Entry], ids: Sequence[str]) -> Matched | None:
        """See :class:`Layout`."""
        folders = [entry for entry in entries if entry.folder is not None]
        repositories = [entry for entry in folders if entry.folder is not None and entry.folder.holds(".git")]
        if not repositories or len(repositories) < len(folders):
            return None
        cut = _common([entry.name for entry in repositories])
        learners = [Learner(plain(e.name[cut:]), e.folder, plain(e.name)) for e in repositories if e.folder is not None]
        return Matched(learners, names(entries, repositories))


def _common(names: Sequence[str]) -> int:
    """Return the length of the assignment's name with its dash: what all have in common, where there are several."""
    if len(names) < 2:
        return 0
    return os.path.commonprefix(names).rfind("-") + 1  # noqa: RUF071 - by letters is what is wanted


LAYOUT = GitHub()
