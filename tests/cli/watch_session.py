"""``lagrader watch`` in a real terminal: keys and saves go in, and what the window shows then comes out."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

from tests.cli.program import COMMAND, environment

SECONDS = 30.0
"""Within which everything must have happened that is waited for."""

NEW_PAGE = "\x1b[H"
PROMPT = "q: quit"
ENTER, CTRL_C = "\r", "\x03"


class Terminal:
    """One watch in a terminal of ``rows`` and ``columns``; leaving the block ends it."""

    def __init__(self, home: Path, *words: str, rows: int = 40, columns: int = 80, **changed: str | None) -> None:
        """Start it."""
        pexpect, pyte = pytest.importorskip("pexpect"), pytest.importorskip("pyte")
        self._timeout, self._eof = pexpect.TIMEOUT, pexpect.EOF
        env = environment(**{"TERM": "xterm-256color", "LAGRADER_STATE": str(home / "state"), **changed})
        command = [*COMMAND, "watch", *words]
        self.process: Any = pexpect.spawn(
            command[0], command[1:], cwd=str(home), env=env, encoding="utf-8", dimensions=(rows, columns)
        )
        self._screen: Any = pyte.HistoryScreen(columns, rows, history=5000, ratio=1)
        self._stream: Any = pyte.Stream(self._screen)
        self.raw = ""
        self.ended = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.close(force=True)

    # --- what is there -------------------------------------------------------------------------------------

    @property
    def lines(self) -> list[str]:
        """The window's lines, without blanks at their ends."""
        return [line.rstrip() for line in self._screen.display]

    @property
    def text(self) -> str:
        """The window in one line, so that a sentence can be looked for however it was broken."""
        return " ".join(" ".join(self.lines).split())

    @property
    def scrolled_away(self) -> str:
        """What went to the scrollback."""
        rows = [[row[column].data for column in sorted(row)] for row in self._screen.history.top]
        return "\n".join("".join(row).rstrip() for row in rows)

    @property
    def pages(self) -> int:
        """How many pages were shown after the first one."""
        return self.raw.count(NEW_PAGE)

    @property
    def is_waiting(self) -> bool:
        """Whether a page stands there, and its last lines say that a save is waited for."""
        return self.lines_filled[-1:] != [] and PROMPT in self.lines_filled[-1]

    @property
    def lines_filled(self) -> list[str]:
        """The window's lines without the empty ones."""
        return [line for line in self.lines if line]

    # --- what happens --------------------------------------------------------------------------------------

    def pump(self) -> None:
        """Take in what was written, or wait a moment for it."""
        try:
            new = self.process.read_nonblocking(1 << 16, 0.02)
        except self._timeout:
            return
        except self._eof:
            self.ended = True
            return
        self.raw += new
        self._stream.feed(new)

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something is so."""
        end = time.monotonic() + SECONDS
        while not condition():
            assert not self.ended, self.raw
            assert time.monotonic() < end, "\n".join(["", *self.lines])
            self.pump()

    def shows(self, *words: str) -> str:
        """Wait until the window shows all of ``words`` and waits for a save; return its text."""
        self.until(lambda: self.is_waiting and all(word in self.text for word in words))
        return self.text

    def after(self, action: Callable[[], object], *words: str) -> str:
        """Do something and wait for a new page with ``words``; return the window's text."""
        self.pump()
        before = self.pages
        action()
        self.until(lambda: self.pages > before and self.is_waiting and all(word in self.text for word in words))
        return self.text

    def press(self, keys: str) -> None:
        """Press keys."""
        self.process.send(keys)

    def end(self) -> int:
        """Wait until the program is gone; return its exit code (minus the signal that killed it)."""
        end = time.monotonic() + SECONDS
        while not self.ended:
            assert time.monotonic() < end, "\n".join(self.lines)
            self.pump()
        self.process.close()
        code = self.process.exitstatus
        return -self.process.signalstatus if code is None else int(code)

    def resize(self, rows: int, columns: int) -> None:
        """Give the window another size."""
        self._screen.resize(rows, columns)
        self.process.setwinsize(rows, columns)

    def settings(self) -> list[Any]:
        """The terminal's settings, as any program on it finds them."""
        import termios

        return termios.tcgetattr(self.process.child_fd)
