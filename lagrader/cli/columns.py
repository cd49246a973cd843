"""Two programs side by side, or one below the other where the terminal is narrow."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.text import Text

from lagrader.cli.markdown_page import colored, page_console
from lagrader.harmless import exact_ascii, harmless
from lagrader.reports.terminal.layout import cell_len, chop
from lagrader.reports.terminal.page import printed

if TYPE_CHECKING:
    from lagrader.reports import RenderOptions

SIDE_BY_SIDE_FROM = 100
"""Cells: below, a column has less room than most lines of a short program need."""
MOST_COLUMN = 88
_GAP = 4
YOURS, OURS = "Yours", "Ours"


def beside(yours: str, ours: str, options: RenderOptions) -> str:
    """Return both programs for a terminal, headed; ours alone, without a heading, where there is none of yours."""
    mine, theirs = _shown(yours, options), _shown(ours, options)
    if not mine.strip():
        return _print([_code(theirs, options)], options)
    if options.width < SIDE_BY_SIDE_FROM:
        parts = [Text(YOURS, "bold"), Text(), _code(mine, options), Text()]
        return _print([*parts, Text(OURS, "bold"), Text(), _code(theirs, options)], options)
    return _print(_rows(mine, theirs, options), options)


def _rows(mine: str, theirs: str, options: RenderOptions) -> list[Text]:
    width = min((options.width - _GAP) // 2, MOST_COLUMN)
    left = [Text(YOURS, "bold"), Text(), *_lines(mine, width, options)]
    right = [Text(OURS, "bold"), Text(), *_lines(theirs, width, options)]
    rows = []
    for one, other in zip_longest(left, right, fillvalue=Text()):
        row = one.copy()
        row.append(" " * (width + _GAP - one.cell_len))
        row.append_text(other)
        row.rstrip()
        rows.append(row)
    return rows


def _lines(code: str, width: int, options: RenderOptions) -> list[Text]:
    """Return a program in lines of at most ``width`` cells; a longer one goes on below, indented as it was."""
    lines = []
    for line in _code(code, options).split("\n", allow_blank=True):
        indent = min(len(line.plain) - len(line.plain.lstrip()), width // 2)
        first, *rest = line.divide(_places(line.plain, width, indent))
        lines += [first, *(Text(" " * indent).append_text(piece) for piece in rest)]
    return lines


def _places(line: str, width: int, indent: int) -> list[int]:
    """Return where to divide a line: behind a blank where there is one in the second half, else at the width."""
    places, place, room = [], 0, width
    while cell_len(line[place:]) > room:
        piece = chop(line[place:], room)[0]
        blank = piece.rfind(" ") + 1
        place += blank if blank > len(piece) // 2 else len(piece)
        places.append(place)
        room = width - indent
    return places


def _code(code: str, options: RenderOptions) -> Text:
    if not options.color:
        return Text(code)
    found = colored(code).highlight(code)
    found.rstrip()
    return found


def _shown(code: str, options: RenderOptions) -> str:
    """Return a program that can't steer the terminal, without empty lines at its ends."""
    text = harmless(code).strip("\n")
    return text if options.unicode else exact_ascii(text)


def _print(parts: list[Text], options: RenderOptions) -> str:
    return printed(parts, page_console(options))
