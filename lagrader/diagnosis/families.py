"""All general diagnoses, in their order of precedence. Imported when something has failed."""

from __future__ import annotations

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
from lagrader.diagnosis.interface import Diagnosis
from lagrader.diagnosis.kinds import of_right_dtype, of_right_kind

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
