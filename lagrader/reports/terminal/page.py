"""A page that grows line by line: the only place that knows about colour, signs and the width.

Text enters as it came, from the course or from a learner, and is made harmless here. Nothing is ever
parsed as markup: brackets, braces and colons print as they were written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from lagrader.harmless import exact_ascii, harmless, prose_ascii, sentence, shortened
from lagrader.reports.interface import RenderOptions
from lagrader.reports.terminal.layout import cell_len, fold, wrap

if TYPE_CHECKING:
    from rich.theme import Theme

GOOD = "green"
BAD = "red"
DIM = "dim"
TITLE = "bold"
"""Colours of the terminal's own palette, readable on white and on black; each repeats what a sign says."""

_NARROWEST = 20
_NARROW_BELOW = 40
_MOST_PATH = 8

MOST_CHARACTERS = 4_000
"""Of one piece of text; a learner's program can say any amount, and a page should not hang on it."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What stands before and between things; all of one set fit the same console."""

    passed: str = "✓"
    failed: str = "✗"
    open: str = "○"
    skipped: str = "–"
    fault: str = "!"
    bar: str = "│"
    dot: str = "·"
    back: str = "←"
    cut: str = "…"
    width: int = 1
    """Cells of the widest of the signs before a criterion."""


PLAIN_SIGNS = Signs("ok", "x", "o", "-", "!", "|", "-", "<-", "...", 2)


@dataclass(slots=True)
class Page:
    """The lines of a report, so far."""

    options: RenderOptions
    lines: list[Text] = field(default_factory=list)
    footer_at: int = -1
    """How many lines there were when the last footer was added: advice stands right below it."""

    @property
    def signs(self) -> Signs:
        """The signs that the console can show."""
        return Signs() if self.options.unicode else PLAIN_SIGNS

    @property
    def width(self) -> int:
        """Cells of a line; below 20 a report is no longer laid out."""
        return max(self.options.width, _NARROWEST)

    @property
    def is_narrow(self) -> bool:
        """Whether labels and indents must make room."""
        return self.width < _NARROW_BELOW

    def indent(self, cells: int) -> int:
        """Return an indent, halved where lines are short."""
        return cells // 2 if self.is_narrow else cells

    def prose(self, text: str) -> str:
        """Return a sentence as this console can show it."""
        shown = sentence(shortened(text, MOST_CHARACTERS, self.signs.cut))
        return shown if self.options.unicode else prose_ascii(shown)

    def exact(self, text: str) -> str:
        """Return a learner's text, a call or a path as this console can show it, nothing made prettier."""
        shown = harmless(shortened(text, MOST_CHARACTERS, self.signs.cut))
        return shown if self.options.unicode else exact_ascii(shown.replace("…", self.signs.cut))

    def blank(self) -> None:
        """Leave one empty line, never two, and none at the top."""
        if self.lines and self.lines[-1].plain:
            self.lines.append(Text())

    def drop_blank(self) -> None:
        """Take back an empty line at the end."""
        if self.lines and not self.lines[-1].plain:
            self.lines.pop()

    def add(self, line: str, indent: int = 0, style: str = "") -> None:
        """Add one line as it is."""
        self.lines.append(Text(" " * indent + line if line else "", style))

    def paragraph(self, text: str, indent: int, style: str = "") -> None:
        """Add prose, wrapped."""
        for line in wrap(self.prose(text), self.width - indent):
            self.add(line, indent, style)

    def path(self, path: str, indent: int) -> None:
        """Add the path of a file, chopped where it is too long."""
        for line in fold(self.exact(path).replace("\n", "\\n"), self.width - indent, _MOST_PATH, self.signs.cut):
            self.add(line, indent)

    def facts(self, parts: list[str], indent: int) -> None:
        """Add small facts on one dim line, broken between them where they don't fit."""
        separator = f" {self.signs.dot} "
        lines = [parts[0]]
        for part in parts[1:]:
            joined = f"{lines[-1]}{separator}{part}"
            lines = [*lines[:-1], joined] if cell_len(joined) <= self.width - indent else [*lines, part]
        for line in lines:
            self.paragraph(line, indent, DIM)

    def row(self, left: str, right: str = "", *, sign: str = "", styles: tuple[str, str, str] = ("", "", "")) -> None:
        """Add a line with something at its right edge; ``styles`` are those of sign, left and right.

        A long left side wraps beside the right one, its further lines under its first; where that leaves
        less than half the width, the right side stands below on a line of its own.
        """
        hang = cell_len(sign)
        beside = self.width - (cell_len(right) + 2 if right else 0)
        narrow = beside - hang < self.width // 2 and hang + cell_len(left) > beside
        first, *rest = wrap(" ".join(left.split()), (self.width if narrow else beside) - hang)
        lines = [Text.assemble((sign, styles[0]), (first, styles[1]))]
        lines += [Text.assemble(" " * hang, (line, styles[1])) for line in rest]
        lines += [Text()] if narrow else []
        if right:
            line = lines[-1 if narrow else 0]
            line.append(" " * (self.width - cell_len(right) - line.cell_len)).append(right, styles[2])
        self.lines += lines

    def text(self) -> str:
        """Return the page as one text; without colour it holds no escape sequence."""
        return printed(self.lines, console_for(self.width, color=self.options.color))


def console_for(width: int, *, color: bool, theme: Theme | None = None) -> Console:
    """Return a console that keeps what it is given; without colour it writes no escape sequence."""
    return Console(
        file=StringIO(),
        width=width,
        color_system="standard" if color else None,
        force_terminal=color,
        no_color=not color,
        force_jupyter=False,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        theme=theme,
    )


def printed(lines: Iterable[Text], console: Console) -> str:
    """Return lines as one text, each whole: a terminal breaks what is too long by itself."""
    with console.capture() as capture:
        for line in lines:
            console.print(line, soft_wrap=True)
    return capture.get()
