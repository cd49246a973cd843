"""What would change in a class, for the terminal and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from fractions import Fraction
from typing import Any

from lagrader.gradebook.plan import Change, Plan
from lagrader.phrases import counted, points_number, points_text
from lagrader.reports.interface import RenderOptions
from lagrader.reports.json import safe
from lagrader.reports.terminal.page import TITLE, Page

FORMAT_VERSION = 1


def render(plan: Plan, again: str, options: RenderOptions) -> str:
    """Return the changes, a learner each; ``again`` is the command that applies them."""
    page = Page(options)
    page.paragraph(_title(plan), 0, TITLE)
    lower = [change for change in plan.changes if change.is_lower]
    if plan.changes:
        causes = Counter(cause for change in plan.changes for cause in change.causes)
        page.facts([*(f"{cause} {count:,}" for cause, count in causes.most_common()), *_lower(len(lower))], 0)
    for change in plan.changes:
        page.blank()
        _write(page, change)
    page.blank()
    if plan.new:
        page.paragraph(f"New, and graded by the next lagrader grade: {counted(len(plan.new), 'learner')}.", 0)
    if plan.gone:
        page.paragraph(f"Not there any more, marks kept: {counted(len(plan.gone), 'learner')}.", 0)
    if not plan.regraded:
        page.paragraph("Nothing would be graded anew.", 0)
        return page.text()
    page.add(page.exact(f"To apply it: {again}"))
    if lower:
        page.paragraph("With --policy never-lower instead, whoever would have less keeps the marks.", 0)
    return page.text()


def _title(plan: Plan) -> str:
    would = f"{counted(plan.regraded, 'mark')} would be graded anew"
    return f"{would}: {len(plan.changes):,} would change, {plan.same:,} would stay."


def _lower(count: int) -> list[str]:
    return [f"{count:,} lower"] if count else []


def _write(page: Page, change: Change) -> None:
    who = page.exact(change.learner) + (f" ({change.name})" if change.name else "")
    marks = change.status or f"{_of(change.before, change.max_before)} -> {_of(change.after, change.max_after)}"
    page.row(f"{who}: {', '.join(change.causes)}" if change.causes else who, marks)
    for step in change.steps:
        page.row(step.criterion, f"{_text(step.before)} -> {_text(step.after)}", sign="  ")


def _of(points: Fraction | None, most: Fraction | None) -> str:
    return "no marks" if points is None or most is None else f"{points_text(points)} of {points_text(most)}"


def _text(points: Fraction | None) -> str:
    return "not there" if points is None else points_text(points)


def plan_data(plan: Plan) -> str:
    """Return the plan as JSON: ``changes`` with ``learner``, ``before``, ``after``, ``causes`` and ``criteria``."""
    data = {
        "format_version": FORMAT_VERSION,
        "regraded": plan.regraded,
        "same": plan.same,
        "new": plan.new,
        "gone": plan.gone,
        "changes": [_data(change) for change in plan.changes],
    }
    return json.dumps(safe(data), ensure_ascii=True, allow_nan=False, indent=2) + "\n"


def _data(change: Change) -> dict[str, Any]:
    return {
        "learner": change.learner,
        "name": change.name,
        "before": _number(change.before),
        "after": _number(change.after),
        "max_before": _number(change.max_before),
        "max_after": _number(change.max_after),
        "lower": change.is_lower,
        "status": change.status,
        "causes": change.causes,
        "criteria": [
            {"id": step.criterion, "before": _number(step.before), "after": _number(step.after)}
            for step in change.steps
        ],
    }


def _number(points: Fraction | None) -> int | float | None:
    return None if points is None else points_number(points)
