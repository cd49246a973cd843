"""``call``, what goes in: inputs that must be left alone, handles, and the plain numbers that stand in for those."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

import numpy as np
import pytest

from lagrader.checkers import call
from lagrader.results import Verdict
from lagrader.wire import Size
from tests.checkers.hand import Party, criterion, drive, judged, returned, subject, task, tensor


class TestHandles:
    """``match(loop(a), builtin(a))`` meets the learner's own results; plain numbers where those are wrong."""

    CASES = (
        {
            "repeat": 4,
            "given": {"a": {"uniform": [3], "low": 1, "high": 2}},
            "inputs": {"x": {"call": "loop", "args": ["a"]}, "y": {"call": "builtin", "args": ["a"]}},
        },
        {
            "repeat": 4,
            "given": {"a": {"uniform": [3], "low": 1, "high": 2}, "b": {"uniform": [3], "low": 4, "high": 5}},
            "inputs": {"x": {"call": "loop", "args": ["a"]}, "y": {"call": "builtin", "args": ["b"]}},
        },
    )

    def match(self, learner, mistakes=()):
        found = criterion(
            call="match",
            returns="bool",
            cases=list(self.CASES),
            mistakes={name: {"say": f"{name} is what it does."} for name in mistakes},
        )
        course = {
            "loop": lambda a: np.sum(a) * (1 + 1e-12),
            "builtin": np.sum,
            "match": lambda x, y: bool(abs(x - y) < 1e-3),
            "always": lambda x, y: True,
            "exact": lambda x, y: bool(x == y),
        }
        own = {"loop": np.sum, "builtin": np.sum, **learner}
        self.learner = Party(own)
        return judged(found, self.learner, Party(course), source="def match(x, y):\n    return x == y\n")

    def close(self, x, y):
        return bool(abs(x - y) < 1e-3)

    def test_the_learner_s_own_results_are_what_it_is_asked_about(self):
        met = []

        def match(x, y):
            met.append((x, y))
            return self.close(x, y)

        own = {"loop": lambda a: float(sum(a)), "builtin": lambda a: np.float32(np.sum(a)), "match": match}
        assert self.match(own).verdict is Verdict.ACCEPTED
        assert {(type(x), type(y)) for x, y in met} == {(float, np.float32)}
        assert len(met) == 8

    def test_a_wrong_one_is_replaced_by_floats_and_by_tensors(self):
        met = []

        def match(x, y):
            met.append((type(x), type(y)))
            return self.close(x, y)

        assert self.match({"loop": lambda a: 0.0, "match": match}).verdict is Verdict.ACCEPTED
        assert Counter(met[8:]) == {(float, float): 8, (np.ndarray, np.ndarray): 8}

    @pytest.mark.parametrize("kind", [float, np.ndarray])
    def test_either_variant_may_pass(self, kind):
        def match(x, y):
            if not isinstance(x, kind):
                raise TypeError("not made for this")
            return self.close(x, y)

        assert self.match({"loop": lambda a: 0.0, "match": match}).verdict is Verdict.ACCEPTED

    def test_both_failing_is_wrong(self):
        result = self.match({"loop": lambda a: 0.0, "match": lambda x, y: True}, mistakes=["always"])
        assert (result.verdict, result.feedback[0].code) == (Verdict.WRONG_ANSWER, "ALWAYS")

    def test_one_that_raises_or_is_absent_is_replaced_too(self):
        def fails(a):
            raise NotImplementedError

        assert self.match({"loop": fails, "match": self.close}).verdict is Verdict.ACCEPTED
        assert self.match({"loop": lambda a: None, "match": self.close}).verdict is Verdict.ACCEPTED

    def test_a_function_that_is_not_there_is_missing_however_it_is_asked(self):
        result = self.match({"mtach": self.close})
        assert (result.verdict, result.feedback[0].code) == (Verdict.MISSING, "MISSPELT_NAME")

    def test_mistakes_are_asked_about_the_numbers_that_the_learner_s_function_met(self):
        """Its loop is right up to rounding, which only an exact comparison minds."""
        own = {"loop": lambda a: np.float64(np.sum(a) * (1 + 2e-7)), "match": lambda x, y: bool(x == y)}
        result = self.match(own, mistakes=["exact", "always"])
        assert result.feedback[0].code == "EXACT"

    def test_the_example_shows_what_the_handles_gave(self):
        result = self.match({"match": lambda x, y: True}, mistakes=["always"])
        assert "loop" not in result.example.call
        assert (result.example.expected, result.example.actual) == ("False", "True")

    def test_all_that_needs_plain_numbers_is_asked_in_one_round(self):
        found = criterion(call="match", returns="bool", cases=list(self.CASES))
        course = Party({"loop": np.sum, "builtin": np.sum, "match": self.close})
        prepared = drive(call.prepare(subject(found)), oracle=course)
        learner = Party({"loop": lambda a: 0.0, "builtin": np.sum, "match": self.close})
        generator = call.examine(task(found, prepared))
        ask, rounds = next(generator), 0
        with suppress(StopIteration):
            while True:
                rounds += 1
                ask = generator.send(learner.answer(ask.requests))
        assert rounds == 2

    def test_only_inputs_of_the_courses_own_come_back(self):
        found = criterion(call="match", returns="bool", cases=list(self.CASES))
        course = {"loop": np.sum, "builtin": np.sum, "match": self.close}
        learner = Party(course)
        judged(found, learner, Party(course))
        assert {request.echo for request in learner.asked} == {False}
        plain = criterion(call="f", cases=[{"repeat": 3, "inputs": {"x": {"normal": [3]}}}])
        learner = Party({"f": lambda x: x + 1})
        judged(plain, learner, Party({"f": lambda x: x + 1}))
        assert {request.echo for request in learner.asked} == {True}


class TestKeepsInputs:
    CASES = ({"repeat": 3, "inputs": {"x": {"normal": [3]}}},)

    def verdict(self, function, keeps=True, cases=CASES):
        found = criterion(call="f", returns="tensor", cases=list(cases), keeps_inputs=keeps)
        return judged(found, Party({"f": function}), Party({"f": lambda x: x + 1}))

    def in_place(self, x):
        x += 1
        return x

    def test_a_change_in_place_is_found(self):
        result = self.verdict(self.in_place)
        assert (result.verdict, result.feedback[0].code) == (Verdict.WRONG_ANSWER, "INPUT_CHANGED")
        assert self.verdict(lambda x: x + 1).verdict is Verdict.ACCEPTED

    def test_it_is_no_matter_where_the_rubric_does_not_ask(self):
        assert self.verdict(self.in_place, keeps=False).verdict is Verdict.ACCEPTED

    @pytest.mark.parametrize(
        "claims", [{"device": "cuda:0"}, {"requires_grad": True}, {"grad_fn": "AddBackward0"}], ids=str
    )
    def test_only_the_numbers_count(self, claims):
        """On a GPU the inputs come back from there, and ``x.requires_grad_()`` changes no number."""

        def kept(x):
            return returned(tensor(x + 1), inputs=(tensor(x, **claims),))

        assert self.verdict(kept).verdict is Verdict.ACCEPTED

    def test_none_came_back_where_none_has_changed(self):
        assert self.verdict(lambda x: returned(tensor(x + 1), inputs=())).verdict is Verdict.ACCEPTED

    @pytest.mark.parametrize("inputs", [(tensor([1.0, 2, 3]),), (None,), (tensor([1.0]), tensor([1.0]))], ids=[*"abc"])
    def test_inputs_that_came_back_otherwise_are_changed(self, inputs):
        result = self.verdict(lambda x: returned(tensor(x + 1), inputs=inputs))
        assert result.feedback[0].code == "INPUT_CHANGED"

    def test_plain_inputs(self):
        cases = [{"inputs": {"s": {"size": [2, value]}, "t": {"tuple": [value]}}} for value in (3, 4, 5)]
        found = criterion(call="f", returns="shape", cases=cases, keeps_inputs=True)
        course = Party({"f": lambda s, t: Size((*s, *t))})
        assert judged(found, Party({"f": lambda s, t: [*s, *t]}), course).verdict is Verdict.ACCEPTED
