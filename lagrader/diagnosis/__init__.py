"""General diagnoses: what is wrong, in one sentence, without an author having foreseen it.

Each is a small pure function of the samples of one criterion; ``families.DIAGNOSES`` is their order of precedence. The
first that is sure is told: it explains every failing case and fits every passing one. Where none is, there is silence.
What a code means is taught by :mod:`lagrader.diagnosis.codes`.

Work that is right needs none of it, so the families are imported when they are first asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lagrader.diagnosis.axes import shapes_told
from lagrader.diagnosis.interface import NOT_ASKED, Context, Diagnosis, NotAsked, Sample
from lagrader.diagnosis.values import amount, failing
from lagrader.results import Feedback

if TYPE_CHECKING:
    from lagrader.wire import Raised


def diagnose(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """Return the first diagnosis that is sure about ``samples`` (all of a criterion's cases), or None."""
    if not failing(samples):
        return None
    from lagrader.diagnosis.families import DIAGNOSES

    with np.errstate(all="ignore"):  # a learner's numbers may be anything
        return next(filter(None, (diagnosis(samples, context) for diagnosis in DIAGNOSES)), None)


def diagnose_nothing(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """Return what is sure about ``samples`` none of which returned anything, where nobody knows what was expected."""
    from lagrader.diagnosis.nothing import FAMILY

    return next(filter(None, (diagnosis(samples, context) for diagnosis in FAMILY)), None)


def translate(raised: Raised, context: Context, sample: Sample | None = None) -> Feedback | None:
    """Return one sentence on what an exception means, or None where its message is not known.

    ``sample`` is the case in which it was raised: with it, lengths and shapes are told by the names of axes and inputs.
    """
    from lagrader.diagnosis import exceptions

    return exceptions.translate(raised, context, sample)


__all__ = [
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
