"""``answer``: constants and letters, with feedback that never gives the answer away."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagrader.outcomes import Outcome, Stopped
from lagrader.results import Verdict
from lagrader.wire import Absent, Array, Opaque, Size
from tests.checkers.hand import Party, criterion, drive, judged, raised, returned, subject, tensor

CHOICE = {
    "answer": "WHY",
    "returns": "text",
    "correct": "b",
    "one_of": {"a": {"text": "one", "say": "Not a: add up once more."}, "b": "two", "c": "three"},
    "explain": "Compute what goes into ReLU.",
}
SHAPE = {
    "answer": "SHAPE",
    "returns": "shape",
    "say": "SHAPE is not the shape.",
    "explain": "Write both side by side.",
    "mistakes": {"swapped": {"equals": [7, 3], "say": "Rows and columns changed places."}},
}
NUMBER = {"answer": "VALUE", "mistakes": {"sign": {"equals": -0.65, "say": "The sign."}}}
SOURCE = "x = 1\nWHY = chr(99)\nSHAPE = (7, 3)\nVALUE = 2\n"


def choice(value, **keys):
    return judged(criterion(**{**CHOICE, **keys}), Party({"WHY": value}), source=SOURCE)


def shape(value, **keys):
    return judged(criterion(**{**SHAPE, **keys}), Party({"SHAPE": value}), Party({"SHAPE": (3, 7)}), source=SOURCE)


def number(value, right=0.65, device="cpu", **keys):
    found = criterion(**{**NUMBER, **keys})
    return judged(found, Party({"VALUE": value}), Party({"VALUE": right}), source=SOURCE, device=device)


def texts(value):
    """Every text anywhere in a result."""
    if isinstance(value, str):
        yield str(value)
    elif is_dataclass(value):
        for each in fields(value):
            yield from texts(getattr(value, each.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)


class TestLetters:
    @pytest.mark.parametrize(
        ("source", "verdict"), [("WHY = 'b'", "accepted"), ("WHY = 'a'\nWHY = 'c'", "wrong_answer")]
    )
    def test_a_letter_that_stands_in_the_source_needs_no_program(self, source, verdict):
        """Nor could another module of the submission change it: ``Party`` would answer otherwise."""
        assert judged(criterion(**CHOICE), Party({"WHY": "a"}), source=source).verdict == verdict

    @pytest.mark.parametrize("source", ["WHY = 'b' if x else 'a'", "WHY = 'b'\nif x:\n    WHY = 'a'", "WHY = chr(98)"])
    def test_a_letter_that_is_computed_is_asked_for(self, source):
        assert judged(criterion(**CHOICE), Party({"WHY": "a"}), source=source).verdict is Verdict.WRONG_ANSWER

    def test_the_letter_of_the_rubric_needs_no_oracle(self):
        """``choice`` has none: asking it would fail the test."""
        assert choice("b").verdict is Verdict.ACCEPTED

    @pytest.mark.parametrize("value", ["b", "B", " b ", "b)", "(B)", "b.", "B.) "])
    def test_case_blanks_and_brackets_are_no_matter(self, value):
        assert choice(value).points == 12

    def test_a_wrong_one_gets_what_the_rubric_says_about_it(self):
        result = choice("A)")
        assert (result.verdict, result.points) == (Verdict.WRONG_ANSWER, 0)
        (feedback,) = result.feedback
        assert (feedback.code, feedback.text, feedback.detail) == (
            "CHOICE_A",
            "Not a: add up once more.",
            "Compute what goes into ReLU.",
        )

    @pytest.mark.parametrize(
        "value", [None, "", "bb", "e", 2, True, ["b"], Opaque("function"), tensor(1.0), "b" * 9000]
    )
    def test_what_is_no_letter_is_told_so(self, value):
        (feedback,) = choice(value).feedback
        assert feedback.code == "NOT_A_LETTER"
        assert "a, b, c" in feedback.text

    def test_a_choice_without_words_of_its_own_gets_the_criterion_s(self):
        """Not every question asks for a reason."""
        assert choice("c", say="That is not what a row means.").feedback[0].text == "That is not what a row means."
        assert "reason" not in choice("c").feedback[0].text

    @given(value=st.one_of(st.text(), st.integers(), st.none(), st.floats(), st.lists(st.text())))
    def test_nothing_but_the_letter_is_accepted(self, value):
        is_b = isinstance(value, str) and "".join(c for c in value if c not in "()." and not c.isspace()) in ("b", "B")
        assert (choice(value).verdict is Verdict.ACCEPTED) == is_b


class TestConstants:
    @pytest.mark.parametrize(
        "value", [(3, 7), [3, 7], Size((3, 7)), (Array("int64", (), b"\3" + bytes(7), "scalar", "int64"), 7)], ids=str
    )
    def test_a_shape_in_any_of_its_forms(self, value):
        assert shape(value).verdict is Verdict.ACCEPTED

    @pytest.mark.parametrize(
        "value", [0.65, tensor(0.65), tensor([[0.65]]), tensor(0.65, "float64"), 0.65000001], ids=str
    )
    def test_a_number_in_any_of_its_forms(self, value):
        assert number(value).verdict is Verdict.ACCEPTED

    @pytest.mark.parametrize(
        "value", [0.6501, float("nan"), float("inf"), 1, -0.65, tensor([0.65, 0.65]), True, "0.65"]
    )
    def test_a_wrong_number(self, value):
        assert number(value).verdict is Verdict.WRONG_ANSWER

    def test_a_whole_number_may_be_an_int_or_a_float(self):
        assert (
            number(3, 3.0).verdict
            is number(3.0, 3).verdict
            is number(tensor(3, "int64"), 3).verdict
            is Verdict.ACCEPTED
        )

    def test_tolerance_as_written_and_on_a_device(self):
        assert number(0.66, tolerance={"atol": 0.02}).verdict is Verdict.ACCEPTED
        tolerance = {"on": {"cuda": {"atol": 0.02}}}
        assert number(0.66, tolerance=tolerance, device="cuda:0").verdict is Verdict.ACCEPTED
        assert number(0.66, tolerance=tolerance).verdict is Verdict.WRONG_ANSWER

    def test_none(self):
        assert number(None).feedback[0].code == shape(None).feedback[0].code == "ANSWER_IS_NONE"

    @pytest.mark.parametrize("value", ["0.65", (1, 2), True, Opaque("function", "f"), tensor([1.0, 2])], ids=str)
    def test_another_type_is_named(self, value):
        (feedback,) = number(value).feedback
        assert feedback.code == "WRONG_TYPE"
        assert "should be a number" in feedback.text

    def test_a_shape_of_floats_is_another_type(self):
        assert shape((3.0, 7.0)).feedback[0].code == "WRONG_TYPE"


class TestMistakes:
    def test_is_known_by_its_value(self):
        (feedback,) = shape([7, 3]).feedback
        assert (feedback.code, feedback.text) == ("SWAPPED", "Rows and columns changed places.")
        assert number(tensor(-0.65)).feedback[0].code == "SIGN"

    def test_the_author_s_sentence_elsewhere(self):
        (feedback,) = shape((3, 5)).feedback
        assert (feedback.code, feedback.text, feedback.detail) == (
            "WRONG_ANSWER",
            "SHAPE is not the shape.",
            "Write both side by side.",
        )
        assert shape((3, 5), say="").feedback[0].text == "SHAPE is not right yet."

    def test_the_first_that_fits_is_named(self):
        mistakes = {"one": {"equals": 2, "say": "first"}, "two": {"equals": 2.0, "say": "second"}}
        assert number(2.0, mistakes=mistakes).feedback[0].code == "ONE"

    def test_a_truth_value_is_no_number(self):
        mistakes = {"truth": {"equals": True, "say": "s"}}
        assert number(1, mistakes=mistakes).feedback[0].code == "WRONG_ANSWER"

    def test_are_not_read_where_the_answer_is_right(self):
        mistakes = {"same": {"equals": 0.65, "say": "s"}}
        assert number(0.65, mistakes=mistakes).verdict is Verdict.ACCEPTED


class TestNothingIsGivenAway:
    @pytest.mark.parametrize(
        "value", [0.5, None, "x", (1, 2), float("nan"), tensor([1.0]), tensor(np.ones(3))], ids=str
    )
    def test_the_expected_value_stands_nowhere_in_a_result(self, value):
        result = number(value, 0.8271)
        assert result.verdict is Verdict.WRONG_ANSWER
        assert result.example.expected is None
        assert not [text for text in texts(result) if "0.82" in text or "0.83" in text]

    @pytest.mark.parametrize("value", ["a", "c", "zzz", None])
    def test_nor_does_the_right_letter(self, value):
        result = choice(value, one_of={"a": "one", "b": "THE TEXT OF B", "c": "three"})
        assert not [text for text in texts(result) if "THE TEXT OF B" in text]
        said = [text for text in texts(result.feedback) if "b" in text.replace("be", "").split()]
        assert said == []

    def test_what_the_learner_wrote_is_shown(self):
        example = shape([9, 9]).example
        assert (example.call, example.actual) == ("SHAPE", "[9, 9]")


class TestTrouble:
    def test_the_name_is_not_there(self):
        found = criterion(**NUMBER)
        learner = Party({"VALUE": Outcome(Absent("VALUE", "", ("Value", "x")))})
        result = judged(found, learner, Party({"VALUE": 1.0}), source=SOURCE)
        assert (result.verdict, result.feedback[0].code) == (Verdict.MISSING, "MISSPELT_NAME")

    def test_the_file_was_stopped(self):
        stopped = Outcome(Stopped(Verdict.TIME_LIMIT_EXCEEDED, "10 s", while_loading=True), "before")
        result = choice(stopped)
        assert (result.verdict, result.points, result.output) == (Verdict.TIME_LIMIT_EXCEEDED, 0, "before")

    def test_the_place_is_where_it_is_written(self):
        location = number(7).location
        assert (location.line, location.source) == (4, "VALUE = 2")

    @pytest.mark.parametrize("outcome", [raised(NameError("x"), "load"), Outcome(Absent("VALUE"))], ids=["load", "no"])
    def test_a_reference_without_it_is_the_course_s_fault(self, outcome):
        result = judged(criterion(**NUMBER), Party({"VALUE": 1}), Party({"VALUE": outcome}))
        assert (result.verdict, result.points) == (Verdict.JUDGE_ERROR, 0)
        assert "no fault of yours" in result.feedback[0].text

    def test_the_reference_is_read_once(self):
        oracle = Party({"VALUE": 1.5})
        checker = criterion(**NUMBER)
        from lagrader.checkers import CHECKERS

        prepared = drive(CHECKERS["answer"].prepare(subject(checker)), oracle=oracle)
        assert prepared.expected == 1.5
        assert [(request.module, request.name) for request in oracle.asked] == [("reference_ex3_neuron", "VALUE")]


def test_output_is_kept():
    assert number(Outcome(returned(7).reply, "debug", 5)).output == "debug"
