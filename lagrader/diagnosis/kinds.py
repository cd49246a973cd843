"""Numbers tell their story only where they came in the right kind of thing: else two things are wrong at once.

A list whose numbers are all too large by 1 has two faults, and naming one of them would send the learner on to the
next check with the other. So what is said about numbers is said only of results of the kind and dtype asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import wraps

from lagrader.comparison import number, sizes
from lagrader.diagnosis.interface import Context, Diagnosis, Sample
from lagrader.diagnosis.values import failing, returned, smallest
from lagrader.results import Feedback
from lagrader.wire import Array


def of_right_kind(diagnosis: Diagnosis) -> Diagnosis:
    """Return the diagnosis, silent where a failing result is a list for a tensor, or several numbers for one."""
    return _guarded(diagnosis, one_number=True)


def of_right_dtype(diagnosis: Diagnosis) -> Diagnosis:
    """The same for diagnoses of shapes and sums, to which several numbers in place of one are a story of their own."""
    return _guarded(diagnosis, one_number=False)


def _guarded(diagnosis: Diagnosis, *, one_number: bool) -> Diagnosis:
    @wraps(diagnosis)
    def guarded(samples: Sequence[Sample], context: Context) -> Feedback | None:
        bad = failing(samples)
        if not all(_is_right_kind(sample, context, one_number=one_number) for sample in bad):
            return None
        # Where only some cases are of an unusual dtype, theirs is a fault to meet later; the case shown has none.
        if context.returns == "tensor" and bad and not _is_right_dtype(smallest(bad)):
            return None
        return diagnosis(samples, context)

    return guarded


def _is_right_kind(sample: Sample, context: Context, *, one_number: bool) -> bool:
    reply = returned(sample)
    value = reply.value if reply else None
    if context.returns == "number":
        return not one_number or number(value) is not None
    if context.returns == "shape":
        return sizes(value) is not None
    return context.returns != "tensor" or (isinstance(value, Array) and value.kind == "tensor")


def _is_right_dtype(sample: Sample) -> bool:
    reply = returned(sample)
    value = reply.value if reply else None
    both = isinstance(value, Array) and isinstance(sample.given, Array)
    return not both or value.original == sample.given.original  # type: ignore[union-attr]
