"""The heart of ``watch``: from a save to the report on it, one after the other, and never a report on an older save.

All of it lives in one event loop. One task checks whenever it is wanted; changes and keys are told by plain calls.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lagrader.cli.watch import keys
from lagrader.cli.watch.changes import Changes, Places
from lagrader.cli.watch.page import Order, Page, hint_text, make_page, remember
from lagrader.cli.watch.reading import LOOK_SECONDS, Reading, Work
from lagrader.cli.watch.screen import Screen
from lagrader.errors import LagraderError, SandboxError
from lagrader.grader import Grader
from lagrader.harmless import harmless_line

if TYPE_CHECKING:
    from lagrader.course import Exercise
    from lagrader.runner import Runner

ENDING = () if sys.platform == "win32" else (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
"""Signals that end it in order, so that the terminal is given back; the exit code is 128 and more, as in a shell."""

BUSY_SECONDS = 0.3
"""After so long without a report it says that it is checking."""

RESIZE_SECONDS = 0.15

_KEYS = ("enter: again", "h: hint", "n: next", "q: quit")


class _Check:
    """One check that is under way."""

    def __init__(self, reading: Reading, grader: Grader, asked: bool) -> None:
        """Start nothing; ``grader`` is the one that it began with, ``asked`` says that no change called for it."""
        self.reading, self.grader, self.asked = reading, grader, asked
        self.is_dropped = False

    def drop(self) -> None:
        """Bring it to its end at once, since nobody wants to see it any more."""
        self.is_dropped = True
        self.grader.drop()


class Watch:
    """Watches one exercise at a time until a person has enough."""

    def __init__(self, runner: Runner, order: Order, screen: Screen) -> None:
        """Start nothing yet."""
        self._runner, self._order, self._screen = runner, order, screen
        self._loop = asyncio.get_running_loop()
        self._ended: asyncio.Future[int] = self._loop.create_future()
        self._wanted = asyncio.Event()
        self._forced = False
        self._check: _Check | None = None
        self._shown: Reading | None = None
        self._page = Page(None)
        self._checked_at = ""
        self._seen_others: dict[Path, bytes] = {}
        self._told: set[str] = set()
        self._later: list[str] = []
        self._problem = ""
        self._resizing: asyncio.TimerHandle | None = None
        self._closing: asyncio.Task[None] | None = None
        self._begin_with(order.begin or order.first_left())

    def _begin_with(self, exercise: Exercise) -> None:
        order = self._order
        self._work = Work(order.path, exercise, order.exercises)
        self._grader = Grader(self._runner, order.course, [exercise], seed=order.seed, device=order.device)
        self._seen_others = self._work.others()
        self._want(forced=True)

    async def run(self) -> int:
        """Go on until the end; return the exit code."""
        changes = Changes(self._places, self._on_change, self._say)
        changes.choose()
        works = (self._check_when_wanted(), changes.run())
        tasks: list[asyncio.Task[None]] = [self._loop.create_task(work) for work in works]
        try:
            with (
                self._signals(),
                keys.keys(partial(self._guarded, self._on_key)) if keys.possible() else contextlib.nullcontext(),
            ):
                waited: list[asyncio.Future[Any]] = [*tasks, self._ended]
                await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
                for task in tasks:
                    if task.done():
                        task.result()  # raises what ended it: a broken course, a worker that can't be had
                return self._ended.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._screen.close()

    def _places(self) -> Places:
        return self._work.places()

    # --- checking ------------------------------------------------------------------------------------------

    def _want(self, *, forced: bool = False) -> None:
        """Have the file read, and checked if it is another than the one shown, or if ``forced``."""
        self._forced = self._forced or forced
        self._wanted.set()

    async def _check_when_wanted(self) -> None:
        while True:
            await self._wanted.wait()
            reading = await self._settled()
            self._wanted.clear()
            if not self._forced and self._shown is not None and reading.mark == self._shown.mark:
                self._say_the_rest()
                continue
            asked, self._forced = self._forced, False
            self._check = _Check(reading, self._grader, asked)
            await self._carry_out(self._check)

    async def _settled(self) -> Reading:
        """Read the file; what looks half saved is read again until it has stayed so for a moment."""
        reading = self._work.read()
        end = time.monotonic() + reading.settle_seconds
        while reading.settle_seconds and time.monotonic() < end:
            await asyncio.sleep(LOOK_SECONDS)
            again = self._work.read()
            if again.mark != reading.mark:
                reading, end = again, time.monotonic() + again.settle_seconds
        return reading

    async def _carry_out(self, check: _Check) -> None:
        """Check what was read and show it, unless it was saved anew meanwhile; then that is checked instead."""
        busy = self._loop.call_later(BUSY_SECONDS, self._guarded, self._show_busy)
        try:
            page = await make_page(self._order, check.grader, check.reading, asked=check.asked)
        except SandboxError as error:
            if self._shown is None:
                raise
            page = Page(None, f"{error}\n", code=error.exit_code)
        finally:
            busy.cancel()
            self._check = None
        if check.grader is not self._grader:
            await check.grader.close()
        elif check.is_dropped or self._work.read().mark != check.reading.mark:
            self._want(forced=True)
        else:
            self._show(check.reading, page)
            await self._get_ready()

    def _show(self, reading: Reading, page: Page) -> None:
        self._shown, self._page = reading, page
        self._told.clear()
        self._checked_at = time.strftime("%H:%M:%S")
        self._screen.page(page.text(self._order))
        self._wait()
        self._say_the_rest()
        problem = remember(self._order, page)
        if problem and problem != self._problem:
            self._problem = problem
            self._say(problem)

    async def _get_ready(self) -> None:
        """Use the time until the next save: a worker ahead, and what the collector did not do while it was hurried."""
        with contextlib.suppress(SandboxError):  # who needs it will be told
            await self._runner.start_ahead()
        gc.collect()
        if not gc.get_freeze_count():
            gc.freeze()  # the program itself, which stays; without it the next time is a matter of a moment

    # --- what comes from outside ---------------------------------------------------------------------------

    def _on_change(self) -> None:
        """Something at the watched places has another content now."""
        settled = self._order.settled()
        if settled is not self._order:  # the folder that is looked at by itself was made, or is gone
            self._order = settled
            self._turn_to(self._work.exercise)
            return
        reading = self._work.read()
        if self._check is None:
            if self._shown is None or reading.mark != self._shown.mark:
                self._want()
        elif reading.mark != self._check.reading.mark:
            self._check.drop()
            self._want(forced=True)
        self._tell_others()

    def _tell_others(self) -> None:
        before, self._seen_others = self._seen_others, self._work.others()
        for path, digest in self._seen_others.items():
            if before.get(path) != digest and path.is_file():
                mine = self._work.exercise.number
                self._say(f"{harmless_line(path.name)} was saved; exercise {mine} is watched.")

    def _guarded(self, call: Callable[..., None], *words: Any) -> None:
        """Do what a key, a signal or a timer asks for: the event loop would print what goes wrong, and go on."""
        try:
            call(*words)
        except LagraderError as error:  # a course that was taken away meanwhile
            self._say(str(error), again=True)
        except Exception as error:  # noqa: BLE001 - a terminal that is gone, for one; run() raises it
            if not self._ended.done():
                self._ended.set_exception(error)

    def _on_key(self, key: str) -> None:
        is_idle = self._check is None and self._shown is not None
        match key.lower():
            case keys.ENTER if is_idle:
                self._want(forced=True)
            case "h" if is_idle:
                self._screen.add(f"\n{hint_text(self._order, self._work.exercise, self._page)}")
                self._wait()
            case "n":
                self._go_on()
            case "q" | keys.END:
                self._end(self._page.exit_code)
            case keys.REDRAW:
                self._redraw()

    def _go_on(self) -> None:
        """Watch the next exercise; the one after the last is the first that is not done."""
        following = self._order.after(self._work.exercise)
        if following is None:
            self._say("There is no other exercise to go on with.", again=True)
            return
        self._turn_to(following)

    def _turn_to(self, exercise: Exercise) -> None:
        if self._check is not None:
            self._check.drop()  # and it closes its grader when it has come to its end
        else:
            self._closing = self._loop.create_task(self._grader.close())
        self._begin_with(exercise)
        self._show_busy()

    def _end(self, code: int) -> None:
        if not self._ended.done():
            self._ended.set_result(code)

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        """Leave in order where the system asks for it, and lay the page out anew for a window of another size."""
        numbers: dict[int, Callable[[], None]] = {}
        if sys.platform != "win32":
            ending = [number for number in ENDING if signal.getsignal(number) != signal.SIG_IGN]  # nohup
            numbers = {number: partial(self._end, 128 + number) for number in ending}
            numbers[signal.SIGWINCH] = self._on_resize
        for number, call in numbers.items():
            self._loop.add_signal_handler(number, call)
        try:
            yield
        finally:
            for number in numbers:
                self._loop.remove_signal_handler(number)

    def _on_resize(self) -> None:
        if self._resizing is not None:
            self._resizing.cancel()
        self._resizing = self._loop.call_later(RESIZE_SECONDS, self._guarded, self._redraw)

    # --- what is shown -------------------------------------------------------------------------------------

    def _redraw(self) -> None:
        if self._shown is not None:
            self._screen.again(self._page.text(self._order))
            self._wait()

    def _say(self, text: str, *, again: bool = False) -> None:
        """Show one line below the page, the next one if that is being made; none twice below one page."""
        if self._check is not None or self._wanted.is_set():
            self._later.append(text)
        elif again or text not in self._told:
            self._told.add(text)
            self._screen.add(text, dim=True)
            self._wait()

    def _say_the_rest(self) -> None:
        later, self._later = self._later, []
        for text in later:
            self._say(text)

    def _show_busy(self) -> None:
        self._screen.wait("Checking…", ())

    def _wait(self) -> None:
        """Show what it waits for, and the keys."""
        if self._check is not None or self._shown is None:
            self._show_busy()
            return
        words = list(_KEYS)
        if self._page.passed and self._order.after(self._work.exercise) is not None:
            words[2] = "n: next exercise"
        self._screen.wait(f"Checked {self._checked_at}, waiting for a save.", words)
