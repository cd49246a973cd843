"""Markdown on a terminal, laid out by rich, formulas and all: for the statements and for what a code means."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Heading, Markdown, MarkdownElement
from rich.padding import Padding
from rich.text import Text
from rich.theme import Theme

from lagrader.cli.python_lines import fitted
from lagrader.harmless import prose_ascii
from lagrader.reports import RenderOptions
from lagrader.reports.terminal.page import console_for

if TYPE_CHECKING:
    from rich.syntax import Syntax

MOST_CELLS = 88
"""Longer lines are hard to read, however wide the terminal."""

_BULLETS = {"•": "*"}
_CODE_INDENT = 4
_NARROW_BELOW = 50
"""Where lines are so short, code keeps two cells more."""


class _Heading(Heading):
    """At the left edge, bold, without a box."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text("")
        self.text.justify = "left"
        yield self.text


class _Code(CodeBlock):
    """Indented, one blank line around it, no background: what is copied holds no more than the code."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        indent = _CODE_INDENT if console.width >= _NARROW_BELOW else _CODE_INDENT // 2
        code = str(self.text).rstrip()
        if self.lexer_name == "python":
            code = fitted(code, options.max_width - indent)
        # Without colour there is nothing to highlight, and Python's lexer takes a quarter of the whole command.
        shown = colored(code, self.lexer_name).highlight(code) if console.color_system else Text(code)
        shown.rstrip()
        if self.lexer_name == "text" or options.max_width < console.width:
            yield Padding(shown, (0, 0, 0, indent))  # a formula; or in a list, where long lines would be cut off
        else:
            yield from _whole(shown, indent)


def _whole(code: Text, indent: int) -> Iterable[Text]:
    """Yield lines that the terminal wraps where they are too long: copying gives them back whole."""
    for line in code.split("\n"):
        whole = Text(" " * indent, no_wrap=True, overflow="ignore")
        yield whole.append(line) if line.plain else line


def colored(code: str, lexer: str = "python") -> Syntax:
    """Return code in colours of the terminal's own palette."""
    from rich.syntax import Syntax

    return Syntax(code, lexer, theme="ansi_dark", background_color="default", word_wrap=True)


class _Page(Markdown):
    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "heading_open": _Heading,
        "fence": _Code,
        "code_block": _Code,
    }


_THEME = Theme({"markdown.code": "bold"})
"""rich's own puts words of code on black, whatever the terminal's background is."""


def page_console(options: RenderOptions) -> Console:
    """Return the console that a page is printed on."""
    return console_for(options.width, color=options.color, theme=_THEME)


def markdown_lines(markdown: str, options: RenderOptions) -> list[str]:
    """Return Markdown as lines for a console, formulas as text, no two empty lines in a row and none at the top."""
    console = page_console(options)
    text = _with_formulas(markdown, options)
    with console.capture() as capture:
        console.print(_Page(text if options.unicode else prose_ascii(text), hyperlinks=False), crop=False)
    lines = [line.rstrip() for line in capture.get().splitlines()]
    return list(without_doubles(lines if options.unicode else map(_ascii, lines)))


def _with_formulas(markdown: str, options: RenderOptions) -> str:
    if "$" not in markdown:
        return markdown
    from lagrader.cli.tex import readable

    return readable(markdown, unicode=options.unicode)


def _ascii(line: str) -> str:
    """Return a line without what rich itself draws."""
    return prose_ascii("".join(_BULLETS.get(char, char) for char in line))


def without_doubles(lines: Iterable[str]) -> Iterable[str]:
    """Leave out empty lines at the top and after another one."""
    before = ""
    for line in lines:
        if line or before:
            yield line
        before = line
