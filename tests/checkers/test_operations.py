"""``operations``: an answer that must move with its door, or must not; and rounds that grow with the batch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagrader.checkers import operations
from lagrader.checkers.operations import LARGEST_FACTOR, SMALLEST_FACTOR
from lagrader.outcomes import Outcome, Stopped
from lagrader.results import Verdict
from lagrader.wire import Absent, Array, Opaque, Returned
from tests.checkers.hand import Party, criterion, drive, raised, returned, subject, task, tensor

CASES = [{"sizes": {"n": size}, "inputs": {"x": {"uniform": ["n"], "low": 1, "high": 2}}} for size in (4, 32)]
SOURCE = "import torch\n\ndef f(x):\n    y = x.tolist()\n    return torch.dot(x, x)\n"


def plain(x):
    return float(x.sum())


class Rigged(Party):
    """A function of the case and the rig: ``(kind, door, factor)``, or None where nothing interferes."""

    def __init__(self, function):
        super().__init__({})
        self.function = function

    def _one(self, request):
        x = np.frombuffer(request.args[0].data)
        found = self.function(x, request.rig)
        return found if isinstance(found, Outcome) else returned(found)


def result_of(function, source=SOURCE, **keys):
    found = criterion(**{"operations": "f", "cases": CASES, **keys})
    prepared = drive(operations.prepare(subject(found)))
    return drive(operations.examine(task(found, prepared, source)), learner=Rigged(function))


def through(x, rig):
    """All of the answer comes through the named door, and none through products or Python."""
    return plain(x) * (rig[2] if rig and rig[0] == "through" else 1)


class TestThrough:
    def test_an_answer_that_moves_with_the_door_is_right(self):
        result = result_of(through, through="torch.dot")
        assert (result.verdict, result.points, result.passed) == (Verdict.ACCEPTED, 12, 2)

    def test_an_answer_that_does_not_move_is_a_decoy(self):
        result = result_of(lambda x, rig: plain(x), through="torch.dot")
        assert (result.verdict, result.points) == (Verdict.WRONG_ANSWER, 0)
        (feedback,) = result.feedback
        assert feedback.code == "NOT_THROUGH_TORCH_DOT"
        assert "torch.dot" in feedback.text

    def test_one_case_that_does_not_move_is_enough(self):
        def decoy(x, rig):
            return through(x, rig) if x.size == 4 else plain(x)

        assert result_of(decoy, through="autograd").feedback[0].code == "NOT_THROUGH_AUTOGRAD"

    def test_the_author_s_sentence(self):
        result = result_of(lambda x, rig: 1.0, through="autograd", say="Not by autograd.", explain="long")
        assert (result.feedback[0].text, result.feedback[0].detail) == ("Not by autograd.", "long")

    @pytest.mark.parametrize("stage", ["call", "handle"])
    def test_a_call_that_interference_made_raise_is_believed(self, stage):
        """A check of the learner's own stumbles over a number that we changed."""
        result = result_of(
            lambda x, rig: raised(AssertionError("odd"), stage) if rig else plain(x), through="torch.dot"
        )
        assert result.verdict is Verdict.ACCEPTED

    def test_rounding_is_no_move(self):
        result = result_of(lambda x, rig: plain(x) * (1 + 1e-4 * bool(rig)), through="torch.dot")
        assert result.verdict is Verdict.WRONG_ANSWER

    def test_the_factor_is_secret_and_large_enough(self):
        seen = []

        def watched(x, rig):
            seen.append(rig)
            return through(x, rig)

        for _ in range(5):
            result_of(watched, through="torch.dot")
        factors = [rig[2] for rig in seen if rig]
        assert {rig[:2] for rig in seen if rig} == {("through", "torch.dot")}
        assert all(SMALLEST_FACTOR <= factor <= LARGEST_FACTOR for factor in factors)
        assert len(set(factors)) == 5
        assert len([rig for rig in seen if rig is None]) == 10


class TestNotThrough:
    def test_an_answer_that_stays_is_right(self):
        assert result_of(through, not_through=["products", "python"]).verdict is Verdict.ACCEPTED

    @pytest.mark.parametrize("family", ["products", "python"])
    def test_an_answer_that_moves_is_the_wrong_road(self, family):
        def moved(x, rig):
            factor = rig[2] if rig and rig[1] == family else 1
            return returned(plain(x) * factor, seen=(("tolist", 4),) if rig else ())

        result = result_of(moved, not_through=["products", "python"])
        assert (result.verdict, result.feedback[0].code) == (Verdict.WRONG_ANSWER, f"THROUGH_{family.upper()}")
        assert "tolist" in result.feedback[0].text
        assert (result.location.line, result.location.source) == (4, "    y = x.tolist()")

    @pytest.mark.parametrize("seen", [(), (("mul", 0),), (("mul", 99),)], ids=["none", "no line", "no such line"])
    def test_the_place_is_the_return_where_no_line_was_seen(self, seen):
        result = result_of(lambda x, rig: returned(plain(x) * (2 if rig else 1), seen=seen), not_through=["products"])
        assert result.location.line == (99 if seen and seen[0][1] == 99 else 5)
        assert result.feedback[0].text

    def test_a_rigged_call_that_raises_is_believed(self):
        result = result_of(lambda x, rig: raised(ValueError("odd")) if rig else plain(x), not_through=["python"])
        assert result.verdict is Verdict.ACCEPTED


class TestSameCount:
    def test_as_many_products_whatever_the_size(self):
        assert result_of(lambda x, rig: returned(plain(x), count=3), same_count=True).verdict is Verdict.ACCEPTED

    def test_a_product_per_row_is_a_loop(self):
        result = result_of(lambda x, rig: returned(plain(x), count=x.size), same_count=True)
        assert (result.verdict, result.points) == (Verdict.WRONG_ANSWER, 0)
        assert result.feedback[0].code == "COUNT_GROWS"

    def test_the_answer_may_move_while_it_is_counted(self):
        """Nothing is multiplied by a counting rig, but what it returns is no matter either."""
        result = result_of(lambda x, rig: returned(9.0 if rig else 1.0, count=1), same_count=True)
        assert result.verdict is Verdict.ACCEPTED

    def test_a_counted_call_that_raises_is_believed(self):
        result = result_of(lambda x, rig: raised(ValueError("odd")) if rig else plain(x), same_count=True)
        assert result.verdict is Verdict.ACCEPTED

    def test_counting_and_roads_together(self):
        def loops(x, rig):
            return returned(plain(x), count=x.size if rig and rig[0] == "count" else 0)

        result = result_of(loops, same_count=True, not_through=["python"])
        assert result.feedback[0].code == "COUNT_GROWS"


class TestRules:
    def test_what_only_the_source_shows_comes_first_and_nothing_is_called(self):
        found = criterion(operations="f", cases=CASES, through="torch.dot", rules={"forbid": ["torch.dot"]})
        prepared = drive(operations.prepare(subject(found)))
        result = drive(operations.examine(task(found, prepared, SOURCE)))
        assert (result.verdict, result.feedback[0].code) == (Verdict.WRONG_ANSWER, "FORBIDDEN_NAME")
        assert result.location.line == 5

    def test_kept_rules_leave_the_rest_to_be_judged(self):
        rules = {"forbid": ["numpy_products"], "require": ["torch.dot"]}
        assert result_of(through, through="torch.dot", rules=rules).verdict is Verdict.ACCEPTED
        assert result_of(lambda x, rig: 1.0, through="torch.dot", rules=rules).verdict is Verdict.WRONG_ANSWER


class TestTrouble:
    @pytest.mark.parametrize(
        ("outcome", "verdict"),
        [
            (raised(ValueError("no")), Verdict.RUN_TIME_ERROR),
            (Outcome(Stopped(Verdict.TIME_LIMIT_EXCEEDED, "2 s")), Verdict.TIME_LIMIT_EXCEEDED),
            (Outcome(Absent("f")), Verdict.MISSING),
            (Outcome(Returned(1.0), "", 2**21), Verdict.OUTPUT_LIMIT_EXCEEDED),
        ],
        ids=lambda value: getattr(value, "name", ""),
    )
    def test_a_plain_call_that_gives_no_value_is_the_result(self, outcome, verdict):
        result = result_of(lambda x, rig: outcome, through="torch.dot")
        assert (result.verdict, result.points) == (verdict, 0)
        assert result.example.call.startswith("f(")

    def test_a_rigged_call_that_stops_the_child_costs_no_plain_one(self):
        """What stops, stops the rest of its group: every plain call comes before the first rigged one."""
        rigs = []

        def watched(x, rig):
            rigs.append(rig and rig[0])
            return through(x, rig)

        result_of(watched, through="torch.dot", same_count=True)
        assert rigs == [None, None, "through", "through", "count", "count"]


class TestMoved:
    """Hostile or odd, every pair of values is told to have moved or not, and nothing is raised."""

    def moved(self, before, after):
        return operations._changed(returned(before), returned(after))

    @given(
        before=st.floats(allow_nan=False, allow_infinity=False, min_value=1e-3, max_value=1e300),
        factor=st.floats(1.3, 1.7),
    )
    def test_a_factor_moves_any_number(self, before, factor):
        assert self.moved(before, before * factor)
        assert self.moved(tensor([before], "float64"), tensor([before * factor], "float64"))
        assert not self.moved(before, before)

    def test_a_number_may_come_back_as_another_kind(self):
        assert not self.moved(2.0, tensor(2.0))
        assert not self.moved(2, 2.0)
        assert self.moved(2, tensor([3.0]))

    def test_another_shape_has_moved(self):
        assert self.moved(tensor([1.0, 2.0]), tensor([[1.0], [2.0]]))

    def test_what_is_no_number_is_compared_as_it_is(self):
        assert not self.moved("text", "text")
        assert self.moved(None, 1.0)
        assert self.moved((1, 2), (1, 3))
        assert not self.moved(Opaque("f"), Opaque("f"))

    def test_one_entry_is_enough(self):
        assert self.moved(tensor([1.0, 2.0, 0.0]), tensor([1.0, 2.0, 0.1]))

    def test_complex_numbers(self):
        def pair(value):
            return Array("complex128", (1,), np.array([value], "<c16").tobytes())

        assert self.moved(pair(1 + 2j), pair(1 + 3j))
        assert not self.moved(pair(1 + 2j), pair(1 + 2j))

    def test_truth_values(self):
        assert self.moved(tensor([True, False], "bool"), tensor([True, True], "bool"))
        assert not self.moved(tensor([True, False], "bool"), tensor([True, False], "bool"))

    def test_whole_numbers_without_a_sign(self):
        def one(value):
            return Array("uint64", (1,), value.to_bytes(8, "little"), original="uint8")

        assert self.moved(one(10), one(5))
        assert not self.moved(one(10), one(10))
