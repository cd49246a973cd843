"""What the layers cost: a fork and a confined fork in turn, in a warm process of its own; milliseconds as JSON.

``python benchmarks/layers.py COUNT [UID]`` prints ``{"bare": [...], "confined": [...]}``. It imports what the process
that forks imports, becomes the user UID, prepares the layers once, and then forks. The child does nothing else, so the
difference within a pair is what the layers cost.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from lagrader.worker.confine import RULESET, Limits, confine, look_ahead, redirect
from lagrader.worker.readable import readable_paths
from lagrader.worker.shelter import Shelter, prepare
from lagrader.worker.warm import warm_up


def forked(child: Callable[[], None]) -> float:
    """Return the milliseconds from a fork until the child, which does ``child``, has been seen to be gone."""
    began = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        try:
            child()
        except RuntimeError as error:
            sys.exit(str(error))
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    took = 1000 * (time.perf_counter() - began)
    if status:
        sys.exit("A child could not be confined.")
    return took


def confined_in(shelter: Shelter) -> Callable[[], None]:
    """Return what a worker does before it serves: descriptors, limits, the kernel's layers."""
    channel, _kept = socket.socketpair()
    output, parent = os.memfd_create("output"), os.getpid()

    def child() -> None:
        redirect(output, channel.fileno(), shelter.ruleset)
        facts = confine(Limits(1 << 30, 120), parent, shelter, RULESET)
        if not all(state == "active" or state.startswith("not needed") for state in facts.values()):
            raise RuntimeError(f"not confined: {facts}")

    return child


def main(count: int, user: int | None) -> None:
    """Measure ``count`` pairs; every other one begins with the confined fork."""
    warm_up()
    readable_paths()  # what this imports may lie where only root can read
    gc.disable()
    if user is not None:
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    child = confined_in(prepare())
    look_ahead()
    gc.freeze()
    found: dict[str, list[float]] = {"bare": [], "confined": []}
    both: list[tuple[str, Callable[[], None]]] = [("bare", lambda: None), ("confined", child)]
    for turn in range(count + 1):
        for name, action in both if turn % 2 else reversed(both):
            took = forked(action)
            if turn:  # the first pair finds nothing in memory
                found[name].append(took)
    print(json.dumps(found))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)
