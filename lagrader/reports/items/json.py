"""An item analysis for other programs: one JSON object; keys are added, never changed.

It is the teacher's: hidden cases and learners' ids stand in it.
"""

from __future__ import annotations

from typing import Any

from lagrader import __version__
from lagrader.gradebook import Status
from lagrader.item_analysis import CloseCalls, CriterionFigures, ItemAnalysis, Stub, WrongGroup
from lagrader.phrases import points_number
from lagrader.reports.json import safe
from lagrader.results import Example

FORMAT_VERSION = 1


def items_data(analysis: ItemAnalysis) -> dict[str, Any]:
    """Return an item analysis as what JSON can hold. A figure that is not defined is null."""
    found: dict[str, Any] = safe(
        {
            "format_version": FORMAT_VERSION,
            "lagrader": __version__,
            "course": {"title": analysis.title, "version": analysis.version, "same": analysis.same_course},
            "graded": analysis.graded,
            "learners": {
                "counted": analysis.learners,
                "outdated": analysis.outdated,
                **{
                    status.value.replace(" ", "_"): analysis.left_out.get(status, 0)
                    for status in Status
                    if status is not Status.GRADED
                },
            },
            "findings": _findings(analysis),
            "criteria": [_criterion(one) for one in analysis.criteria],
            "close": [_close(one) for one in analysis.close],
            "unexplained": {"alone": analysis.alone, "groups": [_group(one) for one in analysis.groups]},
        }
    )
    return found


def _findings(analysis: ItemAnalysis) -> list[dict[str, Any]]:
    negative = [
        {
            "kind": "negative_discrimination",
            "criteria": [one.name],
            "probable_bug": True,
            "discrimination": one.discrimination,
            "upper_lower": one.upper_lower,
            "chance": one.chance,
            "judged": one.judged,
            "learner": one.learner,
            "code": one.code,
        }
        for one in analysis.negative
    ]
    dead = [
        {
            "kind": "everybody" if one.everybody else "nobody",
            "criteria": [one.name],
            "probable_bug": False,
            "judged": one.judged,
            "learner": one.learner,
            "code": one.code,
        }
        for one in analysis.dead
    ]
    redundant = [
        {
            "kind": "redundant",
            "criteria": one.names,
            "probable_bug": False,
            "judged": one.judged,
            "failed": one.failed,
        }
        for one in analysis.redundant
    ]
    return [*negative, *dead, *redundant]


def _criterion(one: CriterionFigures) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": one.title,
        "max_points": points_number(one.max_points),
        "judged": one.judged,
        "difficulty": one.difficulty,
        "discrimination": one.discrimination,
        "upper_lower": one.upper_lower,
        "chance": one.chance,
        "codes": dict(one.codes),
    }


def _close(one: CloseCalls) -> dict[str, Any]:
    learners = [{"id": close.learner, "ratio": close.ratio, "accepted": close.accepted} for close in one.learners]
    return {"criterion": one.name, "learners": learners}


def _group(group: WrongGroup) -> dict[str, Any]:
    return {
        "criterion": group.name,
        "size": len(group.learners),
        "learners": group.learners,
        "verdict": group.verdict.value,
        "code": group.code,
        "text": group.text,
        "exception": group.exception,
        "cases": {"failed": group.failed, "tried": group.tried},
        "example": _example(group.example),
        "stub": _stub(group.stub),
    }


def _example(example: Example | None) -> dict[str, Any] | None:
    if example is None:
        return None
    return {
        "setup": example.setup,
        "call": example.call,
        "expected": example.expected,
        "actual": example.actual,
        "note": example.note,
    }


def _stub(stub: Stub | None) -> dict[str, Any] | None:
    if stub is None:
        return None
    return {
        "name": stub.name,
        "yaml": {"file": stub.rubric, "text": stub.yaml},
        "python": {"file": stub.mistakes, "text": stub.python} if stub.python else None,
    }
