"""How far a batch is: live on a terminal, a line now and then in a pipe, and nothing left of it at the end."""

from __future__ import annotations

import io
import os
import sys
import textwrap
import time
from collections import Counter
from pathlib import Path

import pytest

from lagrader.batch import Tally
from lagrader.cli import live
from lagrader.cli.batch_progress import Progress

ROOT = Path(__file__).resolve().parents[2]

SHOW = """
    import sys, time
    from collections import Counter
    from lagrader.batch import Tally
    from lagrader.cli.batch_progress import Progress
    with Progress(sys.stderr) as progress:
        for done in range(0, 50, 10):
            progress.tell(Tally(40, Counter({"full marks": done // 2, "partial": done - done // 2}), done))
            time.sleep(0.05)
        time.sleep(1)
    print("the end")
"""


@pytest.mark.terminal
@pytest.mark.parametrize("width", [80, 40])
def test_two_live_lines_that_go_at_the_end(width: int) -> None:
    pexpect, pyte = pytest.importorskip("pexpect"), pytest.importorskip("pyte")
    screen = pyte.Screen(width, 10)
    stream = pyte.ByteStream(screen)
    command = ["-c", textwrap.dedent(SHOW)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": str(width), "TERM": "xterm"}
    env.pop("NO_COLOR", None)
    child = pexpect.spawn(sys.executable, command, dimensions=(10, width), env=env, timeout=30)

    def read_until(words: str) -> list[str]:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                stream.feed(child.read_nonblocking(4096, 0.1))
            except pexpect.TIMEOUT:
                pass
            except pexpect.EOF:
                return shown()
            if any(words in line for line in shown()):
                return shown()
        raise AssertionError(shown())

    def shown() -> list[str]:
        return [line.rstrip() for line in screen.display if line.strip()]

    lines = read_until("40 of 40")
    assert lines[0].startswith("Grading 40 of 40 █████")
    assert lines[1].startswith("  full marks 20 · partial 20")
    assert len(lines) == 2
    lines = read_until("the end")
    assert lines == ["the end"]
    child.close()


def tally(done: int) -> Tally:
    return Tally(2000, Counter({"full marks": done}), done)


def test_a_plain_line_every_ten_seconds_in_a_pipe(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    now = 1000.0
    monkeypatch.setattr(live.time, "monotonic", lambda: now)
    with Progress(io.StringIO()) as progress:
        for second in range(26):
            now = 1000.0 + second
            progress.tell(tally(second * 40))
    assert capsys.readouterr().err.splitlines() == [
        "Grading 400 of 2,000 #####....................  40/s  40 s left full marks 400",
        "Grading 800 of 2,000 ##########...............  40/s  30 s left full marks 800",
    ]


def test_what_stands_behind_the_bar_needs_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(live.time, "monotonic", lambda: now)
    with Progress(io.StringIO()) as progress:
        pass
    assert progress._lines(tally(0), now + 1) == ("Grading 0 of 2,000 .........................", "  ")
    assert progress._lines(tally(40), now + 4)[0].endswith(".")
    assert progress._lines(Tally(0), now + 20)[0].startswith("Grading 0 of 0")
