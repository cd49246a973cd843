"""An audit in the terminal: what was found, exercise by exercise; then what was tried."""

from __future__ import annotations

import math
from fractions import Fraction

from lagrader.audit import Audit, ExerciseAudit, Finding, Survivor
from lagrader.audit.margin import share_text
from lagrader.phrases import counted
from lagrader.reports.interface import RenderOptions
from lagrader.reports.terminal.page import BAD, DIM, GOOD, TITLE, Page

SHOWN = 3
"""Survivors of an exercise that are shown, unless all are asked for."""


def render(audit: Audit, again: str, options: RenderOptions) -> str:
    """Return the whole audit; ``again`` is the command that repeats it."""
    page = Page(options)
    page.row(f"{audit.course.title} {audit.course.version}", _verdict(audit), styles=("", TITLE, TITLE))
    for exercise in audit.exercises:
        page.blank()
        _write_exercise(page, exercise)
    page.blank()
    _write_totals(page, audit)
    page.paragraph(_next(audit, again), 0)
    return page.text()


def _verdict(audit: Audit) -> str:
    return "sound" if audit.passed else counted(audit.findings, "finding")


def _write_exercise(page: Page, exercise: ExerciseAudit) -> None:
    found = counted(len(exercise.findings), "finding") if exercise.findings else "sound"
    style = BAD if exercise.findings else GOOD
    page.row(exercise.title, found, sign=f"{exercise.number}  ", styles=("", TITLE, style))
    for one in exercise.findings:
        _write_finding(page, one)
    for fact in _facts(exercise):
        page.row(
            fact, sign=f"  {page.signs.passed if not exercise.findings else page.signs.dot} ", styles=("", DIM, "")
        )
    told = any(one.code == "MUTANTS_SURVIVE" for one in exercise.findings)
    shown = exercise.survivors if page.options.show_all else exercise.survivors[: 0 if told else SHOWN]
    for survivor in shown:
        _write_survivor(page, survivor)
    if len(exercise.survivors) > len(shown):
        more = counted(len(exercise.survivors) - len(shown), "more survivor")
        page.paragraph(f"{more}: --all shows them.", 4, DIM)


def _write_finding(page: Page, one: Finding) -> None:
    page.row(one.criterion or "the exercise", one.code, sign=f"  {page.signs.failed} ", styles=(BAD, "", DIM))
    page.paragraph(one.text, 4)
    for line in one.evidence:
        page.add(page.exact(line), 6)  # whole, to be copied: a terminal breaks it by itself
    page.paragraph(one.advice, 4)
    page.blank()


def _facts(exercise: ExerciseAudit) -> list[str]:
    """What was tried, a line each."""
    tried, score = exercise.tried, exercise.mutation
    facts = [f"{counted(tried.get('alternative', 0), 'alternative')} and the reference, under every seed"]
    wrong = [
        counted(tried[kind], word)
        for kind, word in (("mistake", "known mistake"), ("refused", "wrong road"), ("shortcut", "shortcut"))
        if tried.get(kind)
    ]
    facts += [", ".join(wrong)] if wrong else []
    if exercise.margins:
        used = max(one.used for one in exercise.margins)
        facts.append(f"rounding of the reference takes {share_text(used)} what the tolerance allows")
    if score.score is not None:
        facts.append(
            f"mutation score {score_text(score.score)}: {score.killed:,} of {score.made:,} lost points, "
            f"{score.equivalent} equivalent{f', {score.accepted} accepted' if score.accepted else ''}, "
            f"{len(exercise.survivors)} survived"
        )
    return facts


def _write_survivor(page: Page, one: Survivor) -> None:
    page.paragraph(f"Survived: {one.source}, line {one.line}; {one.criterion} should have caught it.", 4)
    for line in one.diff:
        page.add(page.exact(line), 6, BAD if line.startswith("-") else GOOD)
    if one.example:
        page.add(f"differs at {page.exact(one.example)}", 6, DIM)


def _write_totals(page: Page, audit: Audit) -> None:
    score = audit.mutation
    if score.score is not None:
        page.paragraph(
            f"Mutation score {score_text(score.score)}: of {score.made:,} mutants {score.killed:,} lost points "
            f"({score.stopped:,} of them stopped), {score.equivalent} are equivalent as far as could be tried, "
            f"{score.accepted} accepted by the author.",
            0,
        )
    page.facts([counted(audit.seeds, "seed"), ", ".join(audit.devices), f"{audit.seconds:.0f} s"], 0)


def _next(audit: Audit, again: str) -> str:
    if audit.passed:
        return "Next: after the first class, lagrader audit --from DIR tells what its answers say of the rubrics."
    return f"Next: {again}"


def score_text(score: Fraction) -> str:
    """Return a score with three digits, rounded down, so that 1.000 is all of them."""
    return f"{math.floor(score * 1000) / 1000:.3f}"
