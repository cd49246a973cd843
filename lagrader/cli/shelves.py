"""Where the pages of a class go, a folder of a disk or of a zip, and the work that lies beside a page."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Self

from lagrader.errors import LagraderError, SandboxError, UsageError

if TYPE_CHECKING:
    from lagrader.course import Course
    from lagrader.gradebook import Row
    from lagrader.reports.feedback import Works
    from lagrader.submission import Submission

_UNSAFE = re.compile(r"[^\w .@+()-]|^[. ]|[. ]$")
_LONGEST = 120
"""Characters of a folder's name: on every system there is room for more."""


class Shelf:
    """A folder, new or one that a former export wrote; or a zip, whole or not at all. Use as a context manager."""

    def __init__(self, target: Path) -> None:
        """Open nothing yet; a zip is one by its ending."""
        self._target, self._taken = target, set[str]()
        self._fresh = target.with_name(f".{target.name}.new")
        self._zip: zipfile.ZipFile | None = None

    def __enter__(self) -> Self:
        try:
            if self._target.suffix.lower() == ".zip":
                self._zip = zipfile.ZipFile(self._fresh, "w", zipfile.ZIP_DEFLATED)
            elif self._target.is_dir() and any(self._target.iterdir()) and not self._is_ours():
                raise UsageError(
                    f"{self._target} is there already and holds something else: name a new folder, or an empty one."
                )
            else:
                self._target.mkdir(parents=True, exist_ok=True)
                (self._target / MARK).touch()
        except OSError as error:
            raise self._refusal(error) from None
        return self

    def _is_ours(self) -> bool:
        return (self._target / MARK).is_file()

    def __exit__(self, kind: object, *_: object) -> None:
        if self._zip is not None:
            self._zip.close()
            if kind is None:
                self._fresh.replace(self._target)
            self._fresh.unlink(missing_ok=True)

    def place(self, name: str) -> str:
        """Return the folder of one learner: the id where that can be a folder's name, and nobody else's."""
        plain = place_name(name)
        number, place = 2, plain
        while place.casefold() in self._taken:
            place, number = f"{plain} ({number})", number + 1
        self._taken.add(place.casefold())
        return place

    def put(self, place: str, name: str, text: str) -> None:
        """Put a file into a learner's folder."""
        try:
            if self._zip is not None:
                self._zip.writestr(f"{place}/{name}", text.encode("utf-8", "backslashreplace"))
                return
            path = self._target / place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
        except OSError as error:
            raise self._refusal(error) from None

    def _refusal(self, error: OSError) -> SandboxError:
        return SandboxError(f"{self._target} could not be written: {error.strerror}. Make room, or write it elsewhere.")


MARK = ".lagrader-feedback"
"""A file that says whose folder it is: pages are written over pages, and over nothing else."""


def place_name(name: str) -> str:
    """Return a name as that of a folder, which is its alone where no other name has the same."""
    return _UNSAFE.sub("_", name)[:_LONGEST] or "_"


def pages_of(folder: Path, row: Row, others: Iterable[Row]) -> list[Path]:
    """Return what exports below a folder hold for one learner, where it can't be another's."""
    taken = {place for other in others for place in _places(other)}
    mine = _places(row) - taken
    exports = [path.parent for path in folder.rglob(MARK)]
    found = (path for export in exports for path in export.iterdir() if path.name.casefold() in mine)
    return sorted(path for path in found if path.is_dir() and not path.is_symlink())


def _places(row: Row) -> set[str]:
    return {place_name(name).casefold() for name in (row.learner, row.label) if name}


def work_of(folder: Path, course: Course, submissions: Path | None, closing: ExitStack) -> Works:
    """Return what gives a learner's files as they were graded; of work that is not there, or another one, nothing.

    Raises:
        UsageError, SubmissionError: there is no work at ``submissions``, where somebody named it.
    """
    from lagrader.cli.diff import found_again
    from lagrader.course import targets_of
    from lagrader.gradebook.rows import digest_of_content
    from lagrader.submission.handed import find_handed

    try:
        found = found_again(folder, course, submissions, closing)
    except LagraderError:
        if submissions is not None:
            raise
        return lambda _row: ()
    learners = {learner.id: learner for learner in found.enrolled.learners}
    targets = targets_of(course.exercises)

    def files(row: Row) -> list[tuple[str, str]]:
        learner = learners.get(row.learner)
        if learner is None:
            return []
        work = find_handed(learner.work, list(targets), targets, Path(learner.label))
        return list(_files(work)) if digest_of_content(work) == row.content else []

    return files


def _files(work: Submission) -> Iterator[tuple[str, str]]:
    from lagrader.submission import SourceFile

    for id_, file in work.files.items():
        if isinstance(file.source, SourceFile):
            # Under the exercise's name, by which replay.py imports it, whatever it was called.
            yield f"{id_}.py", file.source.text
            yield from ((f"{module.replace('.', '/')}.py", text) for module, _, text in file.helpers)
