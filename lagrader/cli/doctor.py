"""``lagrader doctor``: what this machine has, told by a real worker."""

from __future__ import annotations

import platform
import sys
import time
from typing import TYPE_CHECKING

import typer

import lagrader
from lagrader.cli.options import CourseOption, load_course

if TYPE_CHECKING:
    from lagrader.runner import Runner


def doctor(course: CourseOption = None) -> None:
    """Say what this machine has.

    That is Python, torch and its devices, how workers start, and what confines them.
    """
    _row("lagrader", lagrader.__version__)
    _row("Python", f"{platform.python_version()}   {sys.executable}")
    _row("system", f"{platform.system()} {platform.release()} {platform.machine()}")
    loaded = load_course(course)
    _row("course", f"{loaded.title} {loaded.version}   {loaded.folder}")
    _worker()


def _worker() -> None:
    import asyncio

    from lagrader.runner import Runner

    began = time.monotonic()
    runner = Runner()
    try:
        asyncio.run(_ask(runner, began))
    finally:
        runner.kill()


async def _ask(runner: Runner, began: float) -> None:
    from lagrader.wire import Setup

    async with runner:
        found = await runner.devices()
        warm = time.monotonic()
        child, ready = await runner.child(Setup(()))
        started = time.monotonic()
        await runner.release(child)
    _row("torch", f"{found.torch}   NumPy {found.details.get('numpy', '?')}")
    _row("devices", ", ".join(found.names))
    how = "forked from a warm process" if runner.start == "fork" else "spawned: a fresh interpreter each"
    _row("workers", f"{how}   first {warm - began:.1f} s, then {1000 * (started - warm):.0f} ms each")
    for name, state in ready.facts.items():
        _row("", f"{name.replace('_', ' ')}: {state}")


def _row(name: str, text: str) -> None:
    typer.echo(f"{name:10}{text}")
