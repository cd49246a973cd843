"""An exercise's statement on a terminal: Markdown laid out by rich, in ASCII where the console wants that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING, ClassVar

from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Heading, Markdown, MarkdownElement
from rich.padding import Padding
from rich.text import Text

from lagrader.course import Exercise
from lagrader.harmless import prose_ascii
from lagrader.reports import RenderOptions
from lagrader.reports.numbers import points_text
from lagrader.reports.terminal.page import TITLE, Page
from lagrader.statement import Statement, statement

if TYPE_CHECKING:
    from rich.syntax import Syntax

MOST_CELLS = 88
"""Longer lines are hard to read, however wide the terminal."""

_BULLETS = {"•": "*"}


class _Heading(Heading):
    """At the left edge, bold, without a box."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text("")
        self.text.justify = "left"
        yield self.text


class _Code(CodeBlock):
    """Indented, one blank line around it, no background: what is copied holds no more than the code."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        code = str(self.text).rstrip()
        # Without colour there is nothing to highlight, and Python's lexer takes a quarter of the whole command.
        yield Padding(_colored(code, self.lexer_name) if console.color_system else Text(code), (0, 0, 0, 4))


def _colored(code: str, lexer: str) -> Syntax:
    from rich.syntax import Syntax

    return Syntax(code, lexer, theme="ansi_dark", background_color="default", word_wrap=True)


class _Statement(Markdown):
    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "heading_open": _Heading,
        "fence": _Code,
        "code_block": _Code,
    }


def statement_page(exercise: Exercise, options: RenderOptions) -> str:
    """Return the page for a console; without colour it holds no escape sequence."""
    options = replace(options, width=min(options.width, MOST_CELLS))
    read = statement(exercise)
    _, _, text = read.text.partition("\n")  # its heading is ours, with number and points
    console = Console(
        file=StringIO(),
        width=options.width,
        color_system="standard" if options.color else None,
        force_terminal=options.color,
        no_color=not options.color,
        force_jupyter=False,
        legacy_windows=False,
        highlight=False,
        emoji=False,
    )
    with console.capture() as capture:
        console.print(_Statement(text if options.unicode else prose_ascii(text), hyperlinks=False))
    lines = [line.rstrip() for line in f"{_header(exercise.number, read, options)}\n{capture.get()}".splitlines()]
    return "\n".join(_without_doubles(lines if options.unicode else map(_ascii, lines))) + "\n"


def _header(number: int, read: Statement, options: RenderOptions) -> str:
    """Return the first line, as it stands above an exercise in a report."""
    page = Page(options)
    points = f"{points_text(read.max_points)} points"
    page.row(page.prose(read.title), points, sign=f"{number}  ", styles=(TITLE, TITLE, ""))
    return page.text()


def _ascii(line: str) -> str:
    """Return a line without what rich itself draws."""
    return prose_ascii("".join(_BULLETS.get(char, char) for char in line))


def _without_doubles(lines: Iterable[str]) -> Iterable[str]:
    """Leave out empty lines at the top and after another one."""
    before = ""
    for line in lines:
        if line or before:
            yield line
        before = line
