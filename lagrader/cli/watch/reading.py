"""What a learner's file says at one moment: what is graded, and whether it is the same as what was graded before."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from lagrader.cli.watch.changes import Places, digest, helper_files, helper_folders
from lagrader.course import Exercise
from lagrader.errors import SubmissionError
from lagrader.submission import Submission, SubmittedFile, Unreadable, find_submission
from lagrader.syntax import imported_names

SETTLE_SECONDS = {"missing": 0.3, "empty": 0.3, "syntax": 0.06}
"""How long a state that a file may be in while it is saved is not believed, by the kind of what is wrong."""

LOOK_SECONDS = 0.015

Mark: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One exercise's part of a submission, or a sentence on why there is none."""

    mark: Mark
    """Equal where a report would say the same."""
    submission: Submission | None
    problem: str = ""
    kind: str = ""
    """What is wrong with the file, as in :class:`Unreadable`; empty where it can be graded."""

    @property
    def settle_seconds(self) -> float:
        """How long to wait whether it stays so."""
        return SETTLE_SECONDS.get(self.kind, 0.0)


class Work:
    """Where the learner's work on one exercise of several lies, and what it says now."""

    def __init__(self, path: Path, exercise: Exercise, exercises: tuple[Exercise, ...]) -> None:
        """Read nothing yet; ``path`` is what was named, a folder or a file."""
        self.exercise = exercise
        self._path = path
        self._exercises = exercises
        self._modules: frozenset[str] = frozenset()
        self._folder = path if not path.is_file() else path.parent

    @property
    def file(self) -> Path:
        """The file that is expected to hold it."""
        return self._folder / f"{self.exercise.id}.py" if self._folder == self._path else self._path

    @property
    def other_files(self) -> list[Path]:
        """The files of exercises that are not watched."""
        if self._folder != self._path:
            return []
        return [self._folder / f"{one.id}.py" for one in self._exercises if one is not self.exercise]

    def others(self) -> dict[Path, bytes]:
        """What tells the content of each other file from another one."""
        return {path: digest(path) for path in self.other_files}

    def read(self) -> Reading:
        """Read it; whatever is wrong is part of the result."""
        targets = {self.exercise.id: self.exercise.target_names}
        try:
            submission = find_submission(self._path, list(targets), targets)
        except SubmissionError as error:
            return Reading(("none", str(error)), None, str(error), "missing")
        file = submission.files[self.exercise.id]
        self._modules = _modules(file)
        kind = file.source.kind if isinstance(file.source, Unreadable) else ""
        return Reading(_mark(file), submission, kind=kind)

    def places(self) -> Places:
        """What to look at for changes: all that the last reading read, and the other exercises' files."""
        folder = self._folder
        files = {self.file, *self.other_files, *helper_files(folder, self._modules)}
        return Places(frozenset({folder, *helper_folders(folder, self._modules)}), frozenset(files))


def _modules(file: SubmittedFile) -> frozenset[str]:
    """Return the modules that it imports or tries to: one may be written only now."""
    found = {module for module, _, _ in file.helpers}
    return frozenset(found if isinstance(file.source, Unreadable) else found | imported_names(file.source.tree))


def _mark(file: SubmittedFile) -> Mark:
    source = file.source if isinstance(file.source, Unreadable) else file.source.text
    path = None if file.path is None else os.fspath(file.path)
    return (path, file.display, file.module, source, file.helpers, file.notes)
