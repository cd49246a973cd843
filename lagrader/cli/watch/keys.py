"""Single keys from a terminal, without waiting for Enter; the terminal is left as it was, whatever happens."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any

ENTER = "\n"
END = "\x04"
"""Ctrl-D, and what is told where the terminal is gone."""
REDRAW = "\x0c"
"""Ctrl-L, and what is told after Ctrl-Z and fg."""

_ESCAPE = 0x1B
_LOOK_SECONDS = 0.05

Tell = Callable[[str], None]


def possible() -> bool:
    """Whether a person sits there: keys come from a terminal, and what we show goes to one."""
    try:
        return sys.stdin.isatty() and sys.stdout.isatty()
    except (AttributeError, ValueError):  # no standard input at all, or a closed one
        return False


@contextlib.contextmanager
def terminal_kept() -> Iterator[None]:
    """Give the terminal back as it is now; to be put around the event loop, which a signal may end at any place."""
    if sys.platform == "win32" or not possible():
        yield
        return
    import termios

    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        yield
    finally:
        with contextlib.suppress(termios.error, OSError):  # a terminal that is gone needs nothing
            termios.tcsetattr(terminal, termios.TCSANOW, before)


@contextlib.contextmanager
def keys(tell: Tell) -> Iterator[None]:
    """Call ``tell`` with each key, within the running loop; Enter is the same one everywhere.

    Only within :func:`terminal_kept`.
    """
    listening = _windows_keys if sys.platform == "win32" else _terminal_keys
    with listening(tell):
        yield


# --- Linux and macOS ---------------------------------------------------------------------------------------


@contextlib.contextmanager
def _terminal_keys(tell: Tell) -> Iterator[None]:
    terminal = sys.stdin.fileno()
    loop = asyncio.get_running_loop()

    def resume() -> None:
        _take_single_keys(terminal)
        tell(REDRAW)

    _take_single_keys(terminal)
    loop.add_signal_handler(signal.SIGCONT, resume)  # after Ctrl-Z the shell has its own way with the terminal
    loop.add_reader(terminal, _read, terminal, loop, tell)
    try:
        yield
    finally:
        loop.remove_reader(terminal)
        loop.remove_signal_handler(signal.SIGCONT)


def _take_single_keys(terminal: int) -> None:
    """Have keys come one by one and not be shown; Ctrl-C stays what it is, and no key of before is lost."""
    import termios
    import tty

    with contextlib.suppress(termios.error, OSError):
        tty.setcbreak(terminal, termios.TCSANOW)


def _read(terminal: int, loop: asyncio.AbstractEventLoop, tell: Tell) -> None:
    try:
        data = os.read(terminal, 256)
    except BlockingIOError:
        return
    except OSError:
        data = b""
    if not data:
        loop.remove_reader(terminal)
        tell(END)
    elif data[0] != _ESCAPE:  # an arrow or a function key: none of them means anything here
        for key in data.decode("utf-8", "ignore"):
            tell(ENTER if key == "\r" else key)


# --- Windows -----------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _windows_keys(tell: Tell) -> Iterator[None]:
    import msvcrt

    looking = asyncio.get_running_loop().create_task(_look(msvcrt, tell))
    try:
        yield
    finally:
        looking.cancel()


async def _look(console: Any, tell: Tell) -> None:
    while True:
        while console.kbhit():
            key = console.getwch()
            if key in ("\x00", "\xe0"):
                console.getwch()  # the second half of an arrow or a function key
            else:
                tell(ENTER if key == "\r" else key)
        await asyncio.sleep(_LOOK_SECONDS)
