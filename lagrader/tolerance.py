"""How far a result may be from what was expected: one source for statement, comparison and feedback.

``abs(actual - expected) <= atol + rtol * abs(expected)``, torch's words and torch's meaning. Which atol and
rtol follows from what a function was *given*: were it from what it returned, ``.item()`` would be held to
float64's precision, and ``.half()`` would buy a thousandth.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # For the types alone: `lagrader show` states tolerances, and must start fast.
    from lagrader.rubric import Limits, ToleranceSpec
    from lagrader.wire import Value

TERMS = 16
"""Sums of up to this many terms are held to the base; from there on the tolerance grows with their number.

The error of a sum of n products is at most ``gamma_n = n u / (1 - n u)`` times the sum of their absolute
values (N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition 2002, section 3.1): linear
in n. Measured in float32 on 4,000 pairs of normal vectors each at n = 8, 16, 24, 32, 100 and 300, entry by entry in
order, in ascending and descending order, by torch.dot, ``(a * b).sum()`` and in Python floats: the worst
error took 1/2.1 of the allowed one (ascending order, n = 300), in the given order 1/7.7. With 32 here,
ascending order took 1/1.2.
"""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """``abs(actual - expected) <= atol + rtol * abs(expected)``, computed in float64.

    ``terms`` is the length of the reduction that the base was grown for; 0 where it does not grow, as where
    the rubric says it.
    """

    atol: float
    rtol: float
    terms: int = 0

    def allowed(self, expected: complex) -> float:
        """Return the error that is still accepted at ``expected``, in the same unit."""
        return self.atol + self.rtol * abs(expected)

    def grown(self, terms: int) -> Tolerance:
        """Return this one for sums of ``terms`` terms: both limits times ``max(1, terms / TERMS)``."""
        factor = max(1.0, terms / TERMS)
        return Tolerance(self.atol * factor, self.rtol * factor, terms)

    def sentence(self) -> str:
        """Say it for statement and feedback: the part after "results count as equal"."""
        if not self.atol and not self.rtol:
            return "exactly"
        parts = [f"{self.atol:.3g}"] if self.atol else []
        parts += [f"{self.rtol:.3g} x |expected|"] if self.rtol else []
        limits = f"within {' + '.join(parts)}"
        return f"{limits}, which {self._growth()}" if self.terms else limits

    def _growth(self) -> str:
        if self.terms <= TERMS:
            return "grows with the number of terms"
        return f"is grown for sums of {self.terms} terms"


EXACT = Tolerance(0.0, 0.0)

BASE: Mapping[str, Tolerance] = MappingProxyType(
    {
        "bfloat16": Tolerance(1e-5, 1.6e-2),
        "float16": Tolerance(1e-5, 1e-3),
        "complex32": Tolerance(1e-5, 1e-3),
        "float32": Tolerance(1e-5, 1.3e-6),
        "complex64": Tolerance(1e-5, 1.3e-6),
        "float64": Tolerance(1e-7, 1e-7),
        "complex128": Tolerance(1e-7, 1e-7),
        **dict.fromkeys(("bool", "uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64"), EXACT),
    }
)
"""What ``torch.testing.assert_close`` takes by default, by dtype; the least precise first."""

_FLOATS = tuple(name for name, base in BASE.items() if base != EXACT)


def tolerance_for(
    input_values: Sequence[Value],
    spec: ToleranceSpec | None,
    reduction: int,
    device: str,
    returned: Value = None,
) -> Tolerance:
    """Return the tolerance for one call.

    The base follows the least precise float dtype among ``input_values``, those inside handles and
    containers included; a Python float counts as float32, and so do inputs without any float (whole numbers
    are compared exactly by :func:`lagrader.comparison.compare`, whatever this says). Where there are no inputs,
    ``returned`` counts in their place. It grows with ``reduction``, the number of terms that are summed.

    ``spec`` stands as written and does not grow; a limit that it leaves out beside another is 0. What it says
    for the kind of ``device`` (``cuda:0`` is of the kind ``cuda``) replaces single limits of what holds elsewhere.
    """
    general = _written(spec) or _default(input_values, returned).grown(reduction)
    special = spec.on.get(_kind(device)) if spec else None  # type: ignore[call-overload]
    return _replaced(general, special) if special else general


def _written(spec: ToleranceSpec | None) -> Tolerance | None:
    if spec is None or (spec.atol is None and spec.rtol is None):
        return None
    return Tolerance(spec.atol or 0.0, spec.rtol or 0.0)


def _default(inputs: Sequence[Value], returned: Value) -> Tolerance:
    found = set(_dtypes(inputs or (returned,)))
    return BASE[next((name for name in _FLOATS if name in found), "float32")]


def _replaced(general: Tolerance, limits: Limits) -> Tolerance:
    atol = general.atol if limits.atol is None else limits.atol
    rtol = general.rtol if limits.rtol is None else limits.rtol
    grown = limits.atol is None and limits.rtol is None
    return Tolerance(atol, rtol, general.terms if grown else 0)


def _kind(device: str) -> str:
    return device.partition(":")[0]


def _dtypes(values: Iterable[Value]) -> Iterator[str]:
    """Name the dtype of each number in ``values``, at any depth."""
    from lagrader.wire import Array, Handle

    for value in values:
        match value:
            case Array():
                yield value.original
            case float() | complex():
                yield "float32"
            case tuple() | list():
                yield from _dtypes(value)
            case dict():
                yield from _dtypes(value.values())
            case Handle():
                yield from _dtypes(value.args)
            case _:
                pass
