"""Checkers driven by hand: parties made of plain Python functions, so that no process is needed."""

from __future__ import annotations

import ast
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from lagrader.cases import from_wire, rounded, to_wire
from lagrader.checkers import CHECKERS, Ask, Prepared, Subject, Task
from lagrader.outcomes import Outcome
from lagrader.rubric import Rubric
from lagrader.wire import Absent, Array, Call, Handle, Raised, Read, Returned

EXERCISE = "ex3_neuron"
FILE = "solutions/ex3_neuron.py"


def criterion(**keys: Any) -> Any:
    """A criterion as its rubric would give it."""
    whole = {"id": "output", "title": "what it gives", "points": 12, **keys}
    return Rubric.model_validate({"version": 1, "title": "t", "criteria": [whole]}).criteria[0]


def subject(found: Any, *, device: str = "cpu", seed: int = 41) -> Subject[Any]:
    return Subject(found, EXERCISE, seed, device)


def task(found: Any, prepared: Prepared | None = None, source: str = "", *, device: str = "cpu") -> Task[Any]:
    return Task(
        subject(found, device=device),
        prepared or Prepared(),
        "learner",
        FILE,
        ast.parse(source, FILE),
        source.splitlines(),
    )


def tensor(values: Any, original: str = "float32", **claims: Any) -> Array:
    return replace(to_wire(rounded(np.asarray(values), original), original), **claims)


def returned(value: Any, **more: Any) -> Outcome:
    return Outcome(Returned(value, **more))


def raised(error: BaseException, stage: str = "call", **more: Any) -> Outcome:
    kinds = tuple(kind.__name__ for kind in type(error).__mro__)
    return Outcome(Raised(stage, kinds[0], str(error), kinds, **more))


@dataclass
class Party:
    """Answers requests from ``names``: functions of NumPy arrays, constants, or ready-made outcomes.

    A function's array comes back as float64 in a widened run, else as ``dtype``.
    """

    names: dict[str, Any]
    dtype: str = "float32"
    asked: list[Any] = field(default_factory=list)

    def answer(self, requests: Sequence[Any]) -> list[Outcome]:
        self.asked += requests
        return [self._one(request) for request in requests]

    def _one(self, request: Call | Read) -> Outcome:
        name = request.function if isinstance(request, Call) else request.name
        if name not in self.names:
            return Outcome(Absent(name, "", tuple(self.names)))
        found = self.names[name]
        if isinstance(found, Outcome) or isinstance(request, Read):
            return found if isinstance(found, Outcome) else returned(found)
        return self._call(found, request)

    def _call(self, function: Callable[..., Any], request: Call) -> Outcome:
        handles: list[Any] = []
        try:
            args = [self._built(value, request.widen, handles) for value in request.args]
        except Exception as error:  # noqa: BLE001 - as the worker does
            return raised(error, "handle", handles=tuple(handles))
        try:
            result = function(*args)
        except Exception as error:  # noqa: BLE001 - as the worker does
            return raised(error, handles=tuple(handles))
        if isinstance(result, Outcome):
            return result
        after = tuple(self._after(given, built) for given, built in zip(request.args, args, strict=True))
        inputs = () if after == request.args else after
        return returned(self._wire(result, request.widen), handles=tuple(handles), inputs=inputs)

    def _built(self, value: Any, widen: bool, handles: list[Any]) -> Any:
        if isinstance(value, Handle):
            result = self.names[value.function](*(self._built(arg, widen, handles) for arg in value.args))
            handles.append(self._wire(result, widen))
            return result
        return from_wire(value).copy() if isinstance(value, Array) else value

    def _after(self, given: Any, built: Any) -> Any:
        return to_wire(np.asarray(built), given.original) if isinstance(given, Array) else given

    def _wire(self, result: Any, widen: bool) -> Any:
        if isinstance(result, tuple):
            return tuple(self._wire(item, widen) for item in result)
        if isinstance(result, np.ndarray | np.generic):
            return tensor(result, "float64" if widen else self.dtype)
        return result


def drive(
    generator: Generator[Ask, Sequence[Outcome], Any], *, learner: Party | None = None, oracle: Party | None = None
) -> Any:
    """Run a checker to its end; a party that is not there must not be asked."""
    parties = {"learner": learner, "oracle": oracle}
    try:
        ask = next(generator)
        while True:
            party = parties[ask.party]
            assert party is not None, f"{ask.party} was asked {ask.requests}"
            ask = generator.send(party.answer(ask.requests))
    except StopIteration as end:
        return end.value


def judged(
    found: Any,
    learner: Party,
    oracle: Party | None = None,
    *,
    source: str = "",
    device: str = "cpu",
    prepared: Prepared | None = None,
) -> Any:
    """Prepare and examine one criterion, as a run does."""
    checker = CHECKERS[found.kind]
    known = prepared or drive(checker.prepare(subject(found, device=device)), oracle=oracle)
    return drive(checker.examine(task(found, known, source, device=device)), learner=learner, oracle=oracle)
