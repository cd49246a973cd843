"""Whether a rubric agrees with the files beside it: every name that it uses must be there.

A misspelt name would show only while a learner is graded, as a fault of theirs. Sources are parsed, never run.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from lagrader.course import classes, inputs
from lagrader.course.python import parse
from lagrader.course.stored import Shelf
from lagrader.rubric import (
    AnswerCriterion,
    AnyOfCriterion,
    BaseCriterion,
    CallCriterion,
    CallingCriterion,
    CaseSpec,
    CheckCriterion,
    Limits,
    ManualCriterion,
    RefusingCriterion,
    Rubric,
    ToleranceSpec,
    nearest,
)
from lagrader.syntax import defined_names
from lagrader.yamlfile import Document, Fault, KeyPath, shown


@dataclass(frozen=True, slots=True)
class Names:
    """The names that one source file defines at its top; ``file`` is how messages name it."""

    file: str
    names: tuple[str, ...]

    def lack(self, name: str) -> str | None:
        """Say that ``name`` is not among them, or return None where it is."""
        if name in self.names:
            return None
        close = nearest(name, self.names)
        return f'{self.file} has no "{name}"' + (f'; did you mean "{close}"?' if close else "")


@dataclass(frozen=True, slots=True)
class Sources:
    """What the rubric's names are looked up in; see :func:`check`."""

    public: tuple[Names, ...]
    mistakes: Names
    checks: Names
    shelf: Shelf


SourceFile: TypeAlias = tuple[Path, str | None]
"""A file of the exercise and its text; None where there is no such file."""


def check(
    rubric: Rubric,
    document: Document,
    *,
    folder: Path,
    public: Sequence[SourceFile],
    mistakes: SourceFile,
    checks: SourceFile,
) -> None:
    """Raise :class:`~lagrader.errors.RubricError` where the rubric and the exercise's other files disagree.

    ``folder`` is the exercise's, out of which inputs that lie in files are read. ``public`` are the reference solution
    and the starter: a name that learners are asked for must be in both.
    """
    sources = Sources(tuple(_names(*file) for file in public), _names(*mistakes), _names(*checks), Shelf(folder))
    faults = _faults(rubric, document, sources)
    if first := next(faults, None):
        document.refuse(chain((first,), faults))
    if first := next(_amounts(rubric, document), None):
        document.refuse([first])


def _names(path: Path, text: str | None) -> Names:
    if text is None:
        return Names(f"{shown(path)} is missing, so it", ())
    return Names(shown(path), tuple(sorted(defined_names(parse(path, text)))))


def _faults(rubric: Rubric, document: Document, sources: Sources) -> Iterator[Fault]:
    for place, criterion in enumerate(rubric.criteria):
        at: KeyPath = ("criteria", place)
        for path, message in _criterion(criterion, sources):
            yield document.fault((*at, *path), message)


CASES_LIMIT = 2_000
"""The most cases of one exercise; the shipped course's longest has 51. Each is held in memory for the whole run."""

EXERCISE_ENTRIES = 4_000_000
"""The most entries of all inputs of one exercise: 32 MB, drawn up to 51 times."""


def _amounts(rubric: Rubric, document: Document) -> Iterator[Fault]:
    """Say where the exercise's cases become too many, or too large."""
    cases = entries = 0
    for path, case in _cases(rubric):
        cases += case.repeat
        entries += case.repeat * inputs.entries(case)
        if cases > CASES_LIMIT or entries > EXERCISE_ENTRIES:
            said = f"the exercise has more than {CASES_LIMIT} cases, or {EXERCISE_ENTRIES} entries in all"
            yield document.fault(path, said)
            return


def _cases(rubric: Rubric) -> Iterator[tuple[KeyPath, CaseSpec]]:
    for place, criterion in enumerate(rubric.criteria):
        ways = getattr(criterion, "any_of", ())
        for path, one in [((), criterion), *((("any_of", number), way) for number, way in enumerate(ways))]:
            for group in ("cases", "accepts"):
                for number, case in enumerate(getattr(one, group, ())):
                    yield ("criteria", place, *path, group, number), case


def _criterion(criterion: BaseCriterion, sources: Sources) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(criterion, AnyOfCriterion):
        for place, way in enumerate(criterion.any_of):
            yield from ((("any_of", place, *path), message) for path, message in _criterion(way, sources))
        yield from _refused(criterion, sources)
        return
    yield from _targets(criterion, sources)
    yield from _mistakes(criterion, sources)
    if isinstance(criterion, (CallCriterion, AnswerCriterion)) and criterion.tolerance:
        yield from _tolerance(criterion.tolerance)
    if isinstance(criterion, CallingCriterion):
        for group in ("cases", "accepts"):
            for place, case in enumerate(getattr(criterion, group, ())):
                for path, message in inputs.faults(case, lambda name: _public_lack(name, sources), sources.shelf.fill):
                    yield (group, place, *path), message
        if criterion.is_class:
            yield from classes.faults(criterion)
    if isinstance(criterion, CallCriterion):
        yield from _axes(criterion)


def _public_lack(name: str, sources: Sources) -> str | None:
    return next((lack for names in sources.public if (lack := names.lack(name))), None)


def _targets(criterion: BaseCriterion, sources: Sources) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(criterion, ManualCriterion):
        return
    if not isinstance(criterion, CheckCriterion):
        if lack := _public_lack(criterion.target, sources):
            yield (criterion.kind,), lack
        return
    if lack := sources.checks.lack(criterion.check):
        yield ("check",), lack
    for place, call in enumerate(criterion.calls):
        if lack := _public_lack(call.call, sources):
            yield ("calls", place, "call"), lack


def _mistakes(criterion: BaseCriterion, sources: Sources) -> Iterator[tuple[KeyPath, str]]:
    for name, mistake in criterion.mistakes.items():
        if isinstance(criterion, CallCriterion) and (lack := sources.mistakes.lack(name)):
            yield ("mistakes", name), lack
        if isinstance(criterion, AnswerCriterion) and mistake.equals is None:
            yield ("mistakes", name), '"equals" is missing: the wrong value that this mistake is known by'
    yield from _refused(criterion, sources)


def _refused(criterion: BaseCriterion, sources: Sources) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(criterion, RefusingCriterion):
        for place, name in enumerate(criterion.refuses):
            if lack := sources.mistakes.lack(name):
                yield ("refuses", place), lack


def _tolerance(tolerance: ToleranceSpec) -> Iterator[tuple[KeyPath, str]]:
    limits: list[tuple[KeyPath, Limits]] = [(("tolerance",), tolerance)]
    limits += [(("tolerance", "on", kind), limit) for kind, limit in tolerance.on.items()]
    for path, limit in limits:
        for key in ("atol", "rtol"):
            if not math.isfinite(getattr(limit, key) or 0):
                yield (*path, key), "a tolerance is finite; this one would accept everything"


def _axes(criterion: CallCriterion) -> Iterator[tuple[KeyPath, str]]:
    """Look up the sizes that the criterion itself names: of what is summed over, and of the result."""
    known = list(dict.fromkeys(size for case in criterion.cases for size in case.sizes))
    if isinstance(criterion.reduction, str) and criterion.reduction not in known:
        yield ("reduction",), inputs.unknown("size", criterion.reduction, known)
    for place, name in enumerate(criterion.result):
        if name not in known:
            yield ("result", place), inputs.unknown("size", name, known)
