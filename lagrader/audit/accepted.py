"""``audit.yaml`` beside a rubric: what its author has looked at and takes as it is, each with a reason.

Nothing but the audit reads it, so that it is no part of what makes marks comparable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from lagrader import yamlfile
from lagrader.audit.findings import Finding
from lagrader.audit.mutants import Mutant
from lagrader.course import Exercise
from lagrader.rubric import Strict

FILE_NAME = "audit.yaml"

NEVER = frozenset({"CANNOT_JUDGE", "REFERENCE_FAILS", "REFERENCE_DOUBTFUL", "REFERENCE_RANDOM", "STARTER_STOPS"})
"""Findings with which no learner can be graded, or begin."""


_COMMENTS = re.compile(rb"^\s*#.*$", re.MULTILINE)


class Entry(Strict):
    """One thing that is taken as it is: a mutant by its changed lines, or a finding by its code."""

    mutant: str | None = None
    """The lines behind the ``+`` of its diff."""
    finding: str | None = None
    criterion: str = ""
    """Of a finding: whose it is."""
    reason: str = Field(min_length=5)

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.mutant is None) == (self.finding is None):
            raise PydanticCustomError("entry", "an entry names a mutant or a finding, and one of them alone")
        if self.finding in NEVER:
            raise PydanticCustomError("entry", "{code} can't be accepted: mend it", {"code": self.finding})
        return self


class AuditFile(Strict):
    """The file."""

    accepted: Annotated[list[Entry], BeforeValidator(lambda found: found or [])] = Field([], max_length=500)


class Accepted:
    """What one exercise's author accepts; notes which entries were of use."""

    def __init__(self, exercise: Exercise) -> None:
        """Read the file, if there is one.

        Raises:
            RubricError: it can't be read, or does not fit.
        """
        path = exercise.folder / FILE_NAME
        self._entries: list[Entry] = []
        if path.exists() and _COMMENTS.sub(b"", path.read_bytes()).strip():
            self._entries = yamlfile.validate(AuditFile, yamlfile.load(path)).accepted
        self._used: set[int] = set()

    def mutant(self, mutant: Mutant) -> bool:
        """Whether it is listed; it then was of use."""
        lines = [line.strip() for line in mutant.added]
        return self._note(lambda entry: entry.mutant is not None and _lines(entry.mutant) == lines)

    def finding(self, finding: Finding) -> bool:
        """Whether it is listed."""
        return self._note(lambda entry: (entry.finding, entry.criterion) == (finding.code, finding.criterion))

    def unused(self) -> Iterator[Finding]:
        """Say which entries fit nothing any more."""
        for place, entry in enumerate(self._entries):
            if place not in self._used:
                text = f"{FILE_NAME} accepts {_what(entry)}, which the audit does not meet."
                yield Finding("ACCEPTED_UNUSED", text, "Take the entry out, or write it as the audit shows it.")

    def _note(self, fits: Callable[[Entry], bool]) -> bool:
        found = [place for place, entry in enumerate(self._entries) if fits(entry)]
        self._used.update(found)
        return bool(found)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().split("\n")]


def _what(entry: Entry) -> str:
    if entry.mutant is not None:
        return f'the mutant "{_lines(entry.mutant)[0]}"'
    return f"the finding {entry.finding}" + (f" of {entry.criterion}" if entry.criterion else "")
