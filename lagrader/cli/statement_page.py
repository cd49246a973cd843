"""An exercise's statement on a terminal: its header as in a report, and its Markdown below."""

from __future__ import annotations

from dataclasses import replace

from lagrader.cli.markdown_page import MOST_CELLS, markdown_lines
from lagrader.course import Exercise
from lagrader.phrases import points_text
from lagrader.reports import RenderOptions
from lagrader.reports.terminal.page import TITLE, Page
from lagrader.statement import Statement, statement


def statement_page(exercise: Exercise, options: RenderOptions) -> str:
    """Return the page for a console; without colour it holds no escape sequence."""
    options = replace(options, width=min(options.width, MOST_CELLS))
    read = statement(exercise)
    _, _, text = read.text.partition("\n")  # its heading is ours, with number and points
    return "\n".join([_header(exercise.number, read, options), *markdown_lines(text, options)]) + "\n"


def _header(number: int, read: Statement, options: RenderOptions) -> str:
    """Return the first lines, as they stand above an exercise in a report, and an empty one."""
    page = Page(options)
    points = f"{points_text(read.max_points)} points"
    page.row(page.prose(read.title), points, sign=f"{number}  ", styles=(TITLE, TITLE, ""))
    return page.text()
