"""What an item analysis finds: frozen dataclasses, without any markup."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lagrader.gradebook import Status
from lagrader.results import Example, Verdict


@dataclass(frozen=True, slots=True)
class CriterionFigures:
    """One criterion in the eyes of test theory; a figure is None where it is not defined."""

    name: str
    """As in grades.csv: ``ex3.output``."""
    title: str
    max_points: Fraction
    judged: int
    """The learners whose program was tried on it."""
    difficulty: float | None
    """The mean share of its points, in 0..1."""
    discrimination: float | None
    """The correlation with the rest of the score."""
    upper_lower: float | None
    """The index D of the upper and the lower 27 %."""
    chance: float | None
    """How likely a discrimination this low is where there is none."""
    codes: tuple[tuple[str, int], ...] = ()
    """What was said to those who did not get it, with their number, the most frequent first."""


@dataclass(frozen=True, slots=True)
class Dead:
    """A criterion that everybody gets, or nobody: it tells no two learners apart."""

    name: str
    everybody: bool
    judged: int
    learner: str = ""
    """Of nobody: the one with the most points elsewhere."""
    code: str = ""
    """Of nobody: what was said most often."""


@dataclass(frozen=True, slots=True)
class Redundant:
    """Criteria that every learner who was judged on them got together, or failed together."""

    names: tuple[str, ...]
    judged: int
    failed: int


@dataclass(frozen=True, slots=True)
class Negative:
    """A criterion that those with fewer points elsewhere get more often, by more than chance gives."""

    name: str
    discrimination: float
    upper_lower: float | None
    chance: float
    """How likely such a discrimination is where there is none."""
    judged: int
    learner: str
    """The one with the most points elsewhere of those who did not get it."""
    code: str = ""
    """What was said most often to those who did not get it."""


@dataclass(frozen=True, slots=True)
class Close:
    """One learner whose result is nearly at the tolerance's edge."""

    learner: str
    ratio: float
    """The largest error over the allowed one; above 1 it was not accepted."""

    @property
    def accepted(self) -> bool:
        """Whether it is inside."""
        return self.ratio <= 1.0


@dataclass(frozen=True, slots=True)
class CloseCalls:
    """Everybody who is close to the edge of one criterion's tolerance; those not accepted first, the closest first."""

    name: str
    learners: tuple[Close, ...]


@dataclass(frozen=True, slots=True)
class Stub:
    """A known mistake to be written: what to paste, and into which files (relative to the course)."""

    name: str
    yaml: str
    """The entry below ``mistakes:``, without indent."""
    rubric: str
    python: str = ""
    """The function for mistakes.py; empty where the kind of criterion takes none."""
    mistakes: str = ""


@dataclass(frozen=True, slots=True)
class WrongGroup:
    """Learners with the same wrong answer, which no known mistake explains."""

    name: str
    """The criterion's, as in grades.csv."""
    learners: tuple[str, ...]
    verdict: Verdict
    code: str
    """What the general diagnosis said: one that only says that it is wrong, or one that says why."""
    text: str
    example: Example | None
    exception: str = ""
    failed: int = 0
    """Cases that failed, of :attr:`tried`."""
    tried: int = 0
    stub: Stub | None = None
    id: str = ""
    """``ex3.output/1a2b3c4d``: the same in every class whose learners give this answer to the same cases."""


@dataclass(frozen=True, slots=True)
class ItemAnalysis:
    """An item analysis of a class. What else than :attr:`has_findings` decides is for information."""

    title: str
    version: str
    graded: str
    """The day of the newest run; empty where there was none."""
    same_course: bool
    """Whether the course at hand is the one that graded."""
    learners: int
    """Those who count: with marks for the course of the newest run."""
    left_out: Mapping[Status, int]
    """The others, by what became of their work."""
    outdated: int
    """Marks for another version of the course than most."""
    criteria: tuple[CriterionFigures, ...] = ()
    negative: tuple[Negative, ...] = ()
    dead: tuple[Dead, ...] = ()
    redundant: tuple[Redundant, ...] = ()
    close: tuple[CloseCalls, ...] = ()
    groups: tuple[WrongGroup, ...] = ()
    """The largest first; each of two learners or more."""
    alone: int = 0
    """Wrong answers without a known mistake that only one learner gave."""

    @property
    def has_findings(self) -> bool:
        """Whether a criterion of the rubric wants a look."""
        return bool(self.negative or self.dead or self.redundant)
