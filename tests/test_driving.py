"""Driving: one batch per party and round, answers to whom they belong, and every generator to its end."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagrader.checkers import Ask
from lagrader.driving import drive
from lagrader.errors import CourseError
from lagrader.outcomes import Outcome
from lagrader.wire import Read, Returned


def asks(name, *rounds):
    """Ask in each round for what it names, and return everything that came back."""
    got = []
    for party, count in rounds:
        outcomes = yield Ask(party, tuple(Read(name, f"{party}{len(got)}.{place}") for place in range(count)))
        got.append(tuple(outcome.reply.value for outcome in outcomes))
    return got


class Echo:
    """Answers each request with the key of who asks and what for; keeps its batches."""

    def __init__(self):
        self.batches = []

    async def answer(self, asked):
        self.batches.append([key for key, _ in asked])
        await asyncio.sleep(0)
        return [Outcome(Returned((key, request.module, request.name))) for key, request in asked]


def run(generators, *names):
    parties = {name: Echo() for name in names or ("learner", "oracle")}
    result = asyncio.run(drive(generators, {name: echo.answer for name, echo in parties.items()}))
    return result, parties


def test_nothing_to_drive():
    assert run({})[0] == {}


def test_a_generator_that_asks_nothing_returns_at_once():
    result, parties = run({"a": asks("a")})
    assert result == {"a": []}
    assert not parties["learner"].batches


def test_all_that_ask_one_party_share_a_batch():
    result, parties = run(
        {"a": asks("a", ("learner", 2)), "b": asks("b", ("learner", 1)), "c": asks("c", ("oracle", 1))}
    )
    assert parties["learner"].batches == [["a", "a", "b"]]
    assert parties["oracle"].batches == [["c"]]
    assert result["a"] == [(("a", "a", "learner0.0"), ("a", "a", "learner0.1"))]
    assert result["b"] == [(("b", "b", "learner0.0"),)]


def test_an_empty_ask_is_answered_without_asking():
    result, parties = run({"a": asks("a", ("learner", 0), ("oracle", 1))})
    assert result["a"][0] == ()
    assert not parties["learner"].batches


def test_parties_work_side_by_side():
    met = asyncio.Event()

    async def first(asked):
        await met.wait()  # for ever, were the other one only asked afterwards
        return [Outcome(Returned(None)) for _ in asked]

    async def second(asked):
        met.set()
        return [Outcome(Returned(None)) for _ in asked]

    generators = {"a": asks("a", ("learner", 1)), "b": asks("b", ("oracle", 1))}
    result = asyncio.run(asyncio.wait_for(drive(generators, {"learner": first, "oracle": second}), 5))
    assert set(result) == {"a", "b"}


@given(
    plans=st.dictionaries(
        st.integers(0, 9), st.lists(st.tuples(st.sampled_from(["learner", "oracle"]), st.integers(0, 3)), max_size=4)
    )
)
def test_every_answer_goes_to_the_one_who_asked(plans):
    result, parties = run({key: asks(str(key), *rounds) for key, rounds in plans.items()})
    assert {key: [len(got) for got in rounds] for key, rounds in result.items()} == {
        key: [count for _, count in rounds] for key, rounds in plans.items()
    }
    for key, rounds in result.items():
        for place, (party, _) in enumerate(plans[key]):
            assert rounds[place] == tuple(
                (key, str(key), f"{party}{place}.{number}") for number in range(len(rounds[place]))
            )
    most = max((len(rounds) for rounds in plans.values()), default=0)
    assert all(len(echo.batches) <= most for echo in parties.values())


def test_a_broken_course_ends_the_run():
    def broken():
        yield Ask("learner", (Read("m", "x"),))
        raise CourseError("it returned None")

    with pytest.raises(CourseError, match="it returned None"):
        run({"a": broken(), "b": asks("b", ("learner", 3))})


def test_a_party_that_is_not_there_is_a_fault_and_not_an_end():
    with pytest.raises(KeyError, match="learner"):
        run({"a": asks("a", ("learner", 1))}, "oracle")
