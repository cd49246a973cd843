"""A right answer that came before, byte for byte, is known again; nothing else is taken for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lagrader.checkers import Prepared, call
from lagrader.checkers.verdicts import OUTPUT_LIMIT
from lagrader.outcomes import Outcome
from lagrader.results import CriterionResult, Verdict
from lagrader.wire import PREFIX_SIZE, Returned, frame_sizes, pack_reply, unpack_reply
from tests.checkers.hand import Party, criterion, drive, subject, task

CASES = [{"repeat": 3, "inputs": {"x": {"normal": [4]}}}]


def received(outcome: Outcome) -> Outcome:
    """The same as it comes off the wire."""
    if not isinstance(outcome.reply, Returned):
        return outcome
    frame = pack_reply(1, outcome.reply)
    return replace(outcome, reply=unpack_reply(frame[PREFIX_SIZE:], frame_sizes(frame[:PREFIX_SIZE])[0])[2])


class Learner(Party):
    """A party whose replies go over the wire."""

    def answer(self, requests: Any) -> list[Outcome]:
        return [received(outcome) for outcome in super().answer(requests)]


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every comparison that was made since."""
    seen: list[Any] = []
    judge = call.judge

    def counting(*args: Any) -> Any:
        seen.append(args)
        return judge(*args)

    monkeypatch.setattr(call, "judge", counting)
    return seen


def class_of(*functions: Callable[..., Any], **keys: Any) -> list[CriterionResult]:
    """What becomes of learners with these functions, one after the other."""
    found = criterion(call="f", returns="tensor", cases=CASES, **keys)
    prepared: Prepared = drive(call.prepare(subject(found)), oracle=Party({"f": right}))
    return [
        drive(call.examine(task(found, prepared)), learner=Learner({"f": function}), oracle=Party({"f": right}))
        for function in functions
    ]


def right(x: Any) -> Any:
    return 2 * x


def test_the_second_with_the_same_answer_is_not_compared_again(compared: list[Any]) -> None:
    first, second = class_of(right, lambda x: x + x)
    assert first == second
    assert (first.verdict, len(compared)) == (Verdict.ACCEPTED, 3)


def test_a_wrong_answer_is_wrong_however_often_it_comes(compared: list[Any]) -> None:
    results = class_of(lambda x: 3 * x, lambda x: 3 * x, right, lambda x: 3 * x)
    assert [result.verdict for result in results] == [
        Verdict.WRONG_ANSWER,
        Verdict.WRONG_ANSWER,
        Verdict.ACCEPTED,
        Verdict.WRONG_ANSWER,
    ]
    assert results[0] == results[1] == results[3]


def test_a_nearly_equal_answer_is_compared_by_itself(compared: list[Any]) -> None:
    results = class_of(right, lambda x: 2 * x * (1 + 1e-6), lambda x: 2 * x * (1 + 1e-2))
    assert [result.verdict for result in results] == [Verdict.ACCEPTED, Verdict.ACCEPTED, Verdict.WRONG_ANSWER]
    assert len(compared) == 9


def test_the_right_answer_to_another_case_is_none(compared: list[Any]) -> None:
    seen: list[Any] = []

    def shifted(x: Any) -> Any:
        seen.append(2 * x)
        return seen[-2] if len(seen) > 1 else seen[0]

    assert class_of(right, shifted)[1].verdict is Verdict.WRONG_ANSWER


def test_a_right_answer_with_changed_inputs_is_not_the_known_one() -> None:
    def changing(x: Any) -> Any:
        result = 2 * x
        x += 1
        return result

    first, second = class_of(right, changing, keeps_inputs=True)
    assert first.verdict is Verdict.ACCEPTED
    assert second.feedback[0].code == "INPUT_CHANGED"


def test_a_known_answer_does_not_excuse_too_much_output() -> None:
    class Loud(Learner):
        def answer(self, requests: Any) -> list[Outcome]:
            return [replace(outcome, output_bytes=OUTPUT_LIMIT + 1) for outcome in super().answer(requests)]

    found = criterion(call="f", returns="tensor", cases=CASES)
    prepared = drive(call.prepare(subject(found)), oracle=Party({"f": right}))
    quiet, loud = (
        drive(call.examine(task(found, prepared)), learner=party({"f": right}), oracle=Party({"f": right}))
        for party in (Learner, Loud)
    )
    assert (quiet.verdict, loud.verdict) == (Verdict.ACCEPTED, Verdict.OUTPUT_LIMIT_EXCEEDED)


def test_no_more_are_remembered_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch, compared: list[Any]) -> None:
    monkeypatch.setattr(call, "REMEMBERED", 1)
    nearly = [lambda x, k=k: 2 * x * (1 + k * 1e-7) for k in range(4)]
    results = class_of(*nearly, *nearly)
    assert {result.verdict for result in results} == {Verdict.ACCEPTED}
    assert len(compared) == 3 * 7  # the first alone is known when it comes again


def test_plain_numbers_in_the_place_of_wrong_handles_are_judged_by_themselves() -> None:
    given = {"given": {"a": {"normal": [3]}}, "inputs": {"x": {"call": "loop", "args": ["a"]}}}
    found = criterion(call="double", returns="number", cases=[{**given, "repeat": 2}])
    course = Party({"loop": np.sum, "double": right})
    prepared = drive(call.prepare(subject(found)), oracle=course)
    for own in ({"loop": np.sum, "double": right}, {"loop": lambda a: 7.0, "double": right}):
        result = drive(call.examine(task(found, prepared)), learner=Learner(own), oracle=course)
        assert result.verdict is Verdict.ACCEPTED
