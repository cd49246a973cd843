"""What ``watch`` shows: one report at a time, lines below it, and at the bottom what it waits for.

On a terminal each report begins at the top of the window, and what stood there before goes to the scrollback. In a
pipe the reports follow each other, with a line between them.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Sequence
from typing import TextIO

from lagrader.cli import console
from lagrader.harmless import harmless

_HOME, _CLEAR_BELOW = "\x1b[H", "\x1b[J"
_DIM, _PLAIN = "\x1b[2m", "\x1b[0m"
_GAP = "  "


class Screen:
    """Writes on standard output; ``live`` is whether that is a terminal at which a person sits."""

    def __init__(self, stream: TextIO, *, live: bool) -> None:
        """Show nothing yet."""
        self._stream = stream
        self._live = live
        self._color = live and console.has_color(stream)
        self._moves = self._color and _understands_escapes()
        self._prompt_lines = 0
        self._used: int | None = None
        """How many lines of the window the page takes; None before the first page, below who knows what."""
        self._pages = 0

    def page(self, text: str) -> None:
        """Show a report in the place of what stands there."""
        self._pages += 1
        self._write(self._without_prompt() + self._room() + text)
        self._used = text.count("\n")

    def again(self, text: str) -> None:
        """Show the page that stands there once more, after the window was given another size."""
        if self._moves:
            self._prompt_lines = 0
            clear = _HOME + _CLEAR_BELOW if self._pages > 1 else self._pushed(None)
            self._write(clear + text)
            self._used = text.count("\n")

    def add(self, text: str, *, dim: bool = False) -> None:
        """Show a paragraph below the page."""
        lines = _wrapped(console.shown(harmless(text), self._stream), console.width())
        shown = "".join(f"{self._dim(line) if dim else line}\n" for line in lines)
        self._write(self._without_prompt() + shown)
        if self._used is not None:
            self._used += len(lines)

    def wait(self, state: str, keys: Sequence[str]) -> None:
        """Show the last lines: what it waits for, and the keys; where nobody sits they would only be noise."""
        if not self._live:
            return
        width = console.width() - 1  # a full line would move the cursor to the next one on some terminals
        lines = ["", *_wrapped(console.shown(state, self._stream), width), *_joined(keys, width)]
        shown = "\n".join(map(self._dim, lines))
        self._write(self._without_prompt() + shown + ("" if self._moves else "\n"))
        self._prompt_lines = len(lines) if self._moves else 0

    def close(self) -> None:
        """Leave the cursor below what stands there."""
        if self._prompt_lines:
            self._write("\n")
            self._prompt_lines = 0

    # --- inside --------------------------------------------------------------------------------------------

    def _without_prompt(self) -> str:
        """Return what takes the last lines away."""
        count, self._prompt_lines = self._prompt_lines, 0
        if not count:
            return ""
        up = f"\x1b[{count - 1}A" if count > 1 else ""
        return f"\r{up}{_CLEAR_BELOW}"

    def _room(self) -> str:
        """Return what makes room for a page."""
        if self._pages == 1:
            return ""
        if self._moves:
            return self._pushed(self._used)
        rule = f" {time.strftime('%H:%M:%S')} "
        return f"\n{rule:-^{min(40, console.width())}}\n\n"

    def _pushed(self, used: int | None) -> str:
        """Return what moves the window's lines into the scrollback, and the cursor to the top."""
        rows = shutil.get_terminal_size().lines
        count = rows if used is None or self._pages <= 2 else min(rows, used + 1)
        return f"\x1b[{rows};1H" + "\n" * count + _HOME + _CLEAR_BELOW

    def _dim(self, line: str) -> str:
        return f"{_DIM}{line}{_PLAIN}" if self._color and line else line

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def _wrapped(text: str, width: int) -> list[str]:
    from lagrader.reports.terminal.layout import wrap

    return [line for part in text.split("\n") for line in (wrap(part, width) or [""])]


def _joined(words: Sequence[str], width: int) -> list[str]:
    """Put words on as few lines as they need."""
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + len(_GAP) + len(word) <= width:
            lines[-1] += _GAP + word
        else:
            lines.append(word)
    return lines


def _understands_escapes() -> bool:
    """Whether the console obeys escape sequences; one of Windows must be told to first."""
    return _enable_escapes() if sys.platform == "win32" else True


def _enable_escapes() -> bool:
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - Windows alone has it
    handle = kernel.GetStdHandle(-11)  # standard output
    mode = ctypes.c_uint32()
    # 4 is ENABLE_VIRTUAL_TERMINAL_PROCESSING; it is kept, as most programs do.
    return bool(kernel.GetConsoleMode(handle, ctypes.byref(mode)) and kernel.SetConsoleMode(handle, mode.value | 4))
