"""From a table of answers to each criterion's figures, and to what they say of the rubric."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from lagrader.item_analysis import theory
from lagrader.item_analysis.answers import Answers, Flags
from lagrader.item_analysis.model import CriterionFigures, Dead, Negative, Redundant

ENOUGH = 30
"""Learners from whom on figures mean something; from 100 on they are fairly stable (S. M. Downing, R. Yudkowsky,
Assessment in Health Professions Education, 2009, chapter 5)."""

FEWEST = 10
"""Learners below whom nobody is surprised that all got it, or none: of ten all succeed now and then (0.75 ** 10 = 6 %)
at a criterion that a quarter of all learners fails."""

TOGETHER = 5
"""Learners who failed both of two criteria, and who got both, before they are called redundant."""

BY_CHANCE = 0.16
"""A discrimination below 0 is a finding where chance gives it less often: it is more than one standard error below.

Strict tests would be fair to the rubric and unfair to a class: a wrong key that a third of 34 learners happened to meet
gave r = -0.25, which chance gives in 8 of 100 such classes. The text says how often.
"""

SLIPS = 2
"""Learners who got it, and who did not, before a discrimination below 0 is a finding: one may have slipped."""

Waiting = Mapping[str, frozenset[str]]
"""The criteria that need one, directly or not, by its name."""


def figures(answers: Answers, waiting: Waiting, codes: Mapping[str, Counter[str]]) -> tuple[CriterionFigures, ...]:
    """Return each criterion's figures; ``codes`` is what was said to learners, by the criterion's name."""
    return tuple(_figures(answers, place, waiting, codes) for place in range(len(answers.columns)))


def _figures(answers: Answers, place: int, waiting: Waiting, codes: Mapping[str, Counter[str]]) -> CriterionFigures:
    column, judged = answers.columns[place], answers.judged[:, place]
    share, rest = answers.share[judged, place], _rest(answers, place, waiting)[judged]
    found = theory.discrimination(share, rest)
    said = sorted(codes.get(column.name, {}).items(), key=lambda item: (-item[1], item[0]))
    return CriterionFigures(
        column.name,
        column.title,
        column.max_points,
        share.size,
        theory.difficulty(share),
        found,
        theory.upper_lower(share, rest),
        None if found is None else theory.chance(found, share.size),
        tuple(said),
    )


def _rest(answers: Answers, place: int, waiting: Waiting) -> theory.Numbers:
    names = waiting.get(answers.columns[place].name, frozenset())
    return answers.rest(place, [other for other, column in enumerate(answers.columns) if column.name in names])


# --- findings --------------------------------------------------------------------------------------------


def negative(answers: Answers, waiting: Waiting, found: Sequence[CriterionFigures]) -> Iterator[Negative]:
    """Yield the criteria that discriminate negatively by more than chance: probable bugs of the rubric."""
    for place, one in enumerate(found):
        if one.discrimination is None or one.chance is None or one.discrimination >= 0 or one.chance >= BY_CHANCE:
            continue
        got = int(answers.accepted[:, place].sum())
        if min(got, one.judged - got) >= SLIPS:
            best = _best_without(answers, place, waiting)
            figures_ = (one.discrimination, one.upper_lower, one.chance)
            yield Negative(one.name, *figures_, one.judged, best, _most_said(one))


def dead(answers: Answers, waiting: Waiting, found: Sequence[CriterionFigures]) -> Iterator[Dead]:
    """Yield the criteria that everybody gets, or nobody, where enough were judged."""
    for place, one in enumerate(found):
        shares = answers.share[answers.judged[:, place], place]
        if one.judged < FEWEST:
            continue
        if shares.min() == 1.0:
            yield Dead(one.name, True, one.judged)
        elif shares.max() == 0.0:
            yield Dead(one.name, False, one.judged, _best_without(answers, place, waiting), _most_said(one))


def _most_said(one: CriterionFigures) -> str:
    return one.codes[0][0] if one.codes else ""


def _best_without(answers: Answers, place: int, waiting: Waiting) -> str:
    """Return the learner with the most points elsewhere of those who did not get a criterion."""
    failed = np.flatnonzero(answers.judged[:, place] & ~answers.accepted[:, place])
    if not failed.size:
        return ""
    return answers.learners[int(failed[np.argmax(_rest(answers, place, waiting)[failed])])]


def redundant(answers: Answers) -> tuple[Redundant, ...]:
    """Return groups of criteria of which each learner who was judged on both of a pair got both or neither.

    Where one waits for the other, nobody is judged on both who failed the first: such a pair is never called redundant.
    """
    got, missed = answers.judged & answers.accepted, answers.judged & ~answers.accepted
    both, neither = _together(got, got), _together(missed, missed)
    alike = (_together(got, missed) + _together(missed, got) == 0) & (both >= TOGETHER) & (neither >= TOGETHER)
    groups: list[list[int]] = []
    for place in range(len(answers.columns)):
        home = next((group for group in groups if alike[place, group].all()), None)
        if home is None:
            groups.append([place])
        else:
            home.append(place)
    return tuple(_redundant(answers, group) for group in groups if len(group) > 1)


def _together(left: Flags, right: Flags) -> theory.Numbers:
    """Count for each pair of criteria the learners of whom both hold."""
    found: theory.Numbers = left.T.astype(float) @ right.astype(float)
    return found


def _redundant(answers: Answers, group: list[int]) -> Redundant:
    judged = answers.judged[:, group].all(axis=1)
    failed = judged & ~answers.accepted[:, group[0]]
    names = tuple(answers.columns[place].name for place in group)
    return Redundant(names, int(judged.sum()), int(failed.sum()))
