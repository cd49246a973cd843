"""What an audit finds, as values without markup.

``Finding > ExerciseAudit > Audit``; :mod:`lagrader.reports.audit` makes texts of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from lagrader.results import CourseIdentity


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a rubric, or with a file beside it."""

    code: str
    """Stable, in capitals: ``TOLERANCE_TIGHT``."""
    text: str
    """What is wrong, in a sentence or two."""
    advice: str
    """What to do about it."""
    criterion: str = ""
    """The criterion's id; empty where it is about the exercise as a whole."""
    evidence: tuple[str, ...] = ()
    """Lines to look at: a diff, a call with what it gave."""


@dataclass(frozen=True, slots=True)
class Survivor:
    """A mutant that got full marks, and isn't equivalent as far as could be tried."""

    target: str
    line: int
    diff: tuple[str, ...]
    criterion: str
    """The criterion that should have caught it."""
    example: str = ""
    """A call on which it gives something else than the reference; empty where none was looked for."""
    source: str = ""
    """The file that was mutated, as the course names it."""


@dataclass(frozen=True, slots=True)
class MutationScore:
    """How many mutants lost points, of those that should have.

    ``score`` is killed / (made - equivalent - accepted), the mutation score of R. DeMillo, R. Lipton and F. Sayward,
    "Hints on test data selection", IEEE Computer 11 (1978); equivalent mutants are left out of it.
    """

    made: int = 0
    killed: int = 0
    stopped: int = 0
    """Those of the killed that raised, or were stopped: a poorer proof than a wrong answer."""
    equivalent: int = 0
    """No input was found on which they differ from the answer that they were made of."""
    accepted: int = 0
    """Listed by the author, with a reason."""

    @property
    def score(self) -> Fraction | None:
        """In 0..1; None where nothing could be killed."""
        counted = self.made - self.equivalent - self.accepted
        return Fraction(self.killed, counted) if counted else None

    def plus(self, other: MutationScore) -> MutationScore:
        """Both together."""
        pairs = ("made", "killed", "stopped", "equivalent", "accepted")
        return MutationScore(*(getattr(self, name) + getattr(other, name) for name in pairs))


@dataclass(frozen=True, slots=True)
class Margin:
    """How much of what is allowed a criterion's reference uses up by its own rounding.

    Over ``draws`` cases, ``used`` is the largest share of what is allowed that the error of the reference in the
    inputs' dtype, against float64, takes up, and ``usual`` the median of that share. ``largest`` is the largest error,
    ``typical`` the median size of what is expected, ``allowed`` the median of what is allowed, all in the result's
    unit.
    """

    criterion: str
    draws: int
    used: float
    usual: float
    largest: float
    typical: float
    allowed: float


@dataclass(frozen=True, slots=True)
class ExerciseAudit:
    """What came of one exercise."""

    number: int
    id: str
    title: str
    findings: tuple[Finding, ...]
    mutation: MutationScore
    survivors: tuple[Survivor, ...]
    margins: tuple[Margin, ...]
    tried: Mapping[str, int] = field(default_factory=dict)
    """How many of each kind were graded: ``alternatives``, ``mistakes``, ``shortcuts`` …"""


@dataclass(frozen=True, slots=True)
class Audit:
    """What came of a course."""

    course: CourseIdentity
    exercises: tuple[ExerciseAudit, ...]
    seeds: int
    devices: tuple[str, ...]
    least_score: Fraction
    seconds: float = 0.0

    @property
    def mutation(self) -> MutationScore:
        """All exercises' together."""
        total = MutationScore()
        for exercise in self.exercises:
            total = total.plus(exercise.mutation)
        return total

    @property
    def findings(self) -> int:
        """How many there are."""
        return sum(len(exercise.findings) for exercise in self.exercises)

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return not self.findings
