"""``--format classroom50``: result.json of Classroom 50 (foundation50/classroom50), the successor of GitHub Classroom.

Its runner hands over who and what is graded in variables, and checks that each is there; whose repository it is it adds
itself. Scores are whole numbers: where a rubric has parts of points, all are multiplied by the same number.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from lagrader.errors import UsageError
from lagrader.reports.interface import RenderOptions
from lagrader.reports.json import safe
from lagrader.reports.told import everything, marked_name
from lagrader.reports.views import for_learner
from lagrader.results import Report, Verdict

SCHEMA = "classroom50/result/v1"

_VARIABLES = {
    "classroom": "CLASSROOM",
    "assignment": "ASSIGNMENT",
    "submission": "SUBMISSION_TAG",
    "commit": "COMMIT_URL",
    "release": "RELEASE_URL",
}


@dataclass(frozen=True, slots=True)
class Classroom50Format:
    """See the module."""

    name: str = "classroom50"

    def render(self, report: Report, options: RenderOptions) -> str:
        """Return one JSON object in ASCII.

        Raises:
            UsageError: a variable of the runner's is not set.
        """
        shown = for_learner(report)
        identity = _identity(options.environment)
        scale = math.lcm(*(points.denominator for points in _all_points(shown)))
        tests = [
            {
                "test-name": f"{exercise.id}: {marked_name(criterion)}",
                "passed": criterion.verdict is Verdict.ACCEPTED,
                # What is in no total gives nothing here either: a reader may add the tests up.
                "score": int(criterion.points * scale) * shown.counts(exercise),
                "max-score": int(criterion.max_points * scale) * shown.counts(exercise),
            }
            for exercise, criterion in everything(shown)
            if not criterion.elsewhere
        ]
        result: dict[str, Any] = {
            "schema": SCHEMA,
            **identity,
            "datetime": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "score": int(shown.points * scale),
            "max-score": int(shown.max_points * scale),
            "tests": tests,
        }
        return json.dumps(safe(result), ensure_ascii=True, indent=2) + "\n"


FORMAT = Classroom50Format()


def _all_points(report: Report) -> list[Fraction]:
    return [points for _, criterion in everything(report) for points in (criterion.points, criterion.max_points)]


def _identity(environment: Mapping[str, str]) -> dict[str, str]:
    missing = [name for name in _VARIABLES.values() if not environment.get(name)]
    if missing:
        raise UsageError(
            f"The format classroom50 needs {', '.join(missing)}, which Classroom 50's runner sets: "
            "use it in an autograder there, or another --format."
        )
    found = {key: environment[name] for key, name in _VARIABLES.items()}
    # Where the runner knows no earlier commit to compare with, it names none.
    return {**found, "review": environment.get("REVIEW_URL") or found["commit"]}
