"""The figures of test theory against examples by hand, NumPy, and what must always hold."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lagrader.item_analysis.theory import chance, difficulty, discrimination, margin, upper_lower


def numbers(*values: float):
    return np.array(values, float)


SHARES = st.lists(st.sampled_from([0.0, 1 / 3, 0.5, 1.0]), min_size=1, max_size=40)


@st.composite
def classes(draw):
    shares = draw(SHARES)
    rest = draw(st.lists(st.integers(0, 30), min_size=len(shares), max_size=len(shares)))
    return numbers(*shares), numbers(*rest) / 3


def test_difficulty_is_the_mean_share() -> None:
    assert difficulty(numbers(1, 1, 0.5, 0)) == 0.625
    assert difficulty(numbers()) is None


def test_the_point_biserial_by_hand() -> None:
    # Right: 8, 9, 10; wrong: 4, 5. (M1 - M0) / s * sqrt(pq), with s over n: 4.5 / 2.3151674 * sqrt(0.24).
    found = discrimination(numbers(1, 1, 1, 0, 0), numbers(8, 9, 10, 4, 5))
    assert found == pytest.approx(0.95222, abs=1e-5)


@given(classes())
def test_discrimination_is_numpys_correlation(class_) -> None:
    shares, rest = class_
    found = discrimination(shares, rest)
    defined = shares.size >= 3 and len(set(shares)) > 1 and len(set(rest)) > 1
    assert (found is not None) == defined
    if found is not None:
        assert -1 <= found <= 1
        assert found == pytest.approx(np.corrcoef(shares, rest)[0, 1], abs=1e-7)


def test_sums_of_thirds_that_are_equal_on_paper_are_equal() -> None:
    rest = numbers(0.1 + 0.2, 0.3, 0.3, 0.15 + 0.15)
    assert discrimination(numbers(1, 0, 1, 0), rest) is None
    assert upper_lower(numbers(1, 0, 1, 0), rest) is None


def test_upper_less_lower_by_hand() -> None:
    # Of eleven 27 % are three: the upper three have 1, 1, 0, the lower three 0, 0, 1.
    shares = numbers(1, 1, 0, 1, 1, 0, 1, 1, 0, 0, 1)
    rest = numbers(11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1)
    assert upper_lower(shares, rest) == pytest.approx(2 / 3 - 1 / 3)


def test_who_is_tied_at_a_border_counts_in_part() -> None:
    # The upper three: one with 9, and two places for the four with 5, of whom half got it. The lower three are 1.
    shares = numbers(1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0)
    rest = numbers(9, 5, 5, 5, 5, 4, 4, 3, 1, 1, 1)
    assert upper_lower(shares, rest) == pytest.approx((1 + 2 * 0.5) / 3)


@given(classes())
def test_upper_less_lower_is_a_difference_of_shares(class_) -> None:
    shares, rest = class_
    found = upper_lower(shares, rest)
    assert (found is None) == (len(set(rest)) == 1)
    if found is not None:
        assert -1 <= found <= 1
        assert upper_lower(shares, -rest) == pytest.approx(-found)


@given(classes(), st.randoms())
def test_the_order_of_learners_is_no_matter(class_, random) -> None:
    shares, rest = class_
    places = list(range(shares.size))
    random.shuffle(places)
    for figure in (discrimination, upper_lower):
        before, after = figure(shares, rest), figure(shares[places], rest[places])
        assert after == pytest.approx(before) if before is not None else after is None


@given(classes(), st.floats(0.1, 100), st.floats(-50, 50))
def test_the_unit_of_the_score_is_no_matter(class_, factor: float, shift: float) -> None:
    shares, rest = class_
    before = discrimination(shares, rest)
    assume(before is not None)
    assert discrimination(shares, rest * factor + shift) == pytest.approx(before, abs=1e-6)


def test_chance_is_fishers() -> None:
    # z = atanh(-0.25) * sqrt(31) = -1.4221, below which a normal number lies in 7.75 %.
    assert chance(-0.25, 34) == pytest.approx(0.0775, abs=1e-4)
    assert chance(0.0, 34) == 0.5
    assert (chance(-1.0, 5), chance(1.0, 5), chance(-0.9, 3)) == (0.0, 1.0, None)


def test_a_small_class_says_little() -> None:
    assert margin(3) is None
    assert margin(30) == pytest.approx(0.36, abs=0.005)
    assert margin(103) == pytest.approx(math.tanh(0.196), abs=1e-4)
