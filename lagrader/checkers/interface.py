"""What a checker is: two generators that ask and judge, and never run anything themselves.

A checker yields :class:`Ask`, gets the outcomes back, and in the end returns its result. So it is pure, any
number of them can share one round trip, and a batch can drive thousands at a time.

- ``prepare`` asks the oracle, once per run, for what a criterion's cases should give.
- ``examine`` asks a learner's child (and the oracle again, where it must), once per submission.
"""

from __future__ import annotations

import ast
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, Protocol, TypeAlias, TypeVar

from lagrader.cases import Case
from lagrader.outcomes import Outcome
from lagrader.results import CaseResult, CriterionResult
from lagrader.rubric import BaseCriterion
from lagrader.wire import Request, Value

C = TypeVar("C", bound=BaseCriterion)


@dataclass(frozen=True, slots=True)
class Ask:
    """Requests for one party: the learner's child, or the oracle."""

    party: Literal["learner", "oracle"]
    requests: tuple[Request, ...]


@dataclass(frozen=True, slots=True)
class Raises:
    """What is expected where the reference itself raises: the names of the exception's classes."""

    ancestors: tuple[str, ...]


Expected: TypeAlias = Value | Raises


@dataclass(frozen=True, slots=True)
class PreparedCase:
    """A case with what the oracle says about it.

    ``expected`` is the reference's result on inputs widened to float64, ``given`` its result on the inputs
    as they are (dtype and shape policy), ``handles`` the results of the case's handles in that run.
    ``mistakes`` are the known wrong answers' results on the same inputs.
    """

    case: Case
    expected: Expected = None
    given: Expected = None
    handles: tuple[Value, ...] = ()
    mistakes: Mapping[str, Expected] = field(default_factory=dict)
    right: dict[tuple[bytes, bytes], tuple[tuple[Value, ...], CaseResult]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    """What became of right answers, with the arguments they were given to, by the bytes that they came as."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything about a criterion that is the same for every submission of a run.

    ``fault`` is set where the course itself can't say what is right: a sentence for its author.
    """

    cases: tuple[PreparedCase, ...] = ()
    expected: Expected = None
    fault: str = ""
    ways: tuple[Prepared, ...] = ()
    """Of a criterion with several ways: what each of them was prepared to."""
    ladder: list[tuple[PreparedCase, ...]] = field(default_factory=list, compare=False)
    """The rungs of small cases that the oracle was asked about so far, kept for the next submission that fails."""


@dataclass(frozen=True, slots=True)
class Subject(Generic[C]):
    """A criterion to be prepared: where the oracle finds its code, and what the draws depend on."""

    criterion: C
    exercise: str
    seed: int
    device: str

    @property
    def reference(self) -> str:
        """The oracle's module of the reference solution."""
        return f"reference_{self.exercise}"

    @property
    def mistakes(self) -> str:
        """The oracle's module of known wrong answers."""
        return f"mistakes_{self.exercise}"

    @property
    def checks(self) -> str:
        """The oracle's module of the course's own checks."""
        return f"checks_{self.exercise}"


@dataclass(frozen=True, slots=True)
class Task(Generic[C]):
    """A criterion to be examined on one submission."""

    subject: Subject[C]
    prepared: Prepared
    module: str
    file: str
    """The learner's file as shown to them, which is also its name in tracebacks."""
    tree: ast.Module
    lines: Sequence[str]
    others: frozenset[str] = frozenset()
    """The names that the exercise's other criteria ask for: none of them is a misspelling of this one's."""
    memory: str = ""
    """How much memory there is, in words, where the rubric says it."""

    @property
    def criterion(self) -> C:
        """The criterion itself."""
        return self.subject.criterion


Preparation: TypeAlias = Generator[Ask, Sequence[Outcome], Prepared]
Examination: TypeAlias = Generator[Ask, Sequence[Outcome], CriterionResult]


class Checker(Protocol):
    """One kind of check: one file of ``lagrader/checkers/``."""

    def prepare(self, subject: Subject[Any]) -> Preparation:
        """Ask the oracle what is right; raise CourseError for a course that can't tell right from wrong."""

    def examine(self, task: Task[Any]) -> Examination:
        """Ask the learner's child, and judge."""
