"""``--format html``: a learner's page, one file that needs nothing else, and the same as a part of a notebook's output.

Light or dark as the reader's system is, from a phone's width on; no script, nothing from elsewhere. Everything is
escaped by the template, so what a learner's program says stays text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lagrader.harmless import sentence
from lagrader.phrases import out_of
from lagrader.reports.interface import RenderOptions
from lagrader.reports.templating import template
from lagrader.reports.terminal.closing import next_steps
from lagrader.reports.terminal.page import Page
from lagrader.reports.told import evidence, facts, name_of, of, sentences
from lagrader.reports.wording import BESIDE, FAILED, about_sum, is_absent, is_not_started
from lagrader.results import CriterionResult, ExerciseResult, Report, Verdict


@dataclass(frozen=True, slots=True)
class HtmlFormat:
    """See the module."""

    name: str = "html"

    def render(self, report: Report, options: RenderOptions) -> str:
        """Return a whole page, with characters beyond ASCII as references, so that no encoding can spoil it."""
        return _render(report, options, whole=True)

    def part(self, report: Report, options: RenderOptions) -> str:
        """Return the report as a part of another page, such as a notebook."""
        return _render(report, options, whole=False)


FORMAT = HtmlFormat()


def _render(report: Report, options: RenderOptions, *, whole: bool) -> str:
    page = template("report.html").render(
        whole=whole,
        title=sentence(report.course.title),
        who=sentence(options.who),
        points=out_of(report.points, report.max_points),
        alone=len(report.exercises) == 1,
        exercises=[_exercise(exercise, report.seed, options) for exercise in report.exercises],
        beside=BESIDE if report.beside else "",
        notes=[sentence(str(note)) for note in (*about_sum(report), report.sandbox.get("note")) if note],
        steps=[] if report.all_right or not options.advice else next_steps(Page(options), report),
    )
    return page.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _exercise(exercise: ExerciseResult, seed: int, options: RenderOptions) -> dict[str, Any]:
    waiting = "no file yet" if is_absent(exercise) else "not started" if is_not_started(exercise) else ""
    share = exercise.points / exercise.max_points if exercise.max_points else 0
    listed = not exercise.complete and not waiting and exercise.problem is None
    return {
        "number": exercise.number,
        "title": sentence(exercise.title),
        "points": out_of(exercise.points, exercise.max_points),
        "percent": round(float(100 * min(share, 1)), 1),
        "further": exercise.further,
        "state": "right" if exercise.passed else "open" if waiting or exercise.done else "wrong",
        "words": waiting,
        "notes": [sentence(note) for note in exercise.notes],
        "problem": _told(exercise.problem, seed, options) if exercise.problem is not None and not waiting else None,
        "criteria": [_criterion(criterion, seed, options) for criterion in exercise.criteria] if listed else [],
    }


def _criterion(criterion: CriterionResult, seed: int, options: RenderOptions) -> dict[str, Any]:
    failed = criterion.verdict in FAILED
    right = criterion.verdict is Verdict.ACCEPTED
    return {
        "title": name_of(criterion),
        "points": of(criterion),
        "state": "right" if right else "wrong" if failed else "open",
        "told": _told(criterion, seed, options) if failed or (right and criterion.feedback) else None,
    }


def _told(criterion: CriterionResult, seed: int, options: RenderOptions) -> dict[str, Any]:
    details = [sentence(feedback.detail) for feedback in criterion.feedback if feedback.detail]
    return {
        "sentences": sentences(criterion),
        "details": details,
        "evidence": evidence(criterion, options),
        "facts": facts(criterion, seed),
    }
