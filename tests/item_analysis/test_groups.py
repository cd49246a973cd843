"""Wrong answers that nothing explains, by what they gave."""

from __future__ import annotations

import pytest

from lagrader.course import Course
from lagrader.gradebook.codec import kept
from lagrader.item_analysis.groups import Gathering, is_unexplained, likeness
from lagrader.results import CaseResult, CriterionResult, Example, Verdict
from tests.gradebook.examples import report
from tests.item_analysis.classes import ROOT, case, got, missed, without

CRITERIA = {one.id: one for one in Course.load(ROOT).find("3").whole_rubric.criteria}
LOOP = next(one for one in Course.load(ROOT).find("1").whole_rubric.criteria if one.kind == "operations")


@pytest.mark.parametrize(
    ("id_", "result", "wanted"),
    [
        ("output", missed("output"), True),
        ("output", missed("output", code="BIAS_MISSING"), False),
        ("output", missed("output", code="VALUE_BEFORE_RELU"), True),  # another criterion's
        ("output", missed("output", verdict=Verdict.RUN_TIME_ERROR, code="EXCEPTION"), True),
        ("output", missed("output", verdict=Verdict.TIME_LIMIT_EXCEEDED), False),
        ("output", without("output", Verdict.MISSING), False),
        ("output", got("output"), False),
        ("why", missed("why", code="CHOICE_A"), False),
        ("why", missed("why", code="NOT_A_LETTER"), True),
        ("gone", missed("gone"), True),
        ("gone", missed("gone", code="CHOICE_A"), False),
    ],
)
def test_what_is_unexplained(id_: str, result: CriterionResult, wanted: bool) -> None:
    assert is_unexplained(result, CRITERIA.get(id_)) is wanted


def test_a_kind_that_has_no_mistakes_says_itself_what_is_wrong() -> None:
    assert not is_unexplained(missed(LOOP.id), LOOP)


def group_sizes(*results: CriterionResult) -> list[int]:
    gathering = Gathering()
    for number, result in enumerate(results):
        gathering.add("ex3.output", result, [f"s{number}"])
    return [len(group.learners) for group in gathering.largest({"ex3.output": 0})]


FINE = CaseResult("fine", Verdict.ACCEPTED)


def wrong(*actual: str, error: float = 0.5, **more: object) -> CriterionResult:
    return missed("output", cases=(FINE, *(case(one, error) for one in actual)), **more)


def test_the_same_results_in_the_same_cases_are_one_group() -> None:
    assert group_sizes(wrong("1.5", "2.5"), wrong("1.5000001", "2.5"), wrong("1.5", "2.6")) == [2, 1]


def test_which_cases_fail_counts() -> None:
    turned = missed("output", cases=(case("1.5"), FINE))
    assert group_sizes(wrong("1.5"), turned) == [1, 1]


def test_of_a_large_tensor_the_error_counts_as_well() -> None:
    shown = "[[1.0 2.0 …]]"
    assert group_sizes(wrong(shown), wrong(shown, error=0.50000001), wrong(shown, error=0.7)) == [2, 1]


def test_addresses_in_exceptions_do_not_count() -> None:
    raised = [wrong("None", exception=f"ValueError: <object at {place}>") for place in ("0x7f00", "0xAB12")]
    assert group_sizes(*raised) == [2]
    assert group_sizes(*raised, wrong("None", exception="ValueError: no")) == [2, 1]


def test_without_cases_what_stood_there_counts() -> None:
    given = [missed("value", example=Example("VALUE", actual=text)) for text in ("3.5", "3.5", "4")]
    assert group_sizes(*given) == [2, 1]


def test_what_a_gradebook_keeps_is_enough() -> None:
    many = [wrong(*["1.5"] * 9), wrong(*["1.5"] * 9), wrong(*["1.6"] * 9)]
    (exercise,) = kept(report(*many)).exercises
    assert len({likeness(result) for result in exercise.criteria}) == 2


def test_the_largest_comes_first_with_its_shortest_example() -> None:
    gathering = Gathering()
    long, short = Example("neuron([1, 2, 3])", actual="1"), Example("neuron([1])", actual="1")
    gathering.add("ex3.output", wrong("2.5"), ["z"])
    gathering.add("ex3.output", wrong("1.5", example=long), ["s10"])
    gathering.add("ex3.output", wrong("1.5", example=short), ["s9", "s2"])
    first, second = gathering.largest({"ex3.output": 0})
    assert first.learners == ("s2", "s9", "s10")
    assert first.example == short
    assert (first.code, first.failed, first.tried) == ("WRONG_VALUE", 1, 2)
    assert second.learners == ("z",)
