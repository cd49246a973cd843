"""What stands in a gradebook: a row for each learner, and what a mark depends on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from lagrader.results import Report, Verdict
from lagrader.submission import SourceFile, Submission, SubmittedFile


class Status(StrEnum):
    """What became of one learner's work."""

    GRADED = "graded"
    UNREADABLE = "unreadable"
    """Nothing of it could be read: the row has no points and says why."""
    NOT_HANDED_IN = "not handed in"
    NOT_GRADED = "not graded"
    """Through a fault of ours: the row has no points, says why, and is tried again."""


class Policy(StrEnum):
    """What becomes of marks that stand, where the work is the same and the course or a version is another one."""

    KEEP = "keep"
    REPLACE = "replace"
    NEVER_LOWER = "never-lower"
    """Replace those that get no lower by it."""


class Kind(StrEnum):
    """What became of work that was graded, in a word."""

    FULL = "full marks"
    PARTIAL = "partial"
    NOT_STARTED = "not started"
    STOPPED = "stopped"
    """A part of it ran into a limit of time, memory or output."""


STOPPED = frozenset(
    {Verdict.TIME_LIMIT_EXCEEDED, Verdict.MEMORY_LIMIT_EXCEEDED, Verdict.OUTPUT_LIMIT_EXCEEDED},
)
_NOT_BEGUN = frozenset({Verdict.NOT_STARTED, Verdict.SKIPPED, Verdict.MISSING})


def kind_of(report: Report) -> Kind:
    """Say in a word what became of graded work."""
    verdicts = {criterion.verdict for exercise in report.exercises for criterion in exercise.criteria}
    if verdicts & STOPPED:
        return Kind.STOPPED
    if verdicts <= _NOT_BEGUN:
        return Kind.NOT_STARTED
    return Kind.FULL if report.points >= report.max_points else Kind.PARTIAL


@dataclass(frozen=True, slots=True)
class Basis:
    """What a mark depends on beside the work itself; where all of it is equal a mark stands."""

    course: str
    """The digest of the course's files."""
    seed: int
    device: str
    lagrader: str
    torch: str
    sandboxed: bool = True

    def key(self, work: bytes) -> bytes:
        """Return the key of the mark for work with this digest."""
        text = json.dumps([self.course, self.seed, self.device, self.lagrader, self.torch, self.sandboxed])
        return hashlib.sha256(text.encode("ascii") + b"\0" + work).digest()


@dataclass(frozen=True, slots=True)
class RunFacts:
    """One run of ``lagrader grade``: with what, on what."""

    basis: Basis
    course_title: str
    course_version: str
    layout: str
    source: str
    """The submissions' folder or archive, as it was named."""
    origin: str = ""
    """The course's folder."""


@dataclass(frozen=True, slots=True)
class Row:
    """One learner's row: who, and what became of the work. Points are None where nothing was graded."""

    learner: str
    status: Status
    name: str = ""
    email: str = ""
    label: str = ""
    late: bool = False
    """Whether the platform says so."""
    reason: str = ""
    """Why it has no points, as a sentence."""
    notes: tuple[str, ...] = ()
    key: bytes | None = None
    """The mark's key; equal work shares one."""
    content: bytes | None = None
    """The digest of what the programs say, whatever they are called: equal for the same work."""
    handed: datetime | None = None
    """When it was handed in, with a zone; None where nobody knows."""
    points: Fraction | None = field(default=None, compare=False)
    max_points: Fraction | None = field(default=None, compare=False)


_FORGOTTEN = "forgotten-"


def nameless(number: int) -> str:
    """Return the id of a row that a forgotten person left."""
    return f"{_FORGOTTEN}{number}"


def is_forgotten(row: Row) -> bool:
    """Whether a row is what a forgotten person left: marks for the figures, and nobody's."""
    return row.learner.startswith(_FORGOTTEN) and not row.label


def digest_of_work(submission: Submission) -> bytes:
    """Return the digest of everything that a report on this work is made of: sources, names, what is wrong."""
    about = {id_: (file.display, file.module, *_content(file), file.notes) for id_, file in submission.files.items()}
    return _digest(about)


def digest_of_content(submission: Submission) -> bytes | None:
    """Return the digest of the programs alone, by which the same work of several learners is found; None for none."""
    about = {id_: _content(file) for id_, file in submission.files.items() if _content(file)[0]}
    return _digest(about) if about else None


def _content(file: SubmittedFile) -> tuple[str, ...]:
    if isinstance(file.source, SourceFile):
        return ("program", file.source.text, *(part for helper in file.helpers for part in (helper[0], helper[2])))
    fault = file.source
    # All that a report shows of it: two files that can't be read are the same only where this is.
    shown = (fault.kind, fault.text, fault.line, fault.column, fault.source, fault.note, *fault.commands)
    return ("", *map(str, shown))


def _digest(about: Mapping[str, object]) -> bytes:
    text = json.dumps(about, sort_keys=True)  # in ASCII: a lone surrogate has its escape
    return hashlib.sha256(text.encode("ascii")).digest()
