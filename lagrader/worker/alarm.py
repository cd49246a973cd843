"""Looks at a request that runs long, so that whoever is stopped is told where it was.

While a request uses up its time, its stack is looked at every now and then, and what was seen goes to the grader
at once: the learner's own lines, and how the short numbers of the innermost of them moved. The grader ends the
child when the time is over, whatever it does; so nothing that a learner's program catches, blocks or hides from
can make it live longer, and a call that ends in time never notices. Where signals don't exist a thread looks.
"""

from __future__ import annotations

import math
import signal
import sys
import threading
import time
from collections.abc import Callable
from itertools import pairwise
from types import CodeType, FrameType

from lagrader.wire import Sample
from lagrader.wire.claims import SAMPLE_NUMBERS, cut_frames, cut_line

FIRST_LOOK, BETWEEN_LOOKS = 0.25, 0.125
"""Parts of a request's limit. What ends within a quarter of its limit is never looked at."""

NAME_LENGTH = 40
LARGEST = 10**15
"""Longer whole numbers are no short numbers any more."""

THREAD_PAUSE = 0.02
"""Seconds between two looks at the clock, where a thread has to look."""

Send = Callable[[int, Sample], None]


class Looks:
    """What the looks at one request have in common: the innermost frame that all of them met, and its numbers."""

    def __init__(self, own: frozenset[str]) -> None:
        """Only frames of the files ``own`` are kept, by the names that tracebacks show."""
        self._own = own
        self._frames: list[FrameType] = []
        self._lines: list[int] = []
        self._numbers: dict[str, list[float]] = {}

    @property
    def are_none(self) -> bool:
        """Whether nothing of the learner's was met yet."""
        return not self._frames

    def add(self, frame: FrameType | None) -> Sample | None:
        """Look at the stack whose innermost frame is ``frame``; None where none of it is the learner's."""
        stack = _own_stack(frame, self._own)
        common = _shared(self._frames, stack) if self._frames else stack
        if not common:
            return None
        if not self._frames or common[-1] is not self._frames[-1]:
            self._lines, self._numbers = [], _numbers(common[-1], None)
        else:
            now = _numbers(common[-1], self._numbers)
            self._numbers = {name: self._numbers[name] + now[name] for name in self._numbers if name in now}
        self._frames = common
        self._lines.append(common[-1].f_lineno)
        return self._sample()

    def _sample(self) -> Sample:
        rows = [(frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name) for frame in self._frames]
        numbers = [(name, values[-1], _course(values)) for name, values in self._numbers.items()]
        return Sample(cut_frames(rows), tuple(map(cut_line, self._lines)), tuple(numbers[:SAMPLE_NUMBERS]))


def _own_stack(frame: FrameType | None, own: frozenset[str]) -> list[FrameType]:
    stack = []
    while frame is not None:
        if frame.f_code.co_filename in own:
            stack.append(frame)
        frame = frame.f_back
    return stack[::-1]


def _shared(before: list[FrameType], now: list[FrameType]) -> list[FrameType]:
    """The outer part of two stacks that is the very same calls."""
    count = 0
    while count < min(len(before), len(now)) and before[count] is now[count]:
        count += 1
    return now[:count]


def _numbers(frame: FrameType, wanted: dict[str, list[float]] | None) -> dict[str, list[float]]:
    names = _names(frame.f_code) if wanted is None else wanted
    values = frame.f_locals
    return {name: [values[name]] for name in names if name in values and _is_short(values[name])}


def _names(code: CodeType) -> list[str]:
    """The names that a frame's own code binds; at the top of a file those that it mentions."""
    own = [*code.co_varnames, *code.co_cellvars]
    return [name for name in (own or code.co_names) if len(name) <= NAME_LENGTH]


def _is_short(value: object) -> bool:
    kind = type(value)
    return kind is bool or kind is float or (kind is int and abs(value) < LARGEST)  # type: ignore[arg-type]


def _course(values: list[float]) -> str:
    """How a number moved from look to look; one look alone tells nothing."""
    if len(values) == 1:
        return "once"
    pairs = list(pairwise(values))
    # By their text: NaN does not equal itself, and True is not 1.
    if all(repr(one) == repr(other) for one, other in pairs):
        return "same"
    if all(one < other for one, other in pairs):
        return "up"
    return "down" if all(one > other for one, other in pairs) else "changes"


class Alarm:
    """Looks at requests while they run. Nothing of it is left while none does."""

    def __init__(self, own: frozenset[str], send: Send) -> None:
        """Look for the files ``own``, and hand each sample to ``send`` with the request's number."""
        self._own, self._send = own, send
        self._number: int | None = None
        self._looks = Looks(own)
        self._busy = False

    def start(self, number: int, processor: float, wall: float) -> None:
        """A request begins, which may take so many seconds of CPU time and on the clock; 0 means: don't look."""
        if processor > 0:
            self.set_clocks(number, processor, wall)
            self._number = number

    def stop(self) -> None:
        """The request has ended: from here on nothing looks and nothing is sent."""
        if self._number is not None:
            self._number = None
            if not self._looks.are_none:
                self._looks = Looks(self._own)  # lets the frames go

    def set_clocks(self, number: int, processor: float, wall: float) -> None:
        """Have :meth:`look` called when a part of this time is over, and then again and again."""
        raise NotImplementedError

    def is_due(self, number: int) -> bool:
        """Whether what rings now was set for this request."""
        return True

    def look(self, frame: FrameType | None) -> None:
        """Look once, unless nothing runs, or another look is not over yet."""
        number = self._number
        if number is None or self._busy:
            return
        self._busy = True
        # Nothing that goes wrong here may reach the learner's program. No context manager: its calls need room on a
        # stack that may be at its limit.
        try:
            sample = self._looks.add(frame) if self.is_due(number) else None
            if sample is not None and self._number == number:
                self._send(number, sample)
        except BaseException:  # noqa: BLE001, S110 - a look less is all that is lost
            pass
        finally:
            self._busy = False


class SignalAlarm(Alarm):
    """Two interval timers: CPU time for what works, the clock for what sleeps.

    They run on from request to request, since setting them costs more than most requests take. One that was set for an
    earlier request is set anew when it rings, so a request is first looked at when a quarter to a half of its limit is
    over.
    """

    def __init__(self, own: frozenset[str], send: Send) -> None:
        """Take SIGPROF and SIGALRM; called by the main thread, after the signals were set to their defaults."""
        super().__init__(own, send)
        set_timer, by_processor, by_clock = signal.setitimer, signal.ITIMER_PROF, signal.ITIMER_REAL

        def set_timers(number: int) -> None:
            self._set_in, (processor, wall) = number, self._limits
            set_timer(by_processor, FIRST_LOOK * processor, BETWEEN_LOOKS * processor)
            set_timer(by_clock, FIRST_LOOK * wall, BETWEEN_LOOKS * wall)

        self._set_timers = set_timers
        self._limits, self._set_in = (math.inf, math.inf), -1
        # They interrupt what waits in the system, or a program that waits for a lock would never be looked at; Python
        # goes on waiting afterwards (PEP 475).
        for number in (signal.SIGPROF, signal.SIGALRM):
            signal.signal(number, self._rings)

    def set_clocks(self, number: int, processor: float, wall: float) -> None:
        """Set the timers, unless they are set, and for no longer limits."""
        before, self._limits = self._limits, (processor, wall)
        if processor < before[0] or wall < before[1]:
            self._set_timers(number)

    def is_due(self, number: int) -> bool:
        """Set the timers anew where they were set for an earlier request."""
        if self._set_in == number:
            return True
        self._set_timers(number)
        return False

    def _rings(self, _number: int, frame: FrameType | None) -> None:
        self.look(frame)


class ThreadAlarm(Alarm):
    """A thread that looks at the main one, where there are no timers (Windows)."""

    def __init__(self, own: frozenset[str], send: Send) -> None:
        """Start the thread; it ends with the process."""
        super().__init__(own, send)
        self._main = threading.get_ident()
        self._due = (0.0, 0.0, 0.0, 0.0)
        self._guard = threading.Lock()
        threading.Thread(target=self._run, daemon=True).start()

    def set_clocks(self, number: int, processor: float, wall: float) -> None:
        """Note when the next look is due by either clock."""
        used, now = time.process_time(), time.perf_counter()
        by_processor, by_clock = used + FIRST_LOOK * processor, now + FIRST_LOOK * wall
        self._due = (by_processor, BETWEEN_LOOKS * processor, by_clock, BETWEEN_LOOKS * wall)

    def stop(self) -> None:
        """Wait for a look that is under way, so that it cannot write into the middle of the answer."""
        with self._guard:
            super().stop()

    def _run(self) -> None:
        pause, frames, main = time.sleep, sys._current_frames, self._main
        while True:
            pause(THREAD_PAUSE)
            if self._number is not None and self._has_rung():
                with self._guard:
                    self.look(frames().get(main))

    def _has_rung(self) -> bool:
        by_processor, step, by_clock, wall_step = self._due
        used, now = time.process_time(), time.perf_counter()
        if used < by_processor and now < by_clock:
            return False
        self._due = (used + step, step, now + wall_step, wall_step)
        return True


def make_alarm(own: frozenset[str], send: Send) -> Alarm:
    """Return the alarm that this system can have."""
    return SignalAlarm(own, send) if hasattr(signal, "setitimer") else ThreadAlarm(own, send)
