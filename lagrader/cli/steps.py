"""How far a work of several steps is."""

from __future__ import annotations

from fractions import Fraction
from typing import TextIO

from lagrader.cli.live import LiveLines
from lagrader.reports.bars import progress_bar

_BAR = 25


class Steps(LiveLines):
    """Shows what is being done, and how much of it."""

    def __init__(self, verb: str, stream: TextIO) -> None:
        """``verb`` stands first in each line."""
        super().__init__(stream)
        self._verb = verb

    def tell(self, what: str, done: int, of: int) -> None:
        """Show that ``done`` of so many are done, if it is time."""
        if self.is_due():
            bar = progress_bar(Fraction(done), Fraction(max(1, of)), _BAR, self._unicode)
            self.show([f"{self._verb} {what}: {done:,} of {of:,} {bar}"])
