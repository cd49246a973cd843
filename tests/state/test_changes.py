"""What is told about two checks of one exercise, and where nothing is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from lagrader.results import Changes, CriterionResult, ExerciseResult, Report, Verdict
from lagrader.state.changes import with_changes
from lagrader.state.record import Remembered, basis_of
from lagrader.submission import Submission, SubmittedFile
from tests.reports import samples

THEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
NOW = THEN + timedelta(minutes=3)
RIGHT, WRONG = Verdict.ACCEPTED, Verdict.WRONG_ANSWER
NEURON = "ex3_neuron"


def exercise(number: int, **verdicts: Verdict) -> ExerciseResult:
    return samples.exercise(
        number, *(CriterionResult(id_, id_, Fraction(), Fraction(1), verdict) for id_, verdict in verdicts.items())
    )


def remembered(report: Report, digest: str = "same") -> dict[str, Remembered]:
    return {
        one.id: Remembered(
            one.points, one.max_points, {c.id: c.verdict.value for c in one.criteria}, digest, THEN,
            basis_of(report, one),
        )
        for one in report.exercises
    }  # fmt: skip


def submission(*ids: str, **more: Any) -> Submission:
    return Submission(Path(), {id_: SubmittedFile(id_, Path(), "", id_, None, **more) for id_ in ids})  # type: ignore[arg-type]


def told(before: Report, after: Report, *, digest: str = "same", now: datetime = NOW, **more: Any) -> Changes | None:
    ids = [one.id for one in after.exercises]
    report = with_changes(after, remembered(before), dict.fromkeys(ids, digest), submission(*ids, **more), now)
    assert replace(report.exercises[0], changes=None) == after.exercises[0]
    return report.exercises[0].changes


def compare(before: dict[str, Verdict], after: dict[str, Verdict], **more: Any) -> Changes | None:
    return told(samples.report(exercise(3, **before)), samples.report(exercise(3, **after)), **more)


def test_newly_right_and_no_longer_right() -> None:
    before = {"a": WRONG, "b": RIGHT, "c": RIGHT, "d": WRONG, "e": Verdict.NOT_STARTED, "f": RIGHT}
    after = {"a": RIGHT, "b": WRONG, "c": RIGHT, "d": Verdict.RUN_TIME_ERROR, "e": RIGHT, "f": Verdict.SKIPPED}
    assert compare(before, after, digest="new") == Changes(THEN, 180, ("a", "e"), ("b", "f"))


def test_nothing_to_tell() -> None:
    assert compare({"a": WRONG}, {"a": WRONG}, digest="new") is None
    assert compare({"a": WRONG}, {"a": Verdict.RUN_TIME_ERROR}, digest="new") is None


def test_nothing_saved() -> None:
    assert compare({"a": WRONG, "b": RIGHT}, {"a": WRONG, "b": RIGHT}) == Changes(THEN, 180, nothing_saved=True)


@pytest.mark.parametrize("verdict", [RIGHT, Verdict.NOT_STARTED, Verdict.PENDING, Verdict.JUDGE_ERROR])
def test_nobody_is_asked_to_save_what_leaves_nothing_to_do(verdict: Verdict) -> None:
    assert compare({"a": verdict}, {"a": verdict}) is None


def test_a_file_that_fails_otherwise_is_not_called_unsaved() -> None:
    assert compare({"a": WRONG}, {"a": Verdict.TIME_LIMIT_EXCEEDED}) is None  # the machine's mood


def test_a_file_with_others_beside_it_is_not_called_unsaved() -> None:
    assert compare({"a": WRONG}, {"a": WRONG}, helpers=(("mine", "mine.py", ""),)) is None


def test_who_saved_one_file_is_not_asked_about_the_other() -> None:
    report = samples.report(exercise(3, a=WRONG), exercise(4, a=WRONG))
    ids = [one.id for one in report.exercises]
    before, files = remembered(report), submission(*ids)
    same = with_changes(report, before, dict.fromkeys(ids, "same"), files, NOW)
    assert [one.changes and one.changes.nothing_saved for one in same.exercises] == [True, True]
    saved = with_changes(report, before, {ids[0]: "same", ids[1]: "new"}, files, NOW)
    assert [one.changes for one in saved.exercises] == [None, None]


def test_what_a_fault_of_ours_hides_is_not_lost() -> None:
    assert compare({"a": RIGHT}, {"a": Verdict.JUDGE_ERROR}, digest="new") is None
    assert compare({"a": RIGHT}, {"a": Verdict.PENDING}, digest="new") is None


def test_a_criterion_that_was_not_there_then_is_not_new() -> None:
    assert compare({"a": WRONG}, {"a": WRONG, "b": RIGHT}, digest="new") is None


@pytest.mark.parametrize(
    "other",
    [
        {"seed": 42},
        {"device": "cuda"},
        {"course": replace(samples.COURSE, digest="other")},
        {"exercises": (replace(exercise(3, a=RIGHT), file="elsewhere/mine.py"),)},
    ],
)
def test_only_checks_with_the_same_course_seed_device_and_file_are_compared(other: dict[str, Any]) -> None:
    before, after = samples.report(exercise(3, a=WRONG)), samples.report(exercise(3, a=RIGHT))
    assert told(before, after) is not None
    assert told(before, replace(after, **other)) is None


def test_the_first_check_and_a_missing_file_have_no_changes() -> None:
    report = samples.report(exercise(3, a=WRONG))
    assert with_changes(report, {}, {NEURON: "same"}, submission(NEURON), NOW) == report
    assert with_changes(report, remembered(report), {}, submission(NEURON), NOW) == report


def test_a_clock_that_was_set_back() -> None:
    found = compare({"a": WRONG}, {"a": RIGHT}, now=THEN - timedelta(hours=1))
    assert found == Changes(THEN, None, ("a",))
