"""Every exception that lagrader raises on purpose.

What a learner did is a value (:class:`lagrader.results.Verdict`), never an exception; these are for wrong
usage, broken course files, and faults of our own::

    LagraderError
    ├── UsageError            wrong usage: an exercise, a path, a format that is not there   exit code 2
    │   └── DeviceError       a device that is not there
    ├── CourseError           a course that cannot be used                                   exit code 2
    │   ├── RubricError       one place in one of its files: file, line, key
    │   └── CriterionError    one key of one criterion, whose line is still to be looked up
    ├── SubmissionError       a submission that cannot be read at all
    ├── WireError             a frame that does not follow the protocol (never shown as such)
    ├── SandboxError          the worker could not be started or kept                        exit code 3
    └── SchedulerError        the machines that grade are out of reach                       exit code 3

A message says what, where, and what to do; it is shown as it stands, without a traceback.
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from pathlib import Path


class LagraderError(Exception):
    """The root. ``exit_code`` is what the command line leaves with."""

    exit_code = 3


class UsageError(LagraderError):
    """The command asks for something that is not there."""

    exit_code = 2


class DeviceError(UsageError):
    """The device that was asked for is not on this machine."""


class CourseError(LagraderError):
    """The course cannot be used as it is; nothing was graded."""

    exit_code = 2


class RubricError(CourseError):
    """A fault in a course file, with the place where it stands."""

    def __init__(self, message: str, file: Path | str, line: int | None = None) -> None:
        """Say ``message`` about ``line`` (from 1) of ``file``."""
        self.file = str(file)
        self.line = line
        self.message = message
        where = f"{self.file}:{line}" if line else self.file
        super().__init__(f"{where}: {message}")


class CriterionError(CourseError):
    """A fault in a criterion that shows only where the course's code runs; ``key`` leads to it in the criterion."""

    def __init__(self, message: str, key: Sequence[str]) -> None:
        """Say ``message`` about what stands under ``key``."""
        self.key = tuple(key)
        super().__init__(message)


class SubmissionError(LagraderError):
    """A submission cannot be read at all (a path that does not exist, a folder without exercises)."""

    exit_code = 2


class WireError(LagraderError):
    """A frame or a message that does not follow the protocol."""


class SandboxError(LagraderError):
    """The worker could not be started, or died where only we are to blame."""


class SchedulerError(LagraderError):
    """The scheduler, or every worker of it, can't be used (any more); what was graded is kept."""


def itself_failed(error: BaseException, sent: str) -> str:
    """Say that lagrader itself failed, and where; ``sent`` is what to send along: "your file"."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}"
    return f"lagrader itself failed ({where}). Please report it, with {sent}."
