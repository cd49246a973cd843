"""Lines that show how far something is: drawn anew on a terminal, a plain line every ten seconds in a pipe."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Self, TextIO

from rich.console import Console
from rich.live import Live
from rich.text import Text

from lagrader.cli import console

if TYPE_CHECKING:
    from types import TracebackType

EVERY = 10.0
"""Seconds between two lines in a pipe."""

OFTEN = 0.1
"""Seconds between two drawings on a terminal."""


class LiveLines:
    """Shows lines, live where ``stream`` is a terminal that may be drawn on. Use as a context manager."""

    def __init__(self, stream: TextIO) -> None:
        """Show nothing yet."""
        self._stream = stream
        self._began = self._told = 0.0
        self._unicode = console.can_show_signs(stream)
        self._live: Live | None = None

    def __enter__(self) -> Self:
        """Begin."""
        self._began = time.monotonic()
        self._told = self._began
        if console.has_color(self._stream):
            shown = Console(file=self._stream, highlight=False, markup=False, emoji=False)
            # No thread of rich's: whoever works says when there is something new.
            self._live = Live(Text(), console=shown, auto_refresh=False, transient=True)
            self._live.start()
            self._told -= OFTEN
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the live lines away."""
        if self._live is not None:
            self._live.stop()

    def is_due(self) -> bool:
        """Whether it is time to show something."""
        return time.monotonic() - self._told >= (EVERY if self._live is None else OFTEN)

    def show(self, lines: Sequence[str]) -> None:
        """Show these lines in the place of the last ones."""
        self._told = time.monotonic()
        if self._live is None:
            console.say(" ".join(line.strip() for line in lines))
        else:
            width = self._live.console.width
            self._live.update(Text("\n".join(line[:width] for line in lines)), refresh=True)
