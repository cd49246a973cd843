"""A class at a glance as one HTML file: opens without a network, light and dark, from a phone's width on, by keyboard.

Tables and pictures are there without scripts; a small one of ours, named by its digest in the page's own rules, filters
and sorts. Everything is escaped by the template. Numbers are links to the learners behind them.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from lagrader.harmless import harmless_line, sentence
from lagrader.item_analysis import WrongGroup
from lagrader.phrases import out_of
from lagrader.reports.classroom import charts, words
from lagrader.reports.classroom.heat import BANDS, FINE, NAMED, bands, by_points
from lagrader.reports.classroom.model import Cell, Classroom, Learner, Who
from lagrader.reports.grades.summary import LOW
from lagrader.reports.interface import RenderOptions
from lagrader.reports.templating import template
from lagrader.reports.told import evidence
from lagrader.results import CriterionResult

if TYPE_CHECKING:
    from markupsafe import Markup

SIGNS = {Cell.RIGHT: "✓", Cell.PART: "◐", Cell.WRONG: "✗", Cell.OPEN: "○"}
NAMES = {Cell.RIGHT: "right", Cell.PART: "partly", Cell.WRONG: "wrong", Cell.OPEN: "not tried"}

MISTAKES, GROUPS, PEOPLE, REASONS = 10, 8, 20, 20
"""Entries of a list that the page shows; a number leads to the rest."""


def render(found: Classroom) -> str:
    """Return the page.

    Raises:
        UsageError: what draws the pictures is not installed.
    """
    charts.require()
    page = _Page(found)
    script = _text("class.js")
    return template("class.html").render(
        found=found,
        page=page,
        words=words,
        style=_text("class.css"),
        script=script,
        digest=base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii"),
        low=LOW,
        limits={"mistakes": MISTAKES, "groups": GROUPS, "people": PEOPLE, "reasons": REASONS},
    )


def _text(name: str) -> str:
    return files("lagrader.reports").joinpath("templates", name).read_text("utf-8").strip("\n")


class _Page:
    """What the template asks for; it keeps which numbers became links."""

    def __init__(self, found: Classroom) -> None:
        self._found = found
        self.linked: dict[str, Who] = {}
        self.named = len(found.counted) <= NAMED
        self.signs, self.names = SIGNS, NAMES

    def number(self, who: Who) -> Markup:
        """A number as a link to the learners behind it."""
        from markupsafe import Markup

        if not who:
            return Markup("0")
        self.linked[who.key] = who
        number = f"{len(who):,}"
        link = Markup('<a class="number" href="#who={}" aria-label="{}: {}">{}</a>')
        return link.format(who.key, number, harmless_line(who.words), number)

    def data(self) -> Markup:
        """The learners behind each linked number, as steps from one place in the list to the next."""
        from markupsafe import Markup

        steps = {key: [sentence(who.words), _steps(who.learners)] for key, who in self.linked.items()}
        text = json.dumps(steps, ensure_ascii=True, separators=(",", ":"))
        return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - JSON without the one sign that could end its element

    # --- pictures ------------------------------------------------------------------------------------------

    def scores(self) -> Iterator[Markup]:
        alt = f"Bars: how many learners have how many points. {words.headline(self._found)}"
        return _shown(charts.scores(self._found.bins, alt))

    def criteria(self) -> Iterator[Markup]:
        alt = (
            "Bars: which part of the class got each criterion, a part of it, nothing, or did not try; the table has it."
        )
        return _shown(charts.criteria(self._found.criteria, alt))

    def heat(self) -> Iterator[Markup]:
        alt = "Rows of learners from the most points to the fewest: the darker, the more of them got the criterion."
        names = [one.name for one in self._found.criteria]
        return _shown(charts.heat(bands(self._found, FINE), names, alt))

    def history(self) -> Iterator[Markup]:
        alt = "Lines: median and mean of the points after each run; the table has them."
        return _shown(charts.history(self._found.moments, alt))

    # --- lists ---------------------------------------------------------------------------------------------

    def bands(self) -> list[Any]:
        """The rows of a large class's table."""
        return list(bands(self._found, BANDS))

    def by_points(self) -> list[tuple[int, Learner]]:
        """Everybody who counts, the best first, with the place in the list."""
        return [(place, self._found.learners[place]) for place in by_points(self._found)]

    def marks(self, learner: Learner) -> str:
        """The signs of a learner's criteria."""
        return "".join(SIGNS[Cell(cell)] for cell in learner.cells)

    def tally(self, learner: Learner) -> str:
        """The same in words."""
        counts = {name: learner.cells.count(cell) for cell, name in NAMES.items()}
        return ", ".join(f"{count} {name}" for name, count in counts.items() if count)

    def of(self, learner: Learner) -> str:
        """The points of a learner, a dash where there are none."""
        if learner.points is None or learner.max_points is None:
            return "–"
        return out_of(learner.points, learner.max_points)

    def example(self, criterion: CriterionResult | None) -> str:
        """The call and what came of it, the lines of the program; empty where there is nothing to show."""
        if criterion is None:
            return ""
        shown = None if criterion.example is None else replace(criterion.example, hidden=False)
        return evidence(replace(criterion, hidden=False, example=shown), RenderOptions())

    def answer(self, group: WrongGroup) -> str:
        """The same of a wrong answer that several gave."""
        none = Fraction()
        about = CriterionResult("", "", none, none, group.verdict, example=group.example, exception=group.exception)
        return self.example(about)


def _shown(picture: charts.Picture) -> Iterator[Markup]:
    from markupsafe import Markup

    for svg in (picture.desk, picture.phone):
        yield Markup(svg)  # noqa: S704 - drawn from numbers and names of criteria, which the library escapes


def _steps(places: tuple[int, ...]) -> list[int]:
    return [after - before for before, after in pairwise((-1, *places))]
