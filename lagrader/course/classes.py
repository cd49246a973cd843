"""Whether an object can be made of a criterion's class on each of its cases: the sizes and inputs that it names.

Which names the class itself has is seen where the course is prepared, since only its own code can tell.
"""

from __future__ import annotations

from collections.abc import Iterator

from lagrader.course import inputs
from lagrader.rubric import CallingCriterion, CaseSpec
from lagrader.yamlfile import KeyPath

_TENSORS = ("tensor", *inputs.DRAWN)


def faults(criterion: CallingCriterion) -> Iterator[tuple[KeyPath, str]]:
    """Yield what ``construct`` and ``state`` name and a case lacks, each with its path below the criterion."""
    for group in ("cases", "accepts"):
        for place, case in enumerate(getattr(criterion, group, ())):
            at = f"{group}[{place}]"
            yield from _construct(criterion, case, at)
            yield from _state(criterion, case, at)


def _construct(criterion: CallingCriterion, case: CaseSpec, at: str) -> Iterator[tuple[KeyPath, str]]:
    for place, name in enumerate(criterion.construct_ or ()):
        if isinstance(name, str) and name not in case.sizes:
            said = inputs.unknown("size", name, list(case.sizes))
            yield ("construct", place), f"{said} ({at}): every case gives it under sizes"


def _state(criterion: CallingCriterion, case: CaseSpec, at: str) -> Iterator[tuple[KeyPath, str]]:
    for key, name in criterion.state.items():
        spec = case.inputs.get(name)
        if spec is None:
            said = inputs.unknown("input", name, list(case.inputs))
            yield ("state", key), f"{said} ({at}): a state is set from an input of the case"
        elif spec.source not in _TENSORS or spec.plain:
            yield ("state", key), f"{name} is no tensor ({at}): a state is set to tensors"
        elif spec.dtype != "float32":
            yield ("state", key), f"{name} is of {spec.dtype} ({at}): layers are made of float32"
