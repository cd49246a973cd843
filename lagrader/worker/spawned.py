"""The same worker where fork is not safe (macOS, Windows): a fresh interpreter for each child.

Requests come on standard input and replies go to standard output, both moved to private descriptors before
any other code runs; what a program prints goes to standard error.
"""

from __future__ import annotations

import gc

gc.disable()

import os  # noqa: E402
import sys  # noqa: E402


def main(memory: int | None, seconds: int | None, profile: str | None) -> None:
    """Move the channel aside, confine this process as far as the system allows, and serve."""
    requests, replies = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    _binary(requests, replies)
    from lagrader.worker.confine import Limits, confine
    from lagrader.worker.serve import Channel, serve
    from lagrader.worker.shelter import prepare
    from lagrader.worker.warm import warm_up

    warm_up()
    shelter = None if profile is None else prepare().of(profile)
    facts = confine(Limits(memory, seconds), os.getppid() if hasattr(os, "getppid") else None, shelter)
    gc.freeze()
    try:
        # The starter passes none on but the three that are standard.
        serve(Channel(requests, replies), {"descriptors": "active"} | facts)
    finally:
        os._exit(0)


def _binary(*descriptors: int) -> None:
    """On Windows a descriptor starts in text mode, which would change line ends inside frames."""
    if sys.platform == "win32":
        import msvcrt

        for descriptor in descriptors:
            msvcrt.setmode(descriptor, os.O_BINARY)
