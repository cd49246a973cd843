"""One exercise of a course: its folder, its texts, and its rubric, each read when it is first asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lagrader import yamlfile
from lagrader.errors import RubricError

if TYPE_CHECKING:
    from lagrader.rubric import Criterion, Rubric

FOLDER_NAME = re.compile(r"ex(?P<number>[0-9]{1,6})_(?P<short>[a-z0-9_]+)")


@dataclass(frozen=True)
class Exercise:
    """One exercise. Every text raises :class:`RubricError` where its file is missing or can't be read."""

    number: int
    id: str
    """The name of its folder: ``ex3_neuron``."""
    folder: Path
    solution_path: Path

    @property
    def short(self) -> str:
        """Its name without the number: ``neuron``."""
        return self.id.partition("_")[2]

    @property
    def rubric_path(self) -> Path:
        """Where its rubric stands."""
        return self.folder / "rubric.yaml"

    @cached_property
    def document(self) -> yamlfile.Document:
        """The rubric's file as plain data with lines, held against nothing yet."""
        return yamlfile.load(self.rubric_path)

    @cached_property
    def further(self) -> bool:
        """Whether it goes further than the course's points; what is no truth value is told once the rubric is read."""
        # Every check asks it of every exercise. A line of its own says so without a reading of the whole file: what
        # is part of a text stands further in.
        text = self.rubric_path.read_bytes()
        if b"further" not in text:
            return False
        if _FURTHER.search(text):
            return True
        data = self.document.data
        return isinstance(data, dict) and data.get("further") is True

    @cached_property
    def rubric(self) -> Rubric:
        """The rubric as learners see it: without what is hidden. See :attr:`whole_rubric` for what it raises."""
        shown = [_visible(criterion) for criterion in self.whole_rubric.criteria if not criterion.is_hidden]
        return self.whole_rubric.model_copy(update={"criteria": shown})

    @property
    def whole(self) -> Exercise:
        """The same exercise, whose rubric has what is hidden as well: for grading a class, never for learners' eyes."""
        copy = replace(self)
        # What was read and held against its models already is not read again.
        copy.__dict__.update(self.__dict__ | {"whole_rubric": self.whole_rubric, "rubric": self.whole_rubric})
        return copy

    def on(self, device: str) -> Exercise:
        """The same exercise as it is judged on a device: what is for others alone is worth nothing."""
        if all(one.judged_on(device) for one in self.whole_rubric.criteria):
            return self
        copy = replace(self)
        rubrics = {"whole_rubric": self.whole_rubric.on(device), "rubric": self.rubric.on(device)}
        copy.__dict__.update(self.__dict__ | rubrics)
        return copy

    @cached_property
    def whole_rubric(self) -> Rubric:
        """The rubric with what is hidden, which fits its models and agrees with the files beside it.

        Raises:
            RubricError: it does not; the message tells every fault with its line.
        """
        # Imported here, since they bring pydantic and `lagrader list` must start without it.
        from lagrader.course import agreement
        from lagrader.rubric import Rubric

        rubric = yamlfile.validate(Rubric, self.document)
        self.statement  # noqa: B018 - raises where it is missing
        agreement.check(
            rubric,
            self.document,
            folder=self.folder,
            public=[(self.solution_path, self.solution), (self.folder / "starter.py", self.starter)],
            mistakes=(self.folder / "mistakes.py", self.mistakes),
            checks=(self.folder / "checks.py", self.checks),
        )
        return rubric

    @cached_property
    def statement(self) -> str:
        """The text of README.md."""
        return _text(self.folder / "README.md")

    @cached_property
    def starter(self) -> str:
        """The source that a learner begins with."""
        return _text(self.folder / "starter.py")

    @cached_property
    def solution(self) -> str:
        """The source of the reference solution."""
        return _text(self.solution_path)

    @cached_property
    def mistakes(self) -> str | None:
        """The source of mistakes.py, None where there is none."""
        return _optional_text(self.folder / "mistakes.py")

    @cached_property
    def checks(self) -> str | None:
        """The source of checks.py, None where there is none."""
        return _optional_text(self.folder / "checks.py")

    @cached_property
    def alternatives(self) -> tuple[tuple[Path, str], ...]:
        """Right answers in other styles: path and source of each file of alternatives/, by name; often none.

        Whole learners' files, which must get full marks. The audit grades them; nothing else reads them.

        Raises:
            RubricError: one can't be read, or is not Python.
        """
        from lagrader.course.python import parse

        found = tuple((path, _text(path)) for path in _sources(self.folder / "alternatives"))
        for path, text in found:
            parse(path, text)
        return found

    @cached_property
    def target_names(self) -> frozenset[str]:
        """The names that its rubric asks for in a learner's file."""
        if self.further:
            # Most learners have none of it, and to hold a rubric against its models takes long: that waits for others.
            with suppress(KeyError, TypeError, AttributeError):
                return frozenset(_names_in(self.document.data["criteria"]))
        return frozenset(name for criterion in self.whole_rubric.criteria for name in criterion.learner_names)


def _names_in(criteria: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the names in plain data; a test holds them against those of the models."""
    for criterion in criteria:
        if "check" in criterion:
            yield from (call["call"] for call in criterion["calls"])
        else:
            yield from (criterion[kind] for kind in _KINDS if kind in criterion)


_KINDS = ("call", "answer", "source", "operations", "raises")
"""The keys that name a criterion's kind, and whose value is the name it asks for."""


_FURTHER = re.compile(rb"^further: +true *(?:#.*)?\r?$", re.MULTILINE)


def targets_of(exercises: Iterable[Exercise]) -> Mapping[str, frozenset[str]]:
    """Return what each exercise's rubric asks for in a learner's file, by the exercise's id, in their order.

    The rubric of one that goes further is read when somebody asks for its names: of what nobody has begun nobody does.
    """
    return _Targets(exercises)


class _Targets(Mapping[str, frozenset[str]]):
    def __init__(self, exercises: Iterable[Exercise]) -> None:
        self._exercises = {exercise.id: exercise for exercise in exercises}
        for exercise in self._exercises.values():
            if not exercise.further:
                exercise.target_names  # noqa: B018 - a fault in it is told before anything else is done

    def __getitem__(self, id_: str) -> frozenset[str]:
        return self._exercises[id_].target_names

    def __iter__(self) -> Iterator[str]:
        return iter(self._exercises)

    def __len__(self) -> int:
        return len(self._exercises)


def _visible(criterion: Criterion) -> Criterion:
    cases = getattr(criterion, "cases", [])
    if not any(case.is_hidden for case in cases):
        return criterion
    return criterion.model_copy(update={"cases": [case for case in cases if not case.is_hidden]})


def _sources(folder: Path) -> list[Path]:
    """Return the Python files in a folder that need not be there, without hidden ones, which come and go."""
    try:
        found = [path for path in folder.iterdir() if path.suffix == ".py" and not path.name.startswith(".")]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise RubricError(f"this folder can't be read: {error.strerror}", yamlfile.shown(folder)) from None
    return sorted(found, key=lambda path: path.name)


def _optional_text(path: Path) -> str | None:
    return _text(path) if path.exists() else None


def _text(path: Path) -> str:
    text = yamlfile.read_text(path, "this file is missing; every exercise has one")
    return text.replace("\r\n", "\n").replace("\r", "\n")
