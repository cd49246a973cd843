"""How much time somebody may take: of the processor, and on the clock."""

from __future__ import annotations

from typing import NamedTuple, Self

WALL_FACTOR = 5
"""Seconds on the clock for each of the processor: so slow may a loaded machine be, and fail nobody."""


class Allowance(NamedTuple):
    """Seconds of CPU time, and on the clock, which also run while a program sleeps."""

    processor: float
    wall: float

    @classmethod
    def of(cls, processor: float) -> Self:
        """So many seconds of the processor, and the usual time on the clock."""
        return cls(processor, WALL_FACTOR * processor)

    @property
    def is_used_up(self) -> bool:
        """Whether nothing is left of either."""
        return self.processor <= 0 or self.wall <= 0

    def less(self, used: Allowance) -> Allowance:
        """What is left after ``used``; below zero where more was used."""
        return Allowance(self.processor - used.processor, self.wall - used.wall)

    def plus(self, other: Allowance) -> Allowance:
        """Both together."""
        return Allowance(self.processor + other.processor, self.wall + other.wall)

    def share(self, parts: int) -> Allowance:
        """One of ``parts`` equal ones."""
        return Allowance(self.processor / parts, self.wall / parts)

    def or_more(self, other: Allowance) -> Allowance:
        """The greater of the two, for each clock by itself."""
        return Allowance(max(self.processor, other.processor), max(self.wall, other.wall))


SUBMISSION = Allowance.of(20.0)
"""What one submission may take in all."""

NOTHING = Allowance(0.0, 0.0)

ENDLESS = Allowance(float("inf"), float("inf"))
"""For the course's own work, which lives as long as the run; each of its calls has a limit all the same."""
