"""One fault, one finding: what follows from another finding of the same criterion is not said again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lagrader.audit.findings import Finding
from lagrader.rubric import all_needs

ROOTS = (
    "CANNOT_JUDGE",
    "MEMORY_TIGHT",
    "REFERENCE_RANDOM",
    "NOBODY_EARNS",
    "TOLERANCE_TIGHT",
    "ALWAYS_PASSES",
    "STARTER_EARNS",
    "REFERENCE_DOUBTFUL",
    "REFERENCE_FAILS",
    "TOLERANCE_LOOSE",
    "INPUT_CONSTANT",
    "SIZE_FIXED",
    "CHECK_STOPS",
)
"""Causes, the first before those that follow from it."""

FOLLOW = frozenset(
    {
        "NOBODY_EARNS",
        "REFERENCE_DOUBTFUL",
        "REFERENCE_FAILS",
        "STARTER_EARNS",
        "TOLERANCE_TIGHT",
        "TOLERANCE_LOOSE",
        "ALWAYS_PASSES",
        "CHECK_STOPS",
        "TOLERANCE_AT_ZERO",
        "ALWAYS_TOGETHER",
        "ALWAYS_SQUARE",
        "UNFAIR",
        "MISTAKE_EARNS",
        "MISTAKE_MISNAMED",
        "MISTAKES_ALIKE",
        "REFUSED_EARNS",
        "REFUSED_UNSEEN",
        "SHORTCUT_EARNS",
        "MUTANTS_SURVIVE",
    }
)
"""What may follow from a cause; the wording of a hint does not."""


def without_consequences(findings: Iterable[Finding], needs: Mapping[str, Sequence[str]]) -> tuple[Finding, ...]:
    """Leave out what follows from a cause in the same criterion, or in one that it needs.

    What was said before in the same words is left out, too. ``needs`` are the ids that each criterion needs.
    """
    kept = list(dict.fromkeys(findings))
    return tuple(one for one in kept if not _follows(one, kept, needs))


def _follows(finding: Finding, all_: Sequence[Finding], needs: Mapping[str, Sequence[str]]) -> bool:
    if finding.code not in FOLLOW:
        return False
    before = ROOTS[: ROOTS.index(finding.code)] if finding.code in ROOTS else ROOTS
    earlier = all_needs(finding.criterion, needs)
    return any(
        (other.code in before and other.criterion == finding.criterion)
        or (other.code in (*ROOTS, finding.code) and other.criterion in earlier)
        for other in all_
    )
