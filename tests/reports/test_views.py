"""What learners may read of a graded class, and what their teacher reads: nothing hidden gets through anywhere."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from lagrader.diagnosis.codes import lessons
from lagrader.gradebook.codec import decode, encode
from lagrader.reports import RenderOptions, find
from lagrader.reports.views import for_learner, for_teacher
from lagrader.results import CaseResult, CriterionResult, Difference, Example, Feedback, Location, Report, Verdict
from tests.gradebook.examples import criterion, report

SECRET = "4711"  # noqa: S105 - a number that stands in inputs
OPTIONS = RenderOptions(show_all=True, commands=frozenset({"explain", "hint"}))


def leaking(code: str, **more: object) -> CriterionResult:
    """A failed criterion, every part of which tells the secret."""
    example = Example(f"f({SECRET})", (f"x = {SECRET}",), SECRET, SECRET, SECRET, hidden=True)
    told = (Feedback(code, f"It gives {SECRET}."),)
    case = CaseResult(f"case {SECRET}", Verdict.WRONG_ANSWER, told, example, Difference("value", error=4711.0), True)
    passed = CaseResult(f"passed {SECRET}", Verdict.ACCEPTED, hidden=True)
    fields: dict[str, object] = {
        "feedback": told,
        "cases": (case, passed, CaseResult("another", Verdict.ACCEPTED)),
        "example": example,
        "location": Location("ex3_neuron.py", 3, "return x", note=f"x is {SECRET}"),
        "trace": (Location("ex3_neuron.py", 4, "raise ValueError(x)", note=f"x is {SECRET}"),),
        "exception": f"ValueError: {SECRET}",
        "output": SECRET,
    }
    return criterion("output", 0, 12, **{**fields, **more})


def hidden(code: str, **more: object) -> CriterionResult:
    return replace(leaking(code, hidden=True, **more), title=f"title {SECRET}", id=f"id_{SECRET}")


def shown(given: Report) -> list[str]:
    return [find(name).render(given, OPTIONS) for name in ("terminal", "plain", "json")]


@pytest.mark.parametrize(
    "code", ["WRONG_SHAPE", "NEGATED", "OFF_BY_FACTOR", "EXCEPTION", "TIME_LIMIT", "AMBIGUOUS_TRUTH", ""]
)
@pytest.mark.parametrize("make", [hidden, leaking])
def test_nothing_hidden_is_in_any_format(make, code: str) -> None:
    given = report(make(code), criterion("value", 4, 4))
    assert any(SECRET in text for text in shown(for_teacher(given)))
    for text in shown(for_learner(given)):
        assert SECRET not in text
        assert SECRET not in repr(for_learner(given))


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("WRONG_SHAPE", "The result has another shape than expected."),
        ("NEGATED", "The sign is the wrong way round."),
        ("OFF_BY_FACTOR", "A fixed multiple of the right result."),
        ("AMBIGUOUS_TRUTH", "Which entry is meant?"),
        ("", "The result is not the expected one."),
    ],
)
def test_the_kind_of_a_failure_is_told(code: str, text: str) -> None:
    (found, _) = for_learner(report(hidden(code), criterion("value", 4, 4))).exercises[0].criteria
    assert found.feedback == (Feedback(code, text),)
    assert (found.points, found.max_points, found.verdict) == (0, 12, Verdict.WRONG_ANSWER)


def test_what_an_author_says_about_a_mistake_is_told() -> None:
    own = (Feedback("BIAS_MISSING", "You left the bias out.", "More."),)
    (found,) = for_learner(report(hidden("x", feedback=own))).exercises[0].criteria
    assert found.feedback == own


def test_every_general_code_has_words_without_numbers_of_a_case() -> None:
    for code in lessons():
        (found,) = (
            for_learner(report(hidden(code.removesuffix("*") + "X" if "*" in code else code))).exercises[0].criteria
        )
        assert SECRET not in found.feedback[0].text
        assert found.feedback[0].text.endswith((".", "?"))


@pytest.mark.parametrize("verdict", [Verdict.ACCEPTED, Verdict.SKIPPED, Verdict.NOT_STARTED])
def test_what_did_not_fail_says_nothing(verdict: Verdict) -> None:
    (found,) = for_learner(report(hidden("x", verdict=verdict))).exercises[0].criteria
    assert (found.feedback, found.verdict) == ((), verdict)


def test_hidden_checks_are_told_apart_by_number() -> None:
    given = report(hidden("A"), criterion("value", 4, 4), hidden("B"))
    titles = [found.title for found in for_learner(given).exercises[0].criteria]
    assert titles == ["Hidden check 1", "value is right", "Hidden check 2"]
    assert for_learner(report(hidden("A"))).exercises[0].criteria[0].title == "A hidden check"


def test_a_visible_example_stays_beside_hidden_cases() -> None:
    visible = Example("f(1)", (), "1", "2", smallest=True)
    given = report(leaking("NEGATED", example=visible, feedback=(Feedback("NEGATED", "Minus."),)))
    (found,) = for_learner(given).exercises[0].criteria
    assert (found.example, found.feedback[0].text) == (visible, "Minus.")
    assert [case.name for case in found.cases] == ["hidden", "hidden", "another"]
    assert (found.passed, len(found.cases)) == (2, 3)
    assert found.output == ""


def test_what_is_hidden_stays_hidden_out_of_a_gradebook() -> None:
    given = decode(encode(report(leaking("NEGATED"), hidden("NEGATED"))))
    assert SECRET in repr(given)
    assert SECRET not in repr(for_learner(given))


@pytest.mark.parametrize(("exception", "told"), [("ValueError: 4711", "ValueError"), ("Secret4711: x", ""), ("", "")])
def test_a_name_that_a_program_made_up_tells_nothing(exception: str, told: str) -> None:
    (found,) = for_learner(report(hidden("EXCEPTION", exception=exception))).exercises[0].criteria
    assert found.exception == told


def test_what_is_printed_in_another_exercise_is_not_shown_either() -> None:
    given = report(hidden("NEGATED"), criterion("value", 0, 4, output=f"it was {SECRET}"))
    assert SECRET not in repr(for_learner(given))


def test_what_is_not_hidden_is_as_it_was() -> None:
    given = report(criterion("value", 4, 4), criterion("output", 0, 12, feedback=(Feedback("NEGATED", "Minus."),)))
    assert for_learner(given) == for_teacher(given) == given


def test_a_teacher_sees_everything_marked() -> None:
    (found,) = for_teacher(report(hidden("NEGATED"))).exercises[0].criteria
    assert found.title == f"title {SECRET} (hidden)"
    assert not found.hidden
    assert found.example is not None
    assert (found.example.call, found.example.note) == (f"f({SECRET})", f"{SECRET}   (a hidden case)")


def test_points_that_were_not_looked_at_are_told() -> None:
    given = replace(report(criterion("value", 4, 4)), unseen=Fraction(8), unsure=Fraction(1))
    terminal, _, json = shown(given)
    assert (
        "Hidden checks worth 8 points were not looked at; hidden cases decide on 1 point as well: they count when your "
        "class is graded."
    ) in " ".join(terminal.split())
    assert '"unseen_points": 8' in json
    assert '"unsure_points": 1' in json
    assert "hidden" not in shown(report(criterion("value", 4, 4)))[0].lower()
