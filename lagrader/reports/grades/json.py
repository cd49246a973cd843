"""The grades of a class for other programs: one JSON object, or one to a line.

``{"format_version": 1, "submissions": [{"id", "name", "status", "report": as of check --format json}]}``; keys are
added, never changed. ``report`` is null where nothing was graded, and ``reason`` says why.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from lagrader.gradebook import Gradebook
from lagrader.gradebook.by_hand import report_of, with_points
from lagrader.phrases import points_number
from lagrader.reports.json import FORMAT_VERSION, report_data, safe
from lagrader.submission.shelf import natural


def render(book: Gradebook) -> Iterator[str]:
    """Return one JSON object in ASCII, piece by piece."""
    yield f'{{"format_version": {FORMAT_VERSION}, "submissions": ['
    for number, submission in enumerate(_submissions(book)):
        yield f"{',' if number else ''}\n{_text(submission)}"
    yield "\n]}\n"


def render_lines(book: Gradebook) -> Iterator[str]:
    """Return a line of JSON for each learner; each has the version."""
    for submission in _submissions(book):
        yield f"{_text({'format_version': FORMAT_VERSION} | submission)}\n"


def _submissions(book: Gradebook) -> Iterator[dict[str, Any]]:
    for graded in sorted(book.rows(), key=lambda row: natural(row.learner)):
        report = report_of(book, graded)
        row = with_points(graded, report)
        yield {
            "id": row.learner,
            "name": row.name,
            "email": row.email,
            "status": row.status.value.replace(" ", "_"),
            "late": row.late,
            "reason": row.reason,
            "notes": row.notes,
            "points": None if row.points is None else points_number(row.points),
            "max_points": None if row.max_points is None else points_number(row.max_points),
            "report": None if report is None else report_data(report),
        }


def _text(value: dict[str, Any]) -> str:
    return json.dumps(safe(value), ensure_ascii=True, allow_nan=False)
