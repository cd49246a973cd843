"""The plugin for pytest: in a learner's folder, one test for each criterion, whose failure is our feedback.

It looks for files that are named after the course's exercises (``ex3_neuron.py``). Where there is none it does nothing
but ask each file for its name: neither the grader nor torch is imported. ``lagrader = off`` in pytest's settings, or
``-p no:lagrader``, keeps it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from lagrader.api import Checker
    from lagrader.course import Exercise
    from lagrader.results import CriterionResult, ExerciseResult, Report

_NAME = re.compile(r"ex[0-9]+_[a-z0-9_]+\.py")
"""What a file with an exercise is called; everything else costs one look at its name."""

_CHECKS = pytest.StashKey["Checks"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the settings."""
    parser.addini("lagrader", "auto, or off: whether learners' files become tests", default="auto")
    parser.addini("lagrader_course", "another course: its folder, or its name where it is installed", default="")
    group = parser.getgroup("lagrader")
    group.addoption("--lagrader-device", metavar="NAME", default="cpu", help="the device that exercises are checked on")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take a file that is named after an exercise."""
    exercise = _exercise_of(file_path, parent.config)
    if exercise is not None and exercise.further and not parent.session.isinitpath(file_path):
        from lagrader.submission import read_source
        from lagrader.submission.begun import is_begun

        if not is_begun(exercise, read_source(file_path)):
            return None
    return None if exercise is None else ExerciseFile.from_parent(parent, path=file_path, exercise=exercise)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Keep pytest from importing such a file, as it does with one that is named on its command line."""
    return None if _exercise_of(module_path, parent.config) is None else Nothing.from_parent(parent, path=module_path)


def _exercise_of(path: Path, config: pytest.Config) -> Exercise | None:
    if not _NAME.fullmatch(path.name) or config.getini("lagrader") == "off":
        return None
    exercise = _checks(config).exercises.get(path.stem)
    return None if exercise is None or _is_the_courses_own(path, exercise) else exercise


def pytest_unconfigure(config: pytest.Config) -> None:
    """Let the worker go."""
    checks = config.stash.get(_CHECKS, None)
    if checks is not None:
        checks.close()


def _checks(config: pytest.Config) -> Checks:
    if _CHECKS not in config.stash:
        config.stash[_CHECKS] = Checks(config)
    return config.stash[_CHECKS]


def _is_the_courses_own(path: Path, exercise: Exercise) -> bool:
    """Whether a file is the course's solution itself: nobody's work."""
    try:
        return exercise.solution_path.samefile(path)
    except OSError:
        return False


class Checks:
    """What this run knows: the course's exercises, and the reports of the files that were checked."""

    def __init__(self, config: pytest.Config) -> None:
        """Read what exercises there are; raise UsageError of pytest's where there is no such course."""
        from lagrader.course import course_of
        from lagrader.errors import LagraderError

        folder = str(config.getini("lagrader_course"))
        try:
            self.course = course_of(folder or None, beside=config.rootpath)
        except LagraderError as error:
            raise pytest.UsageError(str(error)) from None
        self.exercises = {exercise.id: exercise for exercise in self.course.exercises}
        self._device: str = config.getoption("--lagrader-device")
        self._checker: Checker | None = None
        self._reports: dict[Path, Report] = {}

    def report(self, path: Path, exercise: Exercise) -> Report:
        """Check a file, once."""
        if path not in self._reports:
            from lagrader.api import Checker

            if self._checker is None:
                self._checker = Checker(self.course, device=self._device, warm=True)
            self._reports[path] = self._checker.check(exercise.id, path=path)
        return self._reports[path]

    def close(self) -> None:
        """Let the worker go."""
        if self._checker is not None:
            self._checker.close()


class Nothing(pytest.File):
    """A file in which no test is looked for."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield nothing."""
        return iter(())


class ExerciseFile(pytest.File):
    """A learner's file: a test for each criterion of its exercise."""

    def __init__(self, *, exercise: Exercise, **more: Any) -> None:
        """Collect for this exercise."""
        super().__init__(**more)
        self.exercise = exercise

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the criteria in the rubric's order."""
        from lagrader.errors import LagraderError

        try:
            criteria = self.exercise.rubric.criteria
        except LagraderError as error:
            raise self.CollectError(str(error)) from None
        for criterion in criteria:
            yield CriterionTest.from_parent(self, name=criterion.id, title=criterion.title, names=criterion.target)


class WrongError(Exception):
    """A criterion failed; the text is what there is to say."""


class CriterionTest(pytest.Item):
    """One criterion."""

    def __init__(self, *, title: str, names: str, **more: Any) -> None:
        """Test nothing yet."""
        super().__init__(**more)
        self.title, self._names = title, names
        if self.config.pluginmanager.hasplugin("xdist"):
            self.add_marker(pytest.mark.xdist_group(str(self.path)))  # one process checks a file

    def runtest(self) -> None:
        """Check the file, if no test of it has, and say how this criterion went."""
        from lagrader.errors import LagraderError
        from lagrader.phrases import points_number
        from lagrader.reports.wording import is_failure
        from lagrader.results import Verdict

        try:
            exercise, criterion = self._result()
        except LagraderError as error:
            pytest.fail(str(error), pytrace=False)
        self.user_properties.append(("points", points_number(criterion.points)))
        self.user_properties.append(("max_points", points_number(criterion.max_points)))
        if is_failure(criterion):
            raise WrongError(self._told(exercise, criterion))
        if criterion.verdict is not Verdict.ACCEPTED:
            from lagrader.reports.told import sentences

            pytest.skip(sentences(criterion)[0])

    def _result(self) -> tuple[ExerciseResult, CriterionResult]:
        assert isinstance(self.parent, ExerciseFile)
        report = _checks(self.config).report(self.path, self.parent.exercise)
        exercise = report.exercises[0]
        return exercise, next(one for one in exercise.criteria if one.id == self.name)

    def _told(self, exercise: ExerciseResult, criterion: CriterionResult) -> str:
        from lagrader.reports import RenderOptions
        from lagrader.reports.told import body, of

        head = f"{self.title}   {of(criterion)}"
        assert isinstance(self.parent, ExerciseFile)
        command = "hint" if self.parent.exercise.rubric.has_hints else "show"
        again = f"Next: lagrader {command} {exercise.number}"
        return "\n\n".join([head, body(exercise, criterion, RenderOptions()), again])

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return our feedback; of any other exception pytest's own page."""
        return str(excinfo.value) if isinstance(excinfo.value, WrongError) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return the file, the line (from 0) where the function stands, and the title."""
        return self.path, self._line(), self.title

    def _line(self) -> int | None:
        from lagrader.submission import SourceFile, read_source
        from lagrader.syntax import definition_line

        source = read_source(self.path)
        line = definition_line(source.tree, self._names) if isinstance(source, SourceFile) else None
        return line - 1 if line else None
