"""Paired timing: two things in turn, many times, and the median of the ratios within each pair.

A machine that is busy, or that changes its clock, slows both halves of a pair alike. So a ratio repeats where seconds
do not, and a target can be stated without naming a machine.
"""

from __future__ import annotations

import contextlib
import os
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Cost(NamedTuple):
    """What one run took, in seconds: by the clock, and of all cores together (0 where the system can't tell)."""

    wall: float
    cpu: float


Measure = Callable[[], Cost]
"""Does something once and returns what it cost."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What a number of paired rounds gave. All are medians; the ratios are those within a round."""

    ratio: float
    """By the clock: what a person waits."""
    lowest: float
    highest: float
    """The quartiles of the ratio: how far it moved between rounds."""
    cpu_ratio: float | None
    """Of computing time: hardly moved by what else the machine does."""
    ours: float
    theirs: float
    """Seconds by the clock."""


def pair(ours: Measure, theirs: Measure, rounds: int) -> Pair:
    """Measure both once without counting (files and bytecode are then in memory), then ``rounds`` times in turn.

    Every other round begins with the other one, so that neither is always the one that comes after a pause.
    """
    ours(), theirs()
    pairs = [_round(ours, theirs, swap=bool(turn % 2)) for turn in range(rounds)]
    low, middle, high = _quartiles([mine.wall / other.wall for mine, other in pairs])
    cpu = [mine.cpu / other.cpu for mine, other in pairs if other.cpu > 0]
    return Pair(
        ratio=middle,
        lowest=low,
        highest=high,
        cpu_ratio=statistics.median(cpu) if cpu else None,
        ours=statistics.median(mine.wall for mine, _ in pairs),
        theirs=statistics.median(other.wall for _, other in pairs),
    )


def _round(ours: Measure, theirs: Measure, *, swap: bool) -> tuple[Cost, Cost]:
    if swap:
        other = theirs()
        return ours(), other
    return ours(), theirs()


def _quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    if len(values) == 1:
        return values[0], values[0], values[0]
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, middle, high


def can_pin() -> bool:
    """Whether this system lets a process choose its cores (macOS does not)."""
    return hasattr(os, "sched_setaffinity")


@contextlib.contextmanager
def cores(count: int) -> Iterator[None]:
    """Run the block, and all that it starts, on ``count`` cores (or as many as there are), the same ones each time."""
    if not can_pin():
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[:count])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
