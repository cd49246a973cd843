"""What a class at a glance is: frozen dataclasses, without any markup. Learners are places in one list."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from lagrader.item_analysis import CriterionFigures, WrongGroup
from lagrader.reports.grades.summary import Summary
from lagrader.results import CriterionResult


class Cell(StrEnum):
    """What became of one criterion of one learner, in a character."""

    RIGHT = "r"
    PART = "p"
    """A part of its points."""
    WRONG = "w"
    """It was tried, and gave no point: wrong, an error, a limit."""
    OPEN = "o"
    """It was not tried: not started, no file, a file that can't be read, waiting for another criterion."""


@dataclass(frozen=True, slots=True)
class Who:
    """The learners behind a number; on the page a link leads to them."""

    key: str
    """``wrong:ex3.output``."""
    words: str
    """What they have in common, as it stands above their list."""
    learners: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.learners)


@dataclass(frozen=True, slots=True)
class Learner:
    """One learner, as the page names them."""

    id: str
    name: str
    page: str
    """Where their feedback lies, as a link; empty where there is none."""
    points: Fraction | None
    max_points: Fraction | None
    score: Fraction | None
    """Percent of the points; None where nothing was graded."""
    cells: str
    """A :class:`Cell` for each criterion; empty where the marks are none, or for another version of the course."""
    words: tuple[str, ...] = ()
    """What is to be known of the work in a word: its status where there are no marks, late, stopped, by hand."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Learners with about the same points, in whole percent; both ends belong to it."""

    low: int
    high: int
    who: Who


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion, and what became of it."""

    name: str
    title: str
    figures: CriterionFigures
    right: Who
    part: Who
    wrong: Who
    open: Who
    warnings: tuple[str, ...] = ()
    """What an item analysis finds wrong with it."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something that went wrong for several learners, with one of them for an example."""

    name: str
    """Of the criterion, or of the exercise where a file can't be used."""
    code: str
    title: str
    who: Who
    example: CriterionResult | None


@dataclass(frozen=True, slots=True)
class Group:
    """The same wrong answer, which no known mistake explains."""

    group: WrongGroup
    title: str
    who: Who


@dataclass(frozen=True, slots=True)
class Close:
    """Learners at the edge of one criterion's tolerance."""

    name: str
    failed: Who
    accepted: Who
    ratio: float
    """Of the closest: error over allowed error."""


@dataclass(frozen=True, slots=True)
class Need:
    """A learner who needs help, and where to begin."""

    learner: int
    wrong: int
    open: int
    first: str
    """The first criterion that is not right."""
    code: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why something could not be graded, and for whom."""

    reason: str
    who: Who


@dataclass(frozen=True, slots=True)
class Renamed:
    """Programs for one exercise that differ in names, comments and layout alone."""

    exercise: str
    who: Who


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing the programs came to; ``reason`` says why there was no comparing, empty where there was."""

    reason: str = ""
    compared: int = 0
    """Learners whose work was read."""
    groups: tuple[Renamed, ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """The class after one run, in percent of the points, as graded."""

    number: int
    when: str
    learners: int
    mean: float
    median: float
    rose: Who
    fell: Who
    new: Who


@dataclass(frozen=True, slots=True)
class Live:
    """How far a run is that is still going on, and after how many seconds to look again."""

    done: int
    total: int
    again: int


@dataclass(frozen=True, slots=True)
class Classroom:
    """A class at a glance. Shares are in percent; whoever counts nowhere is in ``learners`` all the same."""

    title: str
    version: str
    graded: str
    """The day of the newest run; empty before the first."""
    folder: str
    """As a word for a command line."""
    same_course: bool
    anonymous: bool
    summary: Summary
    learners: tuple[Learner, ...]
    counted: Who
    """Those with marks for the course as it is: all figures are about them."""
    full: Who
    low: Who
    looks: Who
    stopped: Who
    bins: tuple[Bin, ...]
    criteria: tuple[Criterion, ...]
    mistakes: tuple[Mistake, ...]
    """All of them; the most frequent first."""
    groups: tuple[Group, ...]
    alone: int
    """Wrong answers without a known mistake that only one learner gave."""
    needs: tuple[Need, ...]
    close: tuple[Close, ...]
    troubles: tuple[Trouble, ...]
    alike: tuple[Who, ...]
    comparison: Comparison
    moments: tuple[Moment, ...]
    live: Live | None = None

    def find(self, learners: Who) -> list[Learner]:
        """Return the learners behind a number."""
        return [self.learners[place] for place in learners.learners]
