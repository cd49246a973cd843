"""``lagrader warm``: the process that waits for the next check: whether there is one, and whether there may be."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from lagrader.errors import SandboxError


class Do(StrEnum):
    """What can be done about it."""

    STATUS = "status"
    STOP = "stop"
    OFF = "off"
    ON = "on"


def warm(
    do: Annotated[Do, typer.Argument(metavar="[status|stop|off|on]", hidden=True)] = Do.STATUS,
) -> None:
    """Show, stop or switch off what makes the next check quick.

    After a check a process that has imported torch waits for the next one, ten minutes long, and leaves by itself. stop
    ends it, off ends it and leaves none any more, on allows it again. LAGRADER_WARM=0 does without in one shell; grade,
    audit and CI never use it.
    """
    if not sys.platform.startswith("linux"):
        typer.echo(ELSEWHERE)
        return
    from lagrader import warmth

    if do in (Do.STOP, Do.OFF):
        ended = warmth.stop()
        typer.echo(f"Ended: {ended}." if ended else "Nothing was waiting.")
    if do in (Do.OFF, Do.ON):
        try:
            warmth.switch(off=do is Do.OFF)
        except OSError as error:
            raise SandboxError(f"That could not be remembered: {error}. LAGRADER_WARM=0 does it for a shell.") from None
        typer.echo("Off: every check starts anew. lagrader warm on allows it again." if do is Do.OFF else "On.")
    if do is Do.STATUS:
        typer.echo(status())


ELSEWHERE = "Here every check starts anew: only on Linux a process can wait for the next one."


def status() -> str:
    """Return what waits, and whether something may."""
    from lagrader import warmth

    if not sys.platform.startswith("linux"):
        return ELSEWHERE
    waiting = [_told(one.pid, one.age, one.memory) for one in warmth.waiting()]
    if warmth.is_off():
        return "\n".join([*waiting, "Off: every check starts anew. lagrader warm on allows it again."])
    if not warmth.is_wanted():
        return "\n".join([*waiting, "Not used here: CI is set, or LAGRADER_WARM is 0."])
    return "\n".join(waiting) or "Nothing waits; the next check leaves a process that does."


def _told(pid: int, age: float, memory: int) -> str:
    from lagrader.reports.ago import ago

    since = ago(int(age)) or "a moment ago"
    size = f", {memory // 2**20} MiB of memory" if memory else ""
    return f"Waiting for the next check: process {pid}, started {since}{size}."
