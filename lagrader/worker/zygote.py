"""The warm process that forks: it imports torch once and sees commands and descriptors only.

Sources and inputs go from the grader straight to a child: whatever passed through this process would be
inherited by every later child. It starts no thread, runs no parallel region (one before a fork hangs the
children), and never touches CUDA.

Commands come as JSON datagrams on a Unix socket, answered in order:
``{"do": "fork", "memory": bytes | null, "seconds": n, "shelter": "cpu" | "cuda" | null}`` with two descriptors (the
child's end of its channel, the file for its output) is answered by ``{"pid": n}`` with a pidfd;
``{"do": "wait", "pid": n}`` by ``{"status": n}``; ``{"do": "preload", "many": bool}`` by ``{}``.
"""

from __future__ import annotations

import gc

gc.disable()  # a third of the time of `import torch` is the collector looking at what will stay

import contextlib  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import signal  # noqa: E402
import socket  # noqa: E402
from typing import Any, NoReturn  # noqa: E402

from lagrader.lingering import greet, stay  # noqa: E402
from lagrader.worker.confine import RULESET, Limits, confine, look_ahead, redirect  # noqa: E402
from lagrader.worker.hugepages import collapse  # noqa: E402
from lagrader.worker.shelter import Shelter, prepare  # noqa: E402
from lagrader.worker.warm import rehearse, warm_up  # noqa: E402

MESSAGE_SIZE = 4096
PR_SET_CHILD_SUBREAPER = 36


def main(control_descriptor: int, plan: dict[str, Any] | None = None) -> None:
    """Import torch, then obey commands until the grader closes its end; wait for the next one where there is a plan."""
    control = socket.socket(fileno=control_descriptor)
    warm_up()
    _adopt_orphans()
    shelter = prepare()
    look_ahead()
    gc.freeze()
    Zygote(control, shelter, plan).obey()


class Zygote:
    """Obeys commands, and knows which processes are its own."""

    def __init__(self, control: socket.socket, shelter: Shelter, plan: dict[str, Any] | None = None) -> None:
        """Answer on ``control``; children enter ``shelter``. With a ``plan`` a process stays for the next grader."""
        self._control, self._shelter, self._plan = control, shelter, plan
        self._children: set[int] = set()

    def obey(self) -> NoReturn:
        """Obey until the grader closes its end; then end what was forked, and leave."""
        while True:
            data, descriptors, _, _ = socket.recv_fds(self._control, MESSAGE_SIZE, 4)
            if not data:
                self._children.clear()
                self._end_strays()
                if self._plan is not None:
                    self._control.close()
                    stay(self._plan, self._serve_another)
                os._exit(0)  # there is nothing to clean up, and torch takes a tenth of a second for it
            self._do(descriptors, **json.loads(data))

    def _serve_another(self, connection: socket.socket) -> NoReturn:
        """Be the zygote of another grader: a fork of the one that waits, which knows of none before it."""
        _adopt_orphans()
        greet(connection)
        Zygote(connection, self._shelter).obey()

    def _do(self, descriptors: list[int], do: str, **options: Any) -> None:
        match do:
            case "fork":
                self._fork(*descriptors, **options)
            case "wait":
                self._wait(**options)
            case "preload":
                self._preload(**options)

    def _fork(self, channel: int, output: int, *, memory: int | None, seconds: int | None, shelter: str | None) -> None:
        zygote = os.getpid()
        pid = os.fork()
        if pid == 0:
            _live(zygote, channel, output, Limits(memory, seconds), self._shelter, shelter)
        self._children.add(pid)
        os.close(channel)
        os.close(output)
        handle = os.pidfd_open(pid)
        self._say({"pid": pid}, handle)
        os.close(handle)

    def _wait(self, pid: int) -> None:
        _, status = os.waitpid(pid, 0)
        self._children.discard(pid)
        self._end_strays()
        self._say({"status": status})

    def _preload(self, many: bool) -> None:
        # A broken one is no fault of a program that may not need it; one that does will be told.
        with contextlib.suppress(Exception):
            import torch._dynamo  # noqa: F401 - to have it in every child
        if many:
            rehearse()
        gc.freeze()
        if many:
            collapse()
        self._say({})

    def _say(self, answer: dict[str, Any], *descriptors: int) -> None:
        socket.send_fds(self._control, [json.dumps(answer).encode()], list(descriptors))

    def _end_strays(self) -> None:
        """Kill what children that are gone had forked: a session of its own hides it from a group's signal."""
        while strays := _offspring() - self._children:
            for pid in strays:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def _live(zygote: int, channel: int, output: int, limits: Limits, prepared: Shelter, profile: str | None) -> NoReturn:
    """Be the child: confined, serving, and gone without any clean-up of the zygote's."""
    try:
        from lagrader.worker.serve import Channel, serve

        shelter = None if profile is None else prepared.of(profile)
        private = redirect(output, channel, shelter.ruleset if shelter else None)
        facts = confine(limits, zygote, shelter, RULESET if shelter else None)
        facts["capabilities"] = prepared.capabilities  # those went before the fork
        serve(Channel(private, private), {"descriptors": "active"} | facts)
    finally:
        os._exit(0)


def _adopt_orphans() -> None:
    """Become the parent of whatever a child leaves behind, so that it can be found and ended."""
    import ctypes

    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _offspring() -> set[int]:
    """The pids of this process's children, adopted ones too; none where the kernel does not list them."""
    try:
        with open(f"/proc/self/task/{os.getpid()}/children", "rb") as file:
            return set(map(int, file.read().split()))
    except OSError:
        return set()
