"""What flows through the grader: verdicts and frozen dataclasses, without any markup.

``CaseResult > CriterionResult > ExerciseResult > Report``. Points are exact fractions, so that
0.1 + 0.2 + 0.7 is 1; how they are written is the business of ``reports/``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any


class Verdict(StrEnum):
    """What became of a case, a criterion or an exercise; declared in order of severity."""

    ACCEPTED = "accepted"
    WRONG_ANSWER = "wrong_answer"
    RUN_TIME_ERROR = "run_time_error"
    TIME_LIMIT_EXCEEDED = "time_limit_exceeded"
    MEMORY_LIMIT_EXCEEDED = "memory_limit_exceeded"
    OUTPUT_LIMIT_EXCEEDED = "output_limit_exceeded"
    LOAD_ERROR = "load_error"
    MISSING = "missing"
    NOT_STARTED = "not_started"
    SKIPPED = "skipped"
    PENDING = "pending"
    JUDGE_ERROR = "judge_error"

    @property
    def severity(self) -> int:
        """The place in the order of declaration: 0 is accepted."""
        return _ORDER[self]


_ORDER = {verdict: place for place, verdict in enumerate(Verdict)}


@dataclass(frozen=True, slots=True)
class Feedback:
    """One thing said to the learner: a stable code in capitals, and a sentence or two.

    ``detail`` is the longer explanation, if there is one; ``text`` stands without it.
    """

    code: str
    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Location:
    """A place in the learner's own file. ``source`` is the text of that line, for showing."""

    file: str
    line: int | None = None
    source: str | None = None
    column: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """How far a result is from what was expected, measured in float64.

    ``worst_index`` is the index of the entry with the largest excess, ``error`` its absolute error and
    ``allowed`` the ``atol + rtol * abs(expected)`` that it was held against. ``relative`` is
    ``error / abs(expected)`` of that entry, None where 0 was expected.
    """

    kind: str
    """``none`` | ``type`` | ``shape`` | ``dtype`` | ``device`` | ``value`` | ``nan``."""
    differing: int = 0
    total: int = 0
    worst_index: tuple[int, ...] = ()
    error: float = 0.0
    allowed: float = 0.0
    relative: float | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """One case as a person can read and repeat it: a call to paste into Python, and both results.

    ``setup`` are the lines to paste before ``call``. ``expected`` and ``actual`` are None where there is
    nothing to show (the call raised), and ``expected`` also where showing it would give an answer away.
    """

    call: str
    setup: tuple[str, ...] = ()
    expected: str | None = None
    actual: str | None = None
    note: str = ""
    """One line on the difference: ``off by 1.0, allowed 1.1e-05: not rounding``."""
    smallest: bool = False
    """Whether nothing smaller was found that shows it."""
    hidden: bool = False
    """Whether learners must not see it."""
    opens: datetime | None = None
    """From when on they may; None where that never comes."""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What became of one case of a criterion."""

    name: str
    verdict: Verdict
    feedback: tuple[Feedback, ...] = ()
    example: Example | None = None
    difference: Difference | None = None
    hidden: bool = False
    opens: datetime | None = None


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """What became of one scored line of the rubric."""

    id: str
    title: str
    points: Fraction
    max_points: Fraction
    verdict: Verdict
    feedback: tuple[Feedback, ...] = ()
    cases: tuple[CaseResult, ...] = ()
    example: Example | None = None
    location: Location | None = None
    trace: tuple[Location, ...] = ()
    """The learner's own lines of a traceback, outermost first; the last one is where it stopped."""
    exception: str = ""
    """``ValueError: message`` where the learner's program raised."""
    output: str = ""
    """What the learner's program printed meanwhile: evidence to show, never a result."""
    hidden: bool = False
    opens: datetime | None = None
    """When it is hidden no more; None where that never comes."""
    bonus: bool = False
    """Whether its points come on top: ``max_points`` of a sum leaves it out."""

    @property
    def elsewhere(self) -> bool:
        """Whether it counts for nothing here, since it is judged on other devices alone."""
        return self.verdict is Verdict.SKIPPED and not self.max_points

    @property
    def passed(self) -> int:
        """The number of cases that were accepted."""
        return sum(case.verdict is Verdict.ACCEPTED for case in self.cases)

    @property
    def tried(self) -> int:
        """The number of cases that were tried; after one in which the program was stopped there are no more."""
        return sum(case.verdict is not Verdict.SKIPPED for case in self.cases)


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed in one exercise since its last check; ids of criteria, in the rubric's order."""

    since: datetime
    """When that check was, in UTC."""
    seconds: int | None
    """How long before this one; None where the clock was set back meanwhile."""
    now_right: tuple[str, ...] = ()
    no_longer_right: tuple[str, ...] = ()
    nothing_saved: bool = False
    """Whether something is still to be put right, and no file of this check was saved anew since."""


def criterion_name(number: int, id_: str) -> str:
    """Return what a criterion is called in the whole course, by its exercise's number: ``ex3.output``."""
    return f"ex{number}.{id_}"


@dataclass(frozen=True, slots=True)
class ExerciseResult:
    """One exercise of one submission: its criteria in the rubric's order.

    ``problem`` is set where the learner's file could not be used at all (missing, unreadable, does not
    import); then it is said once here and every criterion carries the same verdict without a text.
    """

    number: int
    id: str
    title: str
    file: str | None
    criteria: tuple[CriterionResult, ...]
    problem: CriterionResult | None = None
    notes: tuple[str, ...] = ()
    """Facts about the file worth a line: which of two candidates was graded, an encoding mark …"""
    changes: Changes | None = None
    """Set where an earlier check is remembered and something is to be said about it."""
    further: bool = False
    """Whether it goes further than the course's points."""

    @property
    def points(self) -> Fraction:
        """The sum of the points of its criteria."""
        return sum((criterion.points for criterion in self.criteria), Fraction())

    @property
    def max_points(self) -> Fraction:
        """The sum of the points that its criteria could give; with bonuses, which it leaves out, there may be more."""
        return sum((criterion.max_points for criterion in self._counted), Fraction())

    @property
    def _counted(self) -> tuple[CriterionResult, ...]:
        return tuple(one for one in self.criteria if not (one.bonus or one.elsewhere))

    @property
    def passed(self) -> bool:
        """Whether every criterion that counts and is judged here was accepted; none at all is never a pass."""
        return bool(self._counted) and all(c.verdict is Verdict.ACCEPTED for c in self._counted)

    @property
    def complete(self) -> bool:
        """Whether every criterion was accepted, bonuses included."""
        return self.passed and all(c.verdict is Verdict.ACCEPTED for c in self.criteria if not c.elsewhere)

    @property
    def pending(self) -> Fraction:
        """The points that a person has still to give or to keep."""
        return sum((one.max_points for one in self.criteria if one.verdict is Verdict.PENDING), Fraction())

    @property
    def settled(self) -> Fraction:
        """The points that it could give, without those that a person has still to give or to keep."""
        return sum((one.max_points for one in self._counted if one.verdict is not Verdict.PENDING), Fraction())

    @property
    def done(self) -> bool:
        """Whether it passed as far as a program can judge: what was not accepted waits for a person."""
        settled = (Verdict.ACCEPTED, Verdict.PENDING)
        return (
            self.problem is None
            and bool(self._counted)
            and all(criterion.verdict in settled for criterion in self._counted)
        )

    @property
    def verdict(self) -> Verdict:
        """The most severe verdict of its criteria."""
        verdicts = [criterion.verdict for criterion in self.criteria]
        return max(verdicts, key=lambda verdict: verdict.severity, default=Verdict.JUDGE_ERROR)


@dataclass(frozen=True, slots=True)
class CourseIdentity:
    """Which course graded: title, version, and the SHA-256 digest over its files."""

    title: str
    version: str
    digest: str


@dataclass(frozen=True, slots=True)
class Report:
    """The result of grading one submission; every output format is made from this alone."""

    course: CourseIdentity
    device: str
    seed: int
    exercises: tuple[ExerciseResult, ...]
    sandbox: Mapping[str, Any] = field(default_factory=dict)
    whole_course: bool = True
    """Whether every exercise of the course was asked for."""
    unseen: Fraction = Fraction()
    """The points of hidden criteria, which were not looked at and are in no sum here."""
    unsure: Fraction = Fraction()
    """The points of criteria that have hidden cases as well, which were not tried."""
    by_name: bool = False
    """Whether its exercises were asked for by name, so that each must pass."""
    penalty: Fraction = Fraction()
    """The share of all points earned, in 0..1, that handing in late costs."""
    late: str = ""
    """A sentence about that; empty where there is nothing to say."""

    def counts(self, exercise: ExerciseResult) -> bool:
        """Whether an exercise is in the total: it doesn't go further, or there is nothing else."""
        return not exercise.further or all(one.further for one in self.exercises)

    @property
    def counted(self) -> tuple[ExerciseResult, ...]:
        """The exercises that make the total."""
        return tuple(filter(self.counts, self.exercises))

    @property
    def beside(self) -> tuple[ExerciseResult, ...]:
        """The exercises that are in no total."""
        return tuple(exercise for exercise in self.exercises if not self.counts(exercise))

    @property
    def points(self) -> Fraction:
        """The sum of the points of the exercises that count, after the penalty for late work."""
        return self.earned * (1 - self.penalty)

    @property
    def earned(self) -> Fraction:
        """The sum of the points of the exercises that count, whenever they were handed in."""
        return sum((exercise.points for exercise in self.counted), Fraction())

    @property
    def max_points(self) -> Fraction:
        """The sum of the points that the exercises that count could give."""
        return sum((exercise.max_points for exercise in self.counted), Fraction())

    @property
    def named_criteria(self) -> dict[str, CriterionResult]:
        """Its criteria by their names, ``ex3.output``, in the rubrics' order."""
        return {criterion_name(one.number, c.id): c for one in self.exercises for c in one.criteria}

    @property
    def passed(self) -> bool:
        """Whether every exercise that counts or was named passed; a report of nothing is never a pass."""
        return bool(self._needed) and all(exercise.passed for exercise in self._needed)

    @property
    def _needed(self) -> tuple[ExerciseResult, ...]:
        return self.exercises if self.by_name else self.counted

    @property
    def all_right(self) -> bool:
        """Whether every exercise in it passed, whether it counts or not."""
        return bool(self.exercises) and all(exercise.passed for exercise in self.exercises)

    @property
    def done(self) -> bool:
        """Whether everything passed as far as a program can judge: the rest waits for a person."""
        return bool(self._needed) and all(exercise.done for exercise in self._needed)

    @property
    def pending(self) -> Fraction:
        """The points that a person has still to give or to keep; until then all sums are provisional."""
        return sum((exercise.pending for exercise in self.counted), Fraction())

    @property
    def score(self) -> Fraction | None:
        """Points earned over points possible, from 0 on; None where there is nothing to score.

        What waits for a person is in neither. With bonuses it may be more than 1.
        """
        return self.points / self.settled if self.settled else None

    @property
    def settled(self) -> Fraction:
        """The sum of the points that its exercises could give, without those that wait for a person."""
        return sum((exercise.settled for exercise in self.counted), Fraction())
