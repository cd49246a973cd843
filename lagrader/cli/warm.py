"""``lagrader warm``: the processes that wait for the next check: whether there are any, and whether there may be."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from lagrader.errors import SandboxError

if TYPE_CHECKING:
    from lagrader.warmth import Waiting


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

    After a check two processes wait for the next one, one that has imported torch and one that has imported lagrader.
    After ten minutes without a check they leave by themselves. stop ends them, off ends them and leaves none any more,
    on allows it again. LAGRADER_WARM=0 does without in one shell; grade, audit and CI never use them.
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


ELSEWHERE = "Here every check starts anew: only on Linux processes can wait for the next one."


def status() -> str:
    """Return what waits, and whether something may."""
    from lagrader import warmth

    if not sys.platform.startswith("linux"):
        return ELSEWHERE
    waiting = [_told(one) for one in warmth.waiting()]
    if warmth.is_off():
        return "\n".join([*waiting, "Off: every check starts anew. lagrader warm on allows it again."])
    if not warmth.is_wanted():
        return "\n".join([*waiting, "Not used here: CI is set, or LAGRADER_WARM is 0."])
    return "\n".join(waiting) or "Nothing waits; the next check leaves two processes that do."


def _told(one: Waiting) -> str:
    from lagrader.reports.ago import ago

    since = ago(int(one.age)) or "a moment ago"
    size = f", {one.memory // 2**20} MiB of memory" if one.memory else ""
    return f"Waiting for the next check: process {one.pid} with {one.holds}, started {since}{size}."
