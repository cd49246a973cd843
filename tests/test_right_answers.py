"""Right answers in many styles give no diagnosis anything to say, not even where it is told that they failed.

``LAGRADER_ALL_SEEDS=1`` takes hundreds of further styles beside the accepted submissions and the course's alternatives.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

import pytest

from lagrader.checkers import call
from lagrader.checkers.causes import context, sample_of
from lagrader.checkers.tried import Tried, judge
from lagrader.comparison import number
from lagrader.diagnosis import Context, Sample
from lagrader.diagnosis.families import DIAGNOSES
from lagrader.wire import Returned
from tests.grading import IDS, Desk, Work, solution
from tests.styles import accepted_works, one_liners, right_works

LEAST = 40
ALL_STYLES = os.environ.get("LAGRADER_ALL_SEEDS") == "1"

Seen = dict[tuple[str, str], tuple[list[Sample], Context]]
"""By module and function: each case as the diagnoses would see it."""


def works() -> dict[str, Work]:
    more = {**right_works(), **one_liners()} if ALL_STYLES else {}
    return {**{id_: {id_: solution(id_)} for id_ in IDS}, **accepted_works(), **more}


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """Every case that a ``call`` criterion judges while this is in use."""
    found: Seen = {}

    def spy(task, prepared, args, outcome) -> Tried:  # type: ignore[no-untyped-def]
        one = judge(task, prepared, args, outcome)
        samples, _ = found.setdefault((task.module, task.criterion.id), ([], context(task)))
        samples.append(sample_of(task, one))
        return one

    monkeypatch.setattr(call, "judge", spy)
    monkeypatch.setattr(call, "REMEMBERED", 0)  # what one program gave is judged again of the next: all of its cases
    return found


def graded(seen: Seen) -> Iterator[tuple[str, list[Sample], Context]]:
    with Desk() as desk:
        for name, work in works().items():
            seen.clear()
            report = desk.grade(work)
            assert not [one for exercise in report.exercises for one in exercise.criteria if one.feedback], name
            for samples, found in seen.values():
                yield name, samples, found


def as_if_failed(sample: Sample) -> Sample:
    """The same sample marked as failed, without what is free: the shape and dtype of one number, changed inputs."""
    reply = sample.outcome.reply
    assert isinstance(reply, Returned)
    plain = number(reply.value) if number(sample.expected) is not None else None
    value = reply.value if plain is None else float(plain)
    outcome = replace(sample.outcome, reply=replace(reply, value=value, inputs=sample.args))
    return replace(sample, passed=False, outcome=outcome, again=value)


@pytest.mark.slow
def test_no_diagnosis_speaks_about_a_right_answer(seen: Seen) -> None:
    names, said = set(), {}
    for name, samples, where in graded(seen):
        names.add(name)
        failed = [as_if_failed(sample) for sample in samples]
        for diagnosis in DIAGNOSES:
            found = diagnosis(failed, where)
            if found is not None:
                said[found.code, found.text] = name
    assert len(names) >= LEAST
    assert "\n".join(f"{code}: {text} ({name})" for (code, text), name in said.items()) == ""
