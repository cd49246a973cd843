"""``lagrader doctor``: what this machine has, told by a real worker, and what canaries in one could not do."""

from __future__ import annotations

import platform
import sys
import textwrap
import time
from typing import TYPE_CHECKING

import typer

import lagrader
from lagrader.cli import console
from lagrader.cli.options import CourseOption, load_course

if TYPE_CHECKING:
    from lagrader.runner import Runner
    from lagrader.runner.proof import Proof

NAME, LAYER, STATE = 10, 18, 8
"""Cells of the columns on the left."""


def doctor(course: CourseOption = None) -> None:
    """Say what this machine has, and try its sandbox.

    That is Python, torch and its devices, how workers start, and each layer that confines them: a program is sent into
    a real worker and tries what a stranger's might.
    """
    _row("lagrader", lagrader.__version__)
    _row("Python", f"{platform.python_version()}   {sys.executable}")
    _row("system", f"{platform.system()} {platform.release()} {platform.machine()}")
    loaded = load_course(course)
    _row("course", f"{loaded.title} {loaded.version}   {loaded.folder}")
    _installed()
    _worker()


def _installed() -> None:
    """Name the courses of other packages, where there are some."""
    from lagrader.course.installed import course_names

    if names := course_names():
        _row("courses", ", ".join(names), "to use one: --course NAME")


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
    from lagrader.cli.warm import status
    from lagrader.runner.proof import prove
    from lagrader.wire import Setup

    async with runner:
        found = await runner.devices()
        warm = time.monotonic()
        child, _ = await runner.child(Setup(()))
        started = time.monotonic()
        await runner.release(child)
        _row("torch", f"{found.torch}   NumPy {found.details.get('numpy', '?')}")
        _row("devices", ", ".join(found.names))
        how = "forked from a warm process" if runner.start == "fork" else "spawned: a fresh interpreter each"
        _row("workers", f"{how}   first {warm - began:.1f} s, then {1000 * (started - warm):.0f} ms each")
        for line in status().splitlines():
            _row("warm", line)
        _tell(await prove(runner))
        gpu = next((name for name in found.names if name.startswith("cuda")), None)
        if gpu is not None:
            runner.shelters_cuda = True
            _row("", "")
            _row(gpu, "the weaker profile that a GPU needs (grade --accept-weaker-sandbox):")
            _tell(await prove(runner, gpu))


def _tell(proof: Proof) -> None:
    """Write each layer's state, what was tried against it, and what that means for strangers' programs."""
    from lagrader.runner.proof import stands, title

    heading = "sandbox"
    for layer, state in proof.layers.items():
        shown = state if stands(state) else f"missing: {state}"
        tried = proof.refused_by(layer) if stands(state) else []
        _row(heading, f"{title(layer):{LAYER}} {shown}", f"refused: {', '.join(tried)}" if tried else "")
        heading = ""
    done = "autograd, a training step, einsum, bmm, a thread, random numbers"
    _row("work", f"{'honest':{LAYER}} {proof.honest}", done)
    if proof.holds:
        _row("strangers", "Their programs may run here: every layer was tried, and held.")
    elif proof.missing:
        _row("strangers", "Their programs do not run here, your own do: docs/security.md has recipes.")
    else:
        _row("strangers", "No program can be judged here: honest work fails. Please report what this prints.")


def _row(name: str, text: str, more: str = "") -> None:
    """Write a line, and ``more`` beside it, dim, in a column of its own."""
    at = NAME + LAYER + STATE + 1
    line = f"{name:{NAME}}{text}"
    rows = textwrap.wrap(more, max(at, console.width() - 1 - at)) or [""]
    typer.echo(f"{line:{at}}" if more else line, nl=False)
    typer.secho(rows[0], dim=True)
    for row in rows[1:]:
        typer.secho(f"{' ' * at}{row}", dim=True)
