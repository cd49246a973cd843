"""One learner's work on one course, as lagrader remembers it: read once, merged into what is there when written."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from lagrader.harmless import harmless_line
from lagrader.state import folder as folders
from lagrader.state.record import SIZE_LIMIT, DamagedError, NewerError, Record, Remembered, basis_of, parse, written

if TYPE_CHECKING:
    from lagrader.course import Course
    from lagrader.results import ExerciseResult, Report

_NO_HOME = f"Nothing is remembered for next time: there is no home folder here; {folders.ELSEWHERE}."


class State:
    """What is remembered of one learner's work; nothing of it ever raises because of the folder or the file."""

    def __init__(self, course: Course, work: Path) -> None:
        """Touch nothing yet; ``work`` is the folder of the learner's work or a file in it."""
        self._course = course.title
        self._work = _settled(work)
        self._folder = folders.find()
        self._record: Record | None = None
        self._may_write = self._folder is not None
        self._problem = "" if self._folder else _NO_HOME

    @property
    def problem(self) -> str:
        """One sentence on why something is not remembered, so far; empty where all is well."""
        self._known()
        return self._problem

    @property
    def exercises(self) -> Mapping[str, Remembered]:
        """The last check by the exercise's id; those that were never checked are not in it."""
        return self._known().exercises

    def hints(self, exercise_id: str) -> int:
        """Return how many hints for an exercise were seen."""
        return self._known().hints.get(exercise_id, 0)

    def save_check(self, report: Report, digests: Mapping[str, str]) -> None:
        """Remember a report: of its exercises those with a digest of their file, and judged without a fault of ours."""
        from lagrader.results import Verdict

        now = datetime.now(UTC)
        new = {
            exercise.id: _remembered(report, exercise, digests[exercise.id], now)
            for exercise in report.exercises
            if exercise.id in digests and exercise.verdict is not Verdict.JUDGE_ERROR
        }
        if new:
            self._merge(lambda record: record._replace(exercises=MappingProxyType({**record.exercises, **new})))

    def save_hints(self, exercise_id: str, count: int) -> None:
        """Remember how many hints for an exercise were seen."""
        self._merge(
            lambda record: record._replace(hints=MappingProxyType({**record.hints, exercise_id: max(count, 0)}))
        )

    # --- the file ------------------------------------------------------------------------------------------

    @property
    def _path(self) -> Path:
        """Its file: the name tells nothing and fits every file system."""
        key = f"{os.path.normcase(self._work)}\0{self._course}".encode("utf-8", "surrogatepass")
        return (self._folder or Path()) / f"{hashlib.sha256(key).hexdigest()[:32]}.json"

    def _known(self) -> Record:
        if self._record is None:
            try:
                self._record = self._read()
            except DamagedError:
                self._record = self._read_anew()
        return self._record

    def _merge(self, change: Callable[[Record], Record]) -> None:
        """Change what stands there now: another process may have written since it was read.

        Where nothing can be written it is remembered all the same, as long as this process lives.
        """
        self._record = change(self._known())
        if self._folder is None or not self._may_write:
            return
        with folders.alone(self._folder):
            try:
                self._record = change(self._read())
            except DamagedError:
                self._set_aside()
            if self._may_write:
                self._write(self._record)

    def _write(self, record: Record) -> None:
        try:
            folders.write(self._path, written(record, self._work, self._course))
        except OSError as error:
            self._fail("Nothing is remembered for next time", error)

    def _read(self) -> Record:
        """Read what stands there; raise DamagedError where it cannot be made sense of."""
        if self._folder is None:
            return Record()
        try:
            data = folders.read(self._path, SIZE_LIMIT)
            return Record() if data is None else parse(data)
        except NewerError:
            self._may_write = False
            self._problem = (
                "Nothing is remembered for next time: a newer lagrader wrote what is there; "
                f"update lagrader, or delete {harmless_line(str(self._path))}."
            )
        except OSError as error:
            self._fail("Nothing is remembered", error)
        return Record()

    def _read_anew(self) -> Record:
        """Look again while nobody else writes: another process may have begun anew already."""
        with folders.alone(self._folder or Path()):
            try:
                return self._read()
            except DamagedError:
                self._set_aside()
                return Record()

    def _set_aside(self) -> None:
        """Keep a damaged file under another name, so that a new one can begin."""
        path = self._path
        aside = path.with_name(f"{path.name}.damaged")
        try:
            path.replace(aside)
        except OSError as error:
            self._fail("What was remembered is damaged, and nothing new is remembered", error)
            return
        self._problem = (
            f"What was remembered of this work could not be read: it is kept as {harmless_line(str(aside))}, "
            "and remembering begins anew."
        )

    def _fail(self, what: str, error: OSError) -> None:
        self._may_write = False
        why, do = folders.reason(error, self._folder or Path())
        self._problem = f"{what}: {why}; {do}."


def _settled(work: Path) -> str:
    """Return the folder of the work as one text, whichever way it was named."""
    try:
        path = work.resolve()
        return os.fspath(path.parent if path.is_file() else path)
    except (OSError, RuntimeError, ValueError):  # a circle of links, a deleted folder
        return os.fspath(work)


def _remembered(report: Report, exercise: ExerciseResult, digest: str, now: datetime) -> Remembered:
    return Remembered(
        exercise.points,
        exercise.max_points,
        MappingProxyType(
            {criterion.id: criterion.verdict.value for criterion in exercise.criteria if not criterion.elsewhere}
        ),
        digest,
        now,
        basis_of(report, exercise),
    )
