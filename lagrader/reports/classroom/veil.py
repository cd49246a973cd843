"""A class without names, to be shown to it: no name and no id, no line of anybody's program, nothing hidden."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from lagrader.gradebook import Row
from lagrader.reports.classroom.model import (
    Classroom,
    Close,
    Comparison,
    Criterion,
    Group,
    Learner,
    Mistake,
    Trouble,
    Who,
)
from lagrader.results import CriterionResult, Example

_WORD = re.compile(r"[^\W\d_]{3,}")
"""A word that could be a part of a name."""

_UNSAID = "A program could not be used."


def veiled(found: Classroom, rows: Sequence[Row], hidden: Iterable[str]) -> Classroom:
    """Return the class without names; ``hidden`` are the criteria that learners must not know."""
    return _Veil(rows, hidden).over(found)


class _Veil:
    def __init__(self, rows: Sequence[Row], hidden: Iterable[str]) -> None:
        texts = (text for row in rows for text in (row.learner, row.name, row.email, row.label))
        self._names = {word.casefold() for text in texts for word in _WORD.findall(text)}
        self._others = _numbered(hidden)

    def over(self, found: Classroom) -> Classroom:
        """Return the class without names."""
        return replace(
            found,
            folder="",
            summary=replace(found.summary, hardest=None, mistake=None, alike=(), packages=()),
            learners=tuple(_nameless(number, one) for number, one in enumerate(found.learners, start=1)),
            criteria=tuple(map(self._criterion, found.criteria)),
            mistakes=tuple(map(self._mistake, found.mistakes)),
            groups=tuple(map(self._group, found.groups)),
            needs=(),
            close=tuple(map(self._close, found.close)),
            troubles=tuple(map(self._trouble, found.troubles)),
            alike=(),
            comparison=Comparison("Who has the same work is left out of a page without names."),
        )

    def _named(self, text: str) -> bool:
        return any(word.casefold() in self._names for word in _WORD.findall(text))

    def _name(self, name: str) -> str:
        return self._others.get(name, name)

    def _who(self, who: Who, name: str) -> Who:
        shown = self._name(name)
        return replace(who, key=who.key.replace(name, shown), words=who.words.replace(name, shown))

    def _criterion(self, one: Criterion) -> Criterion:
        name, is_hidden = one.name, one.name in self._others
        figures = replace(one.figures, name=self._name(name), codes=())
        groups = {part: self._who(getattr(one, part), name) for part in ("right", "part", "wrong", "open")}
        title = "A hidden check" if is_hidden else one.title
        return replace(one, name=self._name(name), title=title, figures=figures, warnings=(), **groups)

    def _mistake(self, one: Mistake) -> Mistake:
        is_hidden = one.name in self._others
        title = one.code if is_hidden or self._named(one.title) else one.title
        example = None if is_hidden or one.example is None else self._example(one.example)
        return replace(one, name=self._name(one.name), title=title, who=self._who(one.who, one.name), example=example)

    def _example(self, criterion: CriterionResult) -> CriterionResult | None:
        """The call and what came of it, and no line of anybody's program."""
        example = criterion.example
        if example is None or example.hidden or self._named(_text(example)):
            return None
        return CriterionResult(
            criterion.id, criterion.title, criterion.points, criterion.max_points, criterion.verdict, example=example
        )

    def _group(self, one: Group) -> Group:
        is_hidden, example = one.group.name in self._others, one.group.example
        said = example is not None and (example.hidden or self._named(_text(example)))
        name = self._name(one.group.name)
        group = replace(
            one.group,
            name=name,
            learners=(),
            text="",
            exception="",
            stub=None,
            id=one.group.id.replace(one.group.name, name),
            example=None if is_hidden or said else example,
        )
        title = one.group.code if is_hidden or self._named(one.title) else one.title
        return Group(group, title, self._who(one.who, one.group.name))

    def _close(self, one: Close) -> Close:
        failed, accepted = self._who(one.failed, one.name), self._who(one.accepted, one.name)
        return Close(self._name(one.name), failed, accepted, one.ratio)

    def _trouble(self, one: Trouble) -> Trouble:
        reason = _UNSAID if self._named(one.reason) else one.reason
        return Trouble(reason, replace(one.who, words=f"of whom is said: {reason}"))


def _text(example: Example) -> str:
    return " ".join([*example.setup, example.call, example.actual or "", example.note])


def _nameless(number: int, learner: Learner) -> Learner:
    return replace(learner, id=f"Learner {number}", name="", page="", words=())


def _numbered(hidden: Iterable[str]) -> Mapping[str, str]:
    """What hidden criteria are called instead: ``ex3.hidden_1``."""
    found: dict[str, str] = {}
    counts: dict[str, int] = {}
    for name in hidden:
        exercise = name.partition(".")[0]
        counts[exercise] = counts.get(exercise, 0) + 1
        found[name] = f"{exercise}.hidden_{counts[exercise]}"
    return found
