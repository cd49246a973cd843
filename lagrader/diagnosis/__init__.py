"""General diagnoses: what is wrong, in one sentence, without an author having foreseen it.

Each is a small pure function of the samples of one criterion; ``DIAGNOSES`` is their order of precedence. The first
that is sure is told: it explains every failing case and fits every passing one. Where none is, there is silence.
What a code means is taught by :mod:`lagrader.diagnosis.codes`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lagrader.diagnosis import (
    behaviour,
    items,
    nothing,
    numbers,
    objects,
    places,
    reductions,
    shapes,
    special,
    splits,
    statements,
    types,
)
from lagrader.diagnosis import exceptions as exceptions_
from lagrader.diagnosis.axes import shapes_told
from lagrader.diagnosis.exceptions import translate
from lagrader.diagnosis.interface import NOT_ASKED, Context, Diagnosis, NotAsked, Sample
from lagrader.diagnosis.kinds import of_right_dtype, of_right_kind
from lagrader.diagnosis.values import amount, failing
from lagrader.results import Feedback

DIAGNOSES: tuple[Diagnosis, ...] = (
    *exceptions_.FAMILY,
    *nothing.FAMILY,
    *types.RIGHT_INSIDE,
    *statements.FAMILY,
    *behaviour.FIRST,
    *map(of_right_dtype, (*shapes.RIGHT_NUMBERS, *reductions.FAMILY)),
    *map(of_right_kind, (*numbers.FAMILY, *places.FAMILY, *special.FAMILY)),
    *behaviour.FAMILY,
    *objects.FAMILY,
    *types.FAMILY,
    *splits.FAMILY,
    *shapes.FAMILY,
    *items.FAMILY,
)


def diagnose(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """Return the first diagnosis that is sure about ``samples`` (all of a criterion's cases), or None."""
    if not failing(samples):
        return None
    with np.errstate(all="ignore"):  # a learner's numbers may be anything
        return next(filter(None, (diagnosis(samples, context) for diagnosis in DIAGNOSES)), None)


def diagnose_nothing(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """Return what is sure about ``samples`` none of which returned anything, where nobody knows what was expected."""
    return next(filter(None, (diagnosis(samples, context) for diagnosis in nothing.FAMILY)), None)


__all__ = [
    "DIAGNOSES",
    "NOT_ASKED",
    "Context",
    "Diagnosis",
    "NotAsked",
    "Sample",
    "amount",
    "diagnose",
    "diagnose_nothing",
    "shapes_told",
    "translate",
]
