"""Each entry is a learner's: a folder, a program, a notebook or an archive, named after who handed it in.

Programs that are called ``anna_ex3_neuron.py``, a name before an exercise's, are that learner's together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from lagrader.submission.archives import is_archive, stem_of
from lagrader.submission.layouts.interface import (
    BETWEEN,
    Clues,
    Layout,
    Learner,
    Matched,
    Together,
    are_of_exercises,
    may_be_work,
    names,
    owner_of,
    plain,
)
from lagrader.submission.shelf import Entry


def _find(entries: Sequence[Entry], clues: Clues) -> Matched | None:
    works = [
        entry
        for entry in entries
        if entry.folder is not None or (may_be_work(entry.name) and not are_of_exercises([entry.name], clues.ids))
    ]
    owners = {
        entry.name: owner for entry in works if entry.folder is None and (owner := owner_of(entry.name, clues.ids))
    }
    of_one: dict[str, list[Entry]] = {}
    for one in works:
        if one.name in owners:
            of_one.setdefault(owners[one.name], []).append(one)
    together = [
        Learner(plain(owner), Together(tuple(replace(one, name=_own(one, owner)) for one in ones)), plain(owner))
        for owner, ones in of_one.items()
    ]
    works = [entry for entry in works if entry.name not in owners]
    often = Counter([*map(_stem, works), *of_one])
    learners = [
        # anna/ and anna.zip are two: then the whole name tells them apart.
        Learner(
            plain(_stem(entry) if often[_stem(entry)] == 1 else entry.name),
            entry.folder or entry,
            plain(entry.name),
        )
        for entry in works
    ]
    return Matched([*learners, *together], [name for name in names(entries, works) if name not in owners])


def _own(entry: Entry, owner: str) -> str:
    return entry.name.removeprefix(owner).lstrip(BETWEEN)


def _stem(entry: Entry) -> str:
    if entry.folder is not None:
        return entry.name
    return stem_of(entry.name) if is_archive(entry.name) else PurePath(entry.name).stem


LAYOUT = Layout("each", "a folder, a file or an archive per learner", _find)
