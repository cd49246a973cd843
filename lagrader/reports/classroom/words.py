"""The sentences that the page and the screen share."""

from __future__ import annotations

from collections.abc import Iterator

from lagrader.item_analysis import ENOUGH
from lagrader.item_analysis.theory import margin
from lagrader.phrases import counted, percent_text
from lagrader.reports.classroom.model import Classroom, Criterion
from lagrader.reports.grades.summary import LOW


def headline(found: Classroom) -> str:
    """Return how it went, in a sentence or two; where a person has still to mark something, that it may change."""
    waits = f" A person has still to mark something of {counted(found.summary.pending, 'learner')}: all is provisional."
    return f"{_how_it_went(found)}{waits if found.summary.pending else ''}"


def _how_it_went(found: Classroom) -> str:
    summary = found.summary
    if not found.learners:
        return "Nobody is in this gradebook yet."
    if summary.median is None or summary.mean is None:
        return f"Of {counted(len(found.learners), 'learner')} nobody has marks yet."
    if len(found.full) == len(found.counted):
        return "Everybody has all points." if len(found.counted) > 1 else "The one learner with marks has all points."
    if len(found.counted) == 1:
        return f"The one learner with marks has {short(float(summary.median))} % of the points."
    half = f"Half of {counted(len(found.counted), 'learner')} with marks"
    return (
        f"{half} have {short(float(summary.median))} % of the points "
        f"or more; {_people(len(found.full))} all of them, {_people(len(found.low))} less than {LOW} %."
    )


def _people(number: int) -> str:
    return {0: "nobody has", 1: "1 has"}.get(number, f"{number:,} have")


def short(number: float) -> str:
    """Return a number to a tenth, without a zero behind the point."""
    return f"{number:.1f}".removesuffix(".0")


def share(part: int, whole: int) -> str:
    """Return a part of the class in whole percent; a dash of nobody."""
    return percent_text(100 * part / whole) if whole else "–"


def span(low: float, high: float) -> str:
    """Return two shares in whole percent, one where both are the same."""
    ends = dict.fromkeys(f"{end:.0f}" for end in (low, high))
    return f"{'–'.join(ends)} %"


def signed(figure: float | None) -> str:
    """Return a figure of test theory with two decimals; a dash where it is not defined."""
    return "–" if figure is None else f"{figure + 0.0:.2f}".replace("-0.00", "0.00")


def difficulty(one: Criterion) -> str:
    """Return the mean share of a criterion's points."""
    return "–" if one.figures.difficulty is None else percent_text(100 * one.figures.difficulty)


def caution(found: Classroom) -> Iterator[str]:
    """Yield what is to be known of the figures in a class of this size."""
    learners = len(found.counted)
    off = margin(learners)
    if learners < ENOUGH:
        rough = f": r may be off by {off:.2f}" if off is not None else ""
        yield f"{counted(learners, 'learner')} are too few for r and D to mean much{rough}. They do from {ENOUGH} on."
    if not found.same_course:
        yield "The course at hand is another one than the one that graded: name that one with --course."


def closeness(ratio: float) -> str:
    """Return how far the closest is from what is allowed."""
    return f"{ratio:.2g} x the allowed error"
