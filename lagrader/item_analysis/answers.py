"""A class as a table for test theory: learners down, criteria across.

Who counts, and for what:

- Learners with marks for the course of the newest run. The same work handed in by several counts for each of them: they
  are as many learners, though not as many answers (``lagrader grades DIR --problems`` names them).
- Into a criterion's own figures goes who was *judged* on it: whose program was tried, whatever came of it, the limits
  of time and memory included. Not written, not in the file, a file that can't be read, waiting for another criterion
  (``needs``), a fault of ours: none of these says anything about the criterion. Test theory treats what an examinee did
  not reach as not asked (L. H. Ludlow, M. O'Leary, Scoring omitted and not-reached items, Educational and Psychological
  Measurement 59 (1999) 615-630).
- In the *rest of the score* the same counts 0 points, as it does in the learner's mark. The criteria that wait for this
  one are left out of its rest: who fails it fails those as well, and it would be held against itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from lagrader.item_analysis.theory import Numbers
from lagrader.results import CriterionResult, ExerciseResult, Report, Verdict, criterion_name

Flags: TypeAlias = NDArray[np.bool_]

NOT_JUDGED = frozenset(
    {
        Verdict.LOAD_ERROR,
        Verdict.MISSING,
        Verdict.NOT_STARTED,
        Verdict.SKIPPED,
        Verdict.PENDING,
        Verdict.JUDGE_ERROR,
    }
)


@dataclass(frozen=True, slots=True)
class Column:
    """One criterion of the course."""

    name: str
    """As in grades.csv: ``ex3.output``."""
    exercise: str
    """The exercise's id: ``ex3_neuron``."""
    id: str
    title: str
    max_points: Fraction
    further: bool = False
    """Whether it is of an exercise that goes further, whose points are in no learner's total."""


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """The table; the arrays are of learners x criteria."""

    learners: tuple[str, ...]
    columns: tuple[Column, ...]
    judged: Flags
    accepted: Flags
    share: Numbers
    """Of a criterion's points, in 0..1; of one without points whether it was accepted."""
    points: Numbers

    def rest(self, column: int, waiting: Iterable[int] = ()) -> Numbers:
        """Return each learner's points without those of a criterion and of those that wait for it."""
        others = np.array([not one.further for one in self.columns], bool)
        others[[column, *waiting]] = False
        found: Numbers = self.points[:, others].sum(axis=1)
        return found


def results_of(report: Report) -> list[tuple[Column, CriterionResult]]:
    """Return the criteria of a report with their columns, in the rubrics' order."""
    return [(_column(exercise, one), one) for exercise in report.exercises for one in exercise.criteria]


def _column(exercise: ExerciseResult, one: CriterionResult) -> Column:
    name = criterion_name(exercise.number, one.id)
    return Column(name, exercise.id, one.id, one.title, one.max_points, exercise.further)


@dataclass(frozen=True, slots=True)
class Mark:
    """What the table needs of one report, which equal work shares."""

    cells: Mapping[str, tuple[bool, bool, float, float]]
    """By a criterion's name: judged, accepted, the share of its points, the points."""

    @classmethod
    def of(cls, results: Sequence[tuple[Column, CriterionResult]]) -> Mark:
        """Take it from the criteria of a report."""
        return cls({column.name: _cell(result) for column, result in results})


def _cell(result: CriterionResult) -> tuple[bool, bool, float, float]:
    accepted = result.verdict is Verdict.ACCEPTED
    points, most = float(result.points), float(result.max_points)
    return result.verdict not in NOT_JUDGED, accepted, points / most if most else float(accepted), points


_ABSENT = (False, False, 0.0, 0.0)


def table(marks: Sequence[tuple[Mark, Sequence[str]]], columns: Sequence[Column]) -> Answers:
    """Lay marks, each with the learners who have it, out as a table."""
    cells = np.array([[mark.cells.get(column.name, _ABSENT) for column in columns] for mark, _ in marks], float)
    cells = cells.reshape(len(marks), len(columns), 4)
    rows = np.repeat(np.arange(len(marks)), [len(learners) for _, learners in marks])
    judged, accepted, share, points = np.moveaxis(cells[rows], 2, 0)
    ids = tuple(learner for _, learners in marks for learner in learners)
    return Answers(ids, tuple(columns), judged > 0, accepted > 0, share, points)
