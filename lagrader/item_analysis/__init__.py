"""Item analysis: what a graded class says about the rubric that graded it, and about what it doesn't know yet."""

from lagrader.item_analysis.analysis import Reading, analyse
from lagrader.item_analysis.figures import ENOUGH, FEWEST
from lagrader.item_analysis.model import (
    Close,
    CloseCalls,
    CriterionFigures,
    Dead,
    ItemAnalysis,
    Negative,
    Redundant,
    Stub,
    WrongGroup,
)

__all__ = [
    "ENOUGH",
    "FEWEST",
    "Close",
    "CloseCalls",
    "CriterionFigures",
    "Dead",
    "ItemAnalysis",
    "Negative",
    "Reading",
    "Redundant",
    "Stub",
    "WrongGroup",
    "analyse",
]
