"""How far a work of several steps is: a live line on a terminal, a plain line every ten seconds in a pipe."""

from __future__ import annotations

import time
from fractions import Fraction
from typing import TYPE_CHECKING, Self, TextIO

from rich.console import Console
from rich.live import Live
from rich.text import Text

from lagrader.cli import console
from lagrader.reports.bars import progress_bar

if TYPE_CHECKING:
    from types import TracebackType

EVERY = 10.0
"""Seconds between two lines in a pipe."""

_OFTEN = 0.1
_BAR = 25


class Steps:
    """Shows what is being done, and how much of it. Use as a context manager."""

    def __init__(self, verb: str, stream: TextIO) -> None:
        """Write to ``stream``; ``verb`` stands first in each line."""
        self._verb, self._stream, self._told = verb, stream, time.monotonic()
        self._unicode = console.can_show_signs(stream)
        self._live: Live | None = None

    def __enter__(self) -> Self:
        """Begin."""
        if console.has_color(self._stream):
            shown = Console(file=self._stream, highlight=False, markup=False, emoji=False)
            self._live = Live(Text(), console=shown, auto_refresh=False, transient=True)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the live line away."""
        if self._live is not None:
            self._live.stop()

    def tell(self, what: str, done: int, of: int) -> None:
        """Show that ``done`` of so many are done, if it is time."""
        now = time.monotonic()
        if now - self._told < (EVERY if self._live is None else _OFTEN):
            return
        self._told = now
        bar = progress_bar(Fraction(done), Fraction(max(1, of)), _BAR, self._unicode)
        line = f"{self._verb} {what}: {done:,} of {of:,} {bar}"
        if self._live is None:
            console.say(line)
        else:
            self._live.update(Text(line[: self._live.console.width]), refresh=True)
