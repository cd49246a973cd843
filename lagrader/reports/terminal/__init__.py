"""``--format terminal``: the report as people read it, at any width, with or without colour and Unicode.

``page`` holds the lines and knows what the console can show; ``exercise``, ``evidence`` and ``closing``
write on it, from top to bottom; ``layout`` fits text into cells.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lagrader.reports.interface import RenderOptions
from lagrader.reports.terminal.page import Page

if TYPE_CHECKING:
    from rich.text import Text

    from lagrader.results import Report

_NOTHING = "Nothing was checked: no exercise came back. That is a fault of lagrader or of the course, not yours."


@dataclass(frozen=True, slots=True)
class TerminalFormat:
    """See the module."""

    name: str = "terminal"

    def render(self, report: Report, options: RenderOptions) -> str:
        """Return the page as one text; without colour it holds no escape sequence."""
        return _page(report, options).text()

    def lines(self, report: Report, options: RenderOptions) -> list[Text]:
        """Return the page as styled lines, for a picture of it."""
        return _page(report, options).lines


FORMAT = TerminalFormat()


def _page(report: Report, options: RenderOptions) -> Page:
    # Imported here: a statement is laid out on the same page and needs none of it.
    from lagrader.reports.terminal.closing import write_closing
    from lagrader.reports.terminal.exercise import is_compact, write_exercise
    from lagrader.reports.wording import BESIDE

    page = Page(options)
    if not report.exercises:
        page.paragraph(_NOTHING, 0)
        return page
    for place, exercise in enumerate(report.exercises):
        before = report.exercises[place - 1]
        if exercise in report.beside[:1]:
            page.blank()
            page.paragraph(BESIDE, 0)
        if not (place and is_compact(exercise, report) and is_compact(before, report)):
            page.blank()
        write_exercise(page, exercise, report)
    write_closing(page, report)
    return page
