"""What a class says of a rubric: dead, redundant and negative criteria, in gradebooks built by hand."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagrader.item_analysis import ItemAnalysis, analyse
from lagrader.item_analysis.answers import Answers, Column
from lagrader.item_analysis.figures import figures, redundant
from tests.item_analysis.classes import Criteria, a_class, course, got, marks, missed

COURSE = course()
EX5 = ("ex5.value", "ex5.gradient", "ex5.autograd", "ex5.constant")


def analysed(folder: Path, learners: Mapping[str, Criteria]) -> ItemAnalysis:
    return analyse(a_class(folder, learners, COURSE), COURSE)


def one(analysis: ItemAnalysis, name: str):
    return next(found for found in analysis.criteria if found.name == name)


def test_figures_of_a_class_by_hand(tmp_path: Path) -> None:
    analysis = analysed(tmp_path, marks("+++", "++-", "+--", "---", ".+-"))
    value = one(analysis, "ex3.value")
    assert (value.judged, value.difficulty) == (4, 0.75)
    # Of those judged the rest is 8, 4, 0 and 0 points.
    assert value.discrimination == pytest.approx(np.corrcoef([1, 1, 1, 0], [8, 4, 0, 0])[0, 1])
    assert value.upper_lower == pytest.approx(1 - 0.5)  # one of the two who are last by the rest
    assert value.codes == (("VALUE_BEFORE_RELU", 1),)


def test_what_waits_for_a_criterion_is_not_in_its_rest(tmp_path: Path) -> None:
    rows = ("++++", "+++-", "+-s+", "--s-", "+-s-")
    analysis = analysed(tmp_path, marks(*rows, names=EX5))
    gradient = one(analysis, "ex5.gradient").discrimination
    # value and constant alone: 8, 4, 8, 0, 4.
    assert gradient == pytest.approx(np.corrcoef([1, 1, 0, 0, 0], [8, 4, 8, 0, 4])[0, 1])
    assert one(analysis, "ex5.autograd").judged == 2


def test_partial_credit_counts_in_part(tmp_path: Path) -> None:
    learners = {
        name: {"ex3.output": missed("output", 12, earned=earned), "ex3.value": got("value")}
        for name, earned in (("a", 3), ("b", 6))
    }
    assert one(analysed(tmp_path, learners), "ex3.output").difficulty == 0.375


# --- negative --------------------------------------------------------------------------------------------


def test_a_criterion_that_the_better_ones_fail_is_a_probable_bug(tmp_path: Path) -> None:
    rows = ["+-+"] * 12 + ["-+-"] * 8 + ["+--"] * 4 + ["-++"] * 2
    analysis = analysed(tmp_path, marks(*rows))
    (found,) = [finding for finding in analysis.negative if finding.name == "ex3.why"]
    assert found.discrimination == one(analysis, "ex3.why").discrimination
    assert found.discrimination < -0.5
    assert found.upper_lower is not None
    assert found.upper_lower < 0
    assert found.learner == "s0"
    assert found.code == "CHOICE_C"
    assert analysis.has_findings


def test_one_slip_of_a_good_learner_is_no_bug(tmp_path: Path) -> None:
    rows = ["+++"] * 20 + ["++-"] * 20 + ["-+-"] * 20 + ["+-+"]
    analysis = analysed(tmp_path, marks(*rows))
    why = one(analysis, "ex3.why")
    assert why.discrimination is not None
    assert why.discrimination < 0
    assert not [finding for finding in analysis.negative if finding.name == "ex3.why"]


def test_a_little_below_zero_may_be_chance(tmp_path: Path) -> None:
    rows = ["+++", "++-", "-+-", "+-+", "---", "--+"]
    analysis = analysed(tmp_path, marks(*rows))
    assert not analysis.negative


# --- dead ------------------------------------------------------------------------------------------------


def test_what_everybody_gets_and_what_nobody_gets(tmp_path: Path) -> None:
    rows = ["+-+"] * 6 + ["+--"] * 6
    everybody, nobody = analysed(tmp_path, marks(*rows)).dead
    assert (everybody.name, everybody.everybody, everybody.judged, everybody.learner) == ("ex3.value", True, 12, "")
    assert (nobody.name, nobody.everybody, nobody.learner, nobody.code) == ("ex3.why", False, "s0", "CHOICE_C")


def test_nine_learners_are_too_few_to_call_it_dead(tmp_path: Path) -> None:
    assert not analysed(tmp_path / "nine", marks(*["+-+"] * 9)).dead
    assert len(analysed(tmp_path / "ten", marks(*["+-+"] * 10)).dead) == 3


def test_who_was_not_judged_does_not_keep_a_criterion_alive(tmp_path: Path) -> None:
    (dead,) = analysed(tmp_path, marks(*["++"] * 6, *["+-"] * 5, "..", names=("ex3.value", "ex3.output"))).dead
    assert (dead.name, dead.judged) == ("ex3.value", 11)


# --- redundant -------------------------------------------------------------------------------------------


def test_two_that_always_go_together(tmp_path: Path) -> None:
    rows = ["+++"] * 6 + ["-+-"] * 5 + ["+-+", "-.-", "+.."]
    (found,) = analysed(tmp_path, marks(*rows)).redundant
    assert (found.names, found.judged, found.failed) == (("ex3.value", "ex3.output"), 13, 6)


def test_four_who_fail_both_are_too_few(tmp_path: Path) -> None:
    assert not analysed(tmp_path, marks(*["+++"] * 9, *["-+-"] * 4)).redundant


def test_one_learner_who_got_one_alone_is_enough(tmp_path: Path) -> None:
    assert not analysed(tmp_path, marks(*["+++"] * 9, *["-+-"] * 6, "--+")).redundant


def test_a_criterion_that_waits_is_no_evidence(tmp_path: Path) -> None:
    """Who fails gradient is skipped at autograd: that both give no points says nothing."""
    (found,) = analysed(tmp_path, marks(*["++++"] * 8, *["+-s-"] * 8, names=EX5)).redundant
    assert found.names == ("ex5.gradient", "ex5.constant")


def test_three_that_go_together_are_one_finding(tmp_path: Path) -> None:
    (found,) = analysed(tmp_path, marks(*["+++"] * 6, *["---"] * 6)).redundant
    assert found.names == ("ex3.value", "ex3.why", "ex3.output")


# --- what always holds -----------------------------------------------------------------------------------


def table_of(judged: np.ndarray, accepted: np.ndarray) -> Answers:
    accepted = accepted & judged
    columns = tuple(Column(f"ex3.c{n}", "ex3_neuron", f"c{n}", "", got("c").points) for n in range(judged.shape[1]))
    learners = tuple(f"s{n}" for n in range(judged.shape[0]))
    return Answers(learners, columns, judged, accepted, accepted.astype(float), accepted * 4.0)


@st.composite
def tables(draw):
    shape = draw(st.integers(0, 30)), draw(st.integers(1, 5))
    random_ = np.random.default_rng(draw(st.integers(0, 2**32)))
    return table_of(random_.random(shape) < 0.9, random_.random(shape) < draw(st.sampled_from([0.0, 0.5, 1.0])))


@given(tables())
@settings(max_examples=60)
def test_figures_stay_in_their_ranges(answers: Answers) -> None:
    for found in figures(answers, {}, {}):
        assert (found.difficulty is None) == (found.judged == 0)
        assert found.difficulty is None or 0 <= found.difficulty <= 1
        assert found.discrimination is None or -1 <= found.discrimination <= 1
        assert found.upper_lower is None or -1 <= found.upper_lower <= 1
        assert found.chance is None or 0 <= found.chance <= 1
    for pair in redundant(answers):
        assert 5 <= pair.failed <= pair.judged - 5


def test_the_order_of_learners_is_no_matter(tmp_path: Path) -> None:
    learners = marks(*["+++"] * 5, *["-+-"] * 6, *["+-+"] * 7, *["++-"] * 3)
    shuffled = list(learners.items())
    random.Random(4).shuffle(shuffled)
    first, second = analysed(tmp_path / "a", learners), analysed(tmp_path / "b", dict(shuffled))
    for before, after in zip(first.criteria, second.criteria, strict=True):
        assert (before.name, before.judged, before.codes) == (after.name, after.judged, after.codes)
        assert before.discrimination == pytest.approx(after.discrimination)
        assert before.upper_lower == pytest.approx(after.upper_lower)
    assert (first.dead, first.redundant) == (second.dead, second.redundant)
