"""From a gradebook to an analysis: who counts, what is unexplained, and classes of which little can be said."""

from __future__ import annotations

from pathlib import Path

import pytest

from lagrader.errors import UsageError
from lagrader.gradebook import Gradebook, Row, Status
from lagrader.item_analysis import analyse
from lagrader.results import Example, Verdict
from tests.item_analysis.classes import a_class, case, course, got, marks, missed, without

COURSE = course()


def test_no_gradebook_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no gradebook in"):
        analyse(tmp_path, COURSE)


def test_a_gradebook_without_a_run(tmp_path: Path) -> None:
    with Gradebook.writing(tmp_path):
        pass
    found = analyse(tmp_path, COURSE)
    assert (found.learners, found.criteria, found.graded, found.has_findings) == (0, (), "", False)
    assert found.same_course


def test_only_who_was_graded_counts(tmp_path: Path) -> None:
    others = [Row(f"x{n}", status) for n, status in enumerate(Status) if status is not Status.GRADED]
    found = analyse(a_class(tmp_path, marks("+++", "--+"), COURSE, others), COURSE)
    assert found.learners == 2
    assert found.left_out == dict.fromkeys((Status.UNREADABLE, Status.NOT_HANDED_IN, Status.NOT_GRADED), 1)


def test_nobody_was_graded(tmp_path: Path) -> None:
    found = analyse(a_class(tmp_path, {}, COURSE, [Row("x", Status.UNREADABLE)]), COURSE)
    assert (found.learners, found.criteria) == (0, ())
    assert found.graded


def test_marks_for_another_version_than_most_do_not_count(tmp_path: Path) -> None:
    a_class(tmp_path, marks("+++", "---"), COURSE, digest="e" * 64)
    a_class(tmp_path, {"new": marks("+++")["s0"]}, COURSE)
    found = analyse(tmp_path, COURSE)
    assert (found.learners, found.outdated) == (2, 1)


def test_another_course_than_the_one_that_graded_is_told(tmp_path: Path) -> None:
    found = analyse(a_class(tmp_path, marks("+++"), COURSE, digest="e" * 64), COURSE)
    assert (found.learners, found.same_course) == (1, False)


def test_one_learner(tmp_path: Path) -> None:
    found = analyse(a_class(tmp_path, marks("+-+"), COURSE), COURSE)
    assert [one.difficulty for one in found.criteria] == [1.0, 0.0, 1.0]
    assert {one.discrimination for one in found.criteria} == {one.upper_lower for one in found.criteria} == {None}
    assert not found.has_findings


def test_everybody_is_right(tmp_path: Path) -> None:
    found = analyse(a_class(tmp_path, marks(*["+++"] * 12), COURSE), COURSE)
    assert [one.everybody for one in found.dead] == [True] * 3
    assert (found.negative, found.redundant, found.groups, found.alone) == ((), (), (), 0)


def test_nothing_was_written_by_anybody(tmp_path: Path) -> None:
    found = analyse(a_class(tmp_path, marks(*["..."] * 12), COURSE), COURSE)
    assert [(one.judged, one.difficulty) for one in found.criteria] == [(0, None)] * 3
    assert not found.has_findings


def test_criteria_stand_as_in_the_rubrics(tmp_path: Path) -> None:
    names = ("ex5.value", "ex3.value", "ex3.why", "ex1.loop")
    found = analyse(a_class(tmp_path, marks("++++", names=names), COURSE), COURSE)
    assert [one.name for one in found.criteria] == ["ex1.loop", "ex3.value", "ex3.why", "ex5.value"]


def test_groups_have_stubs_of_their_own(tmp_path: Path) -> None:
    def wrong(id_: str, actual: str):
        return missed(id_, cases=(case(actual),))

    constant = missed("constant", code="WRONG_ANSWER", example=Example("GRADIENT_AT_2", actual="7.5"))
    learners = {f"a{n}": {"ex3.output": wrong("output", "2.5"), "ex5.constant": constant} for n in range(3)}
    learners |= {f"b{n}": {"ex3.output": wrong("output", "3.5"), "ex5.constant": got("constant")} for n in range(2)}
    learners["c"] = {"ex3.output": wrong("output", "4.5"), "ex5.constant": without("constant", Verdict.MISSING)}
    found = analyse(a_class(tmp_path, learners, COURSE), COURSE)
    assert [(one.name, len(one.learners)) for one in found.groups] == [
        ("ex3.output", 3),
        ("ex5.constant", 3),
        ("ex3.output", 2),
    ]
    names = [one.stub.name for one in found.groups if one.stub]
    assert names == ["output_wrong_value", "constant_wrong_answer", "output_wrong_value_2"]
    assert found.alone == 1


def test_a_criterion_that_the_course_lost_has_no_stub(tmp_path: Path) -> None:
    learners = {name: {"ex3.gone": missed("gone", cases=(case("2.5"),))} for name in "ab"}
    (group,) = analyse(a_class(tmp_path, learners, COURSE), COURSE).groups
    assert group.stub is None


def test_who_is_close_to_an_edge_and_not_accepted_comes_first(tmp_path: Path) -> None:
    errors = {"far": 1.0, "near": 2e-5, "s10": 5e-5, "s9": 5e-5}
    learners = {name: {"ex3.output": missed("output", cases=(case("2", error),))} for name, error in errors.items()}
    found = analyse(a_class(tmp_path, learners, COURSE), COURSE)
    (calls,) = found.close
    assert calls.name == "ex3.output"
    assert [(one.learner, round(one.ratio, 6), one.accepted) for one in calls.learners] == [
        ("near", 2.0, False),
        ("s9", 5.0, False),
        ("s10", 5.0, False),
    ]


def test_equal_work_is_read_once_and_counts_for_each(tmp_path: Path) -> None:
    folder = a_class(tmp_path, marks(*["+-+"] * 11, "--+"), COURSE)
    with Gradebook.reading(folder) as book:
        assert len(list(book.reports())) == 2
    found = analyse(folder, COURSE)
    assert [one.judged for one in found.criteria] == [12, 12, 12]
