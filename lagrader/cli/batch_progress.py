"""How far a batch is: a line, and what became of the class so far."""

from __future__ import annotations

import time
from fractions import Fraction
from typing import TYPE_CHECKING

from lagrader.cli.live import LiveLines
from lagrader.reports.bars import progress_bar

if TYPE_CHECKING:
    from lagrader.batch import Tally

_BAR = 25
_SETTLED = 5.0
"""Seconds after which a speed says something."""


class Progress(LiveLines):
    """Shows a tally; ``tell`` may be called as often as one likes."""

    def tell(self, tally: Tally) -> None:
        """Show the tally, if it is time."""
        if self.is_due():
            self.show(self._lines(tally, time.monotonic()))

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
