"""What a diagnosis sees, and what it is: a pure function of a criterion's cases that is sure, or silent.

A diagnosis needs no author: it looks at what came back beside what was expected. It speaks only where it explains
every case that failed and fits every case that passed; anything less is left to the next one, or to silence.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from lagrader.outcomes import Outcome
from lagrader.results import Feedback
from lagrader.rubric import Returns
from lagrader.tolerance import EXACT, Tolerance
from lagrader.wire import Value


class NotAsked:
    """The type of :data:`NOT_ASKED`; None is a value that a function may return."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NOT_ASKED"


NOT_ASKED = NotAsked()
"""Stands where a question was not put, or had no value for an answer."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One case after judging: what the function was given, what was expected, and what came of it.

    ``args`` are the arguments as the function met them (no handles), ``names`` theirs. ``axes`` names the dimensions
    of inputs, ``sizes`` says how long each named one is here, ``result_axes`` names the dimensions of the result
    (empty where nobody has said). ``expected`` is the reference's exact result, ``given`` its result on the inputs as
    they were (dtype and shape count there).
    """

    args: tuple[Value, ...]
    expected: Value
    outcome: Outcome
    passed: bool
    names: tuple[str, ...] = ()
    axes: Mapping[str, tuple[str | int, ...]] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    result_axes: tuple[str, ...] = ()
    literal: bool = False
    """Whether it is an example of the course, and not drawn."""
    given: Value = None
    tolerance: Tolerance = EXACT
    swapped: Value = None
    """What the reference gives with the first two arguments exchanged; None where not asked, or where it raised."""
    again: Value | NotAsked = NOT_ASKED
    """What a second call with the same inputs returned."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is the same for all cases: the function, what it should return, and where it ran.

    ``tree`` is the learner's file, where it is at hand. ``hidden`` says that the expected values are not to be
    told: then no text carries a number from which they could be computed.
    """

    function: str
    returns: Returns = "tensor"
    device: str = "cpu"
    tree: ast.Module | None = None
    hidden: bool = False


Diagnosis: TypeAlias = Callable[[Sequence[Sample], Context], Feedback | None]
