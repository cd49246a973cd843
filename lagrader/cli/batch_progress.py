"""How far a batch is: two live lines on a terminal, a plain line every ten seconds in a pipe."""

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

    from lagrader.batch import Tally

EVERY = 10.0
"""Seconds between two lines in a pipe."""

_BAR = 25
_SETTLED = 5.0
"""Seconds after which a speed says something."""


class Progress:
    """Shows a tally. Use as a context manager; ``tell`` may be called as often as one likes."""

    def __init__(self, stream: TextIO) -> None:
        """Write to ``stream``, live where it is a terminal that may be drawn on."""
        self._stream = stream
        self._began = self._told = 0.0
        self._unicode = console.can_show_signs(stream)
        self._live: Live | None = None

    def __enter__(self) -> Self:
        """Begin."""
        self._began = self._told = time.monotonic()
        if console.has_color(self._stream):
            shown = Console(file=self._stream, highlight=False, markup=False, emoji=False)
            # No thread of rich's: the batch says when there is something new.
            self._live = Live(Text(), console=shown, auto_refresh=False, transient=True)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the live lines away."""
        if self._live is not None:
            self._live.stop()

    def tell(self, tally: Tally) -> None:
        """Show the tally, if it is time."""
        now = time.monotonic()
        if self._live is not None:
            width = self._live.console.width
            self._live.update(Text("\n".join(line[:width] for line in self._lines(tally, now))), refresh=True)
        elif now - self._told >= EVERY:
            self._told = now
            console.say(" ".join(part.strip() for part in self._lines(tally, now)))

    def _lines(self, tally: Tally, now: float) -> tuple[str, str]:
        bar = progress_bar(Fraction(tally.done), Fraction(max(1, tally.total)), _BAR, self._unicode)
        speed = tally.fresh / max(now - self._began, 0.001)
        left = (tally.total - tally.done) / speed if speed else 0
        told = f"{speed:.0f}/s  {left:,.0f} s left" if now - self._began > _SETTLED and tally.fresh else ""
        between = " · " if self._unicode else " - "
        counts = between.join(f"{word} {count:,}" for word, count in _ordered(tally) if count)
        return f"Grading {tally.done:,} of {tally.total:,} {bar}  {told}".rstrip(), f"  {counts}"


_ORDER = ("full marks", "partial", "not started", "unreadable", "stopped", "not graded")


def _ordered(tally: Tally) -> list[tuple[str, int]]:
    return [(word, tally.counts[word]) for word in _ORDER]
