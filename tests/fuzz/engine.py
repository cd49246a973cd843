"""The loop: make an input from a seed, hold a parser to its promises with it, keep what breaks them."""

from __future__ import annotations

import contextlib
import faulthandler
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NoReturn, Protocol

WATCHDOG_SECONDS = 120.0
"""After so long on the clock a loop below Python, which no signal ends, ends the run with a traceback."""


class Target(Protocol):
    """What is fuzzed: a module of this folder."""

    SECONDS: float
    """CPU time for one input, above which it counts as a hang."""
    MEMORY: int
    """Bytes that the process may take beyond what it has at the start."""
    BOMBS: Sequence[Callable[[Random], bytes]]
    """Makers of the largest inputs: each run begins with one of each."""

    def make(self, rng: Random) -> bytes:
        """Return an input."""

    def check(self, data: bytes) -> None:
        """Raise where a promise is broken; an error that the parser may raise is caught here."""


class TooSlow(BaseException):
    """An input took all its CPU time. Not an Exception, so that no ``except`` of the product hides it."""


def run(target: Target, seed: str, folder: Path, *, seconds: float, inputs: float) -> int:
    """Try inputs until the time, or the number of inputs, is over; return how many different things were found."""
    found: Counter[str] = Counter()
    number, ends = 0, time.monotonic() + seconds
    while number < inputs and time.monotonic() < ends:
        make = target.BOMBS[number] if number < len(target.BOMBS) else target.make
        data = make(Random(f"{seed}/{number}"))
        path = folder / f"{seed}-{number}"
        path.write_bytes(data)  # before the trial: the watchdog leaves no time for it
        if not (trouble := tried_on(target, data)):
            path.unlink()
        elif trouble not in found:
            say(f"--- finding: seed {seed}, input {number}, {len(data):,} bytes, kept as {path}\n{trouble}")
        found[trouble] += bool(trouble)
        number += 1
    say(f"seed {seed}: {number} inputs, {len(+found)} different findings")
    return len(+found)


def say(text: str) -> None:
    """Print, at once: a run may be ended at any time."""
    print(text, flush=True)  # noqa: T201 - a program's output


def tried_on(target: Target, data: bytes) -> str:
    """Return the end of the traceback of what went wrong with ``data``, or nothing."""
    faulthandler.dump_traceback_later(WATCHDOG_SECONDS, exit=True, file=sys.__stderr__)
    try:
        with _at_most(target.SECONDS):
            target.check(data)
    except (Exception, TooSlow) as error:  # noqa: BLE001 - whatever it is, it is a finding
        return "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)[-4:])) + _named(error)
    finally:
        faulthandler.cancel_dump_traceback_later()
    return ""


def _named(error: BaseException) -> str:
    return f"{type(error).__name__}: {str(error)[:300]}" + (
        f" from {_named(error.__cause__)}" if error.__cause__ else ""
    )


@contextlib.contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raise :class:`TooSlow` in the block once it has used so much CPU time, where the system can tell."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    signal.signal(signal.SIGPROF, _too_slow)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _too_slow(*_: object) -> NoReturn:
    raise TooSlow
