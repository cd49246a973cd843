"""An exercise's statement on a terminal: Markdown laid out by rich, in ASCII where the console wants that."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO
from typing import ClassVar, TextIO

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Heading, Markdown, MarkdownElement
from rich.padding import Padding
from rich.syntax import Syntax
from rich.text import Text

from lagrader.cli.console import can_show_signs, has_color
from lagrader.course import Exercise
from lagrader.harmless import prose_ascii
from lagrader.statement import statement_text

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
        syntax = Syntax(code, self.lexer_name, theme="ansi_dark", background_color="default", word_wrap=True)
        yield Padding(syntax, (0, 0, 0, 4))


class _Statement(Markdown):
    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "heading_open": _Heading,
        "fence": _Code,
        "code_block": _Code,
    }


def statement_page(exercise: Exercise, width: int, stream: TextIO) -> str:
    """Return the page for ``stream``, ``width`` cells wide; without colour it holds no escape sequence."""
    unicode, color = can_show_signs(stream), has_color(stream)
    _, _, text = statement_text(exercise).partition("\n")  # its heading is ours, with number and points
    console = Console(
        file=StringIO(),
        width=min(width, MOST_CELLS),
        color_system="standard" if color else None,
        force_terminal=color,
        no_color=not color,
        force_jupyter=False,
        legacy_windows=False,
        highlight=False,
        emoji=False,
    )
    with console.capture() as capture:
        console.print(_header(exercise, console.width, unicode))
        console.print()
        console.print(_Statement(text if unicode else prose_ascii(text), hyperlinks=False))
    lines = [line.rstrip() for line in capture.get().splitlines()]
    return "\n".join(_without_doubles(lines if unicode else [_ascii(line) for line in lines])) + "\n"


def _header(exercise: Exercise, width: int, unicode: bool) -> Text:
    left = f"{exercise.number}  {exercise.rubric.title}"
    right = f"{exercise.rubric.max_points} points"
    room = max(2, width - cell_len(left) - cell_len(right))
    header = f"{left}{' ' * room}{right}"
    return Text(header if unicode else prose_ascii(header), style="bold")


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
