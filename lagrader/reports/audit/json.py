"""An audit for other programs: one JSON object; keys are added, never changed."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from lagrader import __version__
from lagrader.audit import Audit, ExerciseAudit, Finding, Margin, MutationScore, Survivor
from lagrader.reports.json import safe

FORMAT_VERSION = 1


def audit_data(audit: Audit) -> dict[str, Any]:
    """Return an audit as what JSON can hold. A figure that is not defined is null."""
    found: dict[str, Any] = safe(
        {
            "format_version": FORMAT_VERSION,
            "lagrader": __version__,
            "course": {
                "title": audit.course.title,
                "version": audit.course.version,
                "digest": audit.course.digest,
            },
            "passed": audit.passed,
            "seeds": audit.seeds,
            "devices": list(audit.devices),
            "least_score": float(audit.least_score),
            "seconds": round(audit.seconds, 1),
            "mutation": _mutation(audit.mutation),
            "exercises": [_exercise(exercise) for exercise in audit.exercises],
        }
    )
    return found


def _exercise(exercise: ExerciseAudit) -> dict[str, Any]:
    return {
        "number": exercise.number,
        "id": exercise.id,
        "title": exercise.title,
        "findings": [_finding(one) for one in exercise.findings],
        "tried": dict(exercise.tried),
        "mutation": _mutation(exercise.mutation),
        "survivors": [_survivor(one) for one in exercise.survivors],
        "margins": [_margin(one) for one in exercise.margins],
    }


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "code": one.code,
        "criterion": one.criterion or None,
        "text": one.text,
        "advice": one.advice,
        "evidence": list(one.evidence),
    }


def _mutation(score: MutationScore) -> dict[str, Any]:
    return {
        "score": _number(score.score),
        "made": score.made,
        "killed": score.killed,
        "stopped": score.stopped,
        "equivalent": score.equivalent,
        "accepted": score.accepted,
    }


def _survivor(one: Survivor) -> dict[str, Any]:
    return {
        "criterion": one.criterion,
        "target": one.target,
        "file": one.source,
        "line": one.line,
        "diff": list(one.diff),
        "differs_at": one.example or None,
    }


def _margin(one: Margin) -> dict[str, Any]:
    return {
        "criterion": one.criterion,
        "draws": one.draws,
        "used": one.used if math.isfinite(one.used) else None,
        "usual": one.usual if math.isfinite(one.usual) else None,
        "largest_error": one.largest,
        "typical_result": one.typical,
        "allowed": one.allowed,
    }


def _number(score: Fraction | None) -> float | None:
    return None if score is None else round(float(score), 4)
