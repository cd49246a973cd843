"""The table of figures: a line for each criterion, numbers right-aligned, and what they are worth in such a class."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from lagrader.item_analysis import ENOUGH, CriterionFigures, ItemAnalysis
from lagrader.item_analysis.theory import GOOD, MARGINAL, VERY_GOOD, margin
from lagrader.phrases import counted, percent_text, points_text
from lagrader.reports.bars import progress_bar
from lagrader.reports.terminal.layout import cell_len, cut
from lagrader.reports.terminal.page import DIM, Page

_BAR = 10
_STABLE = 100
"""Learners from whom on nothing is said of how far r may be off."""


def write_figures(page: Page, analysis: ItemAnalysis) -> None:
    """Add the table and what it means."""
    columns = _columns(page)
    room = page.width - sum(column.cells + 2 for column in columns) - 2
    names = min(room, max((cell_len(one.name) for one in analysis.criteria), default=0))
    head = "".join(f"  {column.head:>{column.cells}}" for column in columns)
    page.add(f"  {'':<{names}}{head}".rstrip(), style=DIM)
    for one in analysis.criteria:
        name = cut(page.exact(one.name), names, page.signs.cut)
        cells = "".join(f"  {column.text(one):{column.side}{column.cells}}" for column in columns)
        page.add(f"  {name}{' ' * (names - cell_len(name))}{cells}".rstrip())
    for sentence in _legend(analysis):
        page.paragraph(sentence, 2, DIM)


@dataclass(frozen=True, slots=True)
class _Column:
    head: str
    cells: int
    text: Callable[[CriterionFigures], str]
    side: str = ">"
    least_width: int = 0
    """Cells of a line from which there is room for it."""


def _bar(page: Page, share: float | None) -> str:
    return "" if share is None else progress_bar(Fraction(share), Fraction(1), _BAR, page.options.unicode)


def _signed(figure: float | None) -> str:
    return "-" if figure is None else f"{figure + 0.0:.2f}".replace("-0.00", "0.00")


def _worth(one: CriterionFigures) -> str:
    """A word for the discrimination, where enough were judged."""
    if one.discrimination is None or one.judged < ENOUGH:
        return ""
    words = ((VERY_GOOD, "very good"), (GOOD, "good"), (MARGINAL, "marginal"), (0.0, "poor"))
    return next((word for least, word in words if one.discrimination >= least), "below 0")


def _columns(page: Page) -> list[_Column]:
    """The columns beside the names for which there is room."""
    columns = (
        _Column("points", 6, lambda one: points_text(one.max_points), least_width=60),
        _Column("judged", 6, lambda one: f"{one.judged:,}", least_width=40),
        _Column("p", 5, lambda one: "-" if one.difficulty is None else percent_text(100 * one.difficulty)),
        _Column("", _BAR, lambda one: _bar(page, one.difficulty), "<", least_width=72),
        _Column("r", 5, lambda one: _signed(one.discrimination)),
        _Column("D", 5, lambda one: _signed(one.upper_lower), least_width=48),
        _Column("", 9, _worth, "<", least_width=60),
    )
    return [column for column in columns if page.width >= column.least_width]


_MEANING = (
    "p: mean share of the points. r: correlation with the rest of the score. D: p of the upper 27 % less that of the "
    "lower. A dash: not defined."
)


def _legend(analysis: ItemAnalysis) -> list[str]:
    """What the columns are, and how much they can be trusted in a class of this size."""
    said = [_MEANING]
    off = margin(analysis.learners)
    many = counted(analysis.learners, "learner")
    if analysis.learners < ENOUGH:
        rough = f", r may be off by {off:.2f}" if off is not None else ""
        said.append(f"{many}: too few for r and D to mean much{rough}. They do from {ENOUGH} on.")
    elif off is not None and analysis.learners < _STABLE:
        said.append(f"{many}: r may be off by {off:.2f}.")
    doubtful = [one.name for one in analysis.criteria if _is_doubtful(analysis, one)]
    if doubtful and analysis.learners >= ENOUGH:
        said.append(f"Below 0, but not more than chance gives: {', '.join(doubtful)}.")
    return said


def _is_doubtful(analysis: ItemAnalysis, one: CriterionFigures) -> bool:
    known = {negative.name for negative in analysis.negative}
    return one.discrimination is not None and one.discrimination < 0 and one.name not in known
