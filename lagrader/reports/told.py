"""What is told of one criterion, for formats that are no terminal's page: sentences, and the evidence below them.

The evidence is laid out as in the terminal: its calls, tables and lines of source mean something by their columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from textwrap import dedent

from lagrader.harmless import sentence
from lagrader.phrases import points_text
from lagrader.reports.interface import RenderOptions
from lagrader.reports.terminal.evidence import write_example, write_output, write_places
from lagrader.reports.terminal.exercise import cases_and_seed
from lagrader.reports.terminal.page import Page
from lagrader.reports.wording import standing, texts, whole
from lagrader.results import CriterionResult, ExerciseResult, Report

WIDTH = 80
"""Cells of the evidence, wherever it is shown."""


def told_about(exercise: ExerciseResult, criterion: CriterionResult) -> CriterionResult:
    """Return what there is to tell of: where a file could not be used, its problem is every criterion's."""
    return exercise.problem or criterion


def sentences(criterion: CriterionResult) -> list[str]:
    """Return what is said, harmless and on one line each; details only where the report has them."""
    return [sentence(" ".join(whole(criterion, text).split())) for text in texts(criterion)]


def evidence(criterion: CriterionResult, options: RenderOptions) -> str:
    """Return the call and what came of it, the lines of source, what was printed; empty where there is none."""
    page = Page(replace(options, width=WIDTH, color=False))
    if not criterion.hidden:
        placed = criterion.location is not None and criterion.location.column is not None
        write_example(page, criterion.example, "" if placed else criterion.exception)
    write_places(page, criterion)
    if not criterion.hidden:
        write_output(page, criterion.output)
    lines = [line.plain.rstrip() for line in page.lines]
    return dedent("\n".join(lines)).strip("\n")


def facts(criterion: CriterionResult, seed: int) -> str:
    """Return how many cases fail, and the seed; empty where that says nothing."""
    return " · ".join(cases_and_seed(criterion, seed))


def body(exercise: ExerciseResult, criterion: CriterionResult, options: RenderOptions) -> str:
    """Return sentences and evidence as one text."""
    about = told_about(exercise, criterion)
    return "\n\n".join(filter(None, ["\n".join(sentences(about)), evidence(about, options)]))


def of(criterion: CriterionResult) -> str:
    """Return ``8 of 20``, with a word before it where the points alone would mislead."""
    words = standing(criterion)
    points = f"{points_text(criterion.points)} of {points_text(criterion.max_points)}"
    return f"{words}, {points}" if words else points


def name_of(criterion: CriterionResult) -> str:
    """Return a criterion's title, its id where it has none."""
    return sentence(criterion.title or criterion.id)


def marked_name(criterion: CriterionResult) -> str:
    """Return a criterion's title for readers of sums, who must know which points come on top."""
    return f"{name_of(criterion)} (bonus)" if criterion.bonus else name_of(criterion)


def everything(report: Report) -> Iterator[tuple[ExerciseResult, CriterionResult]]:
    """Yield each criterion with its exercise."""
    for exercise in report.exercises:
        for criterion in exercise.criteria:
            yield exercise, criterion
