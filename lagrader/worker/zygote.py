"""The warm process that forks: it imports torch once and sees commands and descriptors only.

Sources and inputs go from the grader straight to a child: whatever passed through this process would be
inherited by every later child. It starts no thread, runs no parallel region (one before a fork hangs the
children), and never touches CUDA.

Commands come as JSON datagrams on a Unix socket, answered in order:
``{"do": "fork", "memory": bytes | null, "seconds": n}`` with two descriptors (the child's end of its
channel, the pipe for its output) is answered by ``{"pid": n}`` with a pidfd;
``{"do": "wait", "pid": n}`` by ``{"status": n}``; ``{"do": "preload"}`` by ``{}``.
"""

from __future__ import annotations

import gc

gc.disable()  # a third of the time of `import torch` is the collector looking at what will stay

import json  # noqa: E402
import os  # noqa: E402
import socket  # noqa: E402
import sys  # noqa: E402
from typing import Any, NoReturn  # noqa: E402

MESSAGE_SIZE = 4096


def main(control_descriptor: int) -> None:
    """Import torch, then obey commands until the grader closes its end."""
    control = socket.socket(fileno=control_descriptor)
    _warm_up()
    gc.freeze()
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, MESSAGE_SIZE, 4)
        if not data:
            os._exit(0)  # there is nothing to clean up, and torch takes a tenth of a second for it
        _obey(control, json.loads(data), descriptors)


def _obey(control: socket.socket, command: dict[str, Any], descriptors: list[int]) -> None:
    match command["do"]:
        case "fork":
            _fork(control, command, *descriptors)
        case "wait":
            _, status = os.waitpid(command["pid"], 0)
            _say(control, {"status": status})
        case "preload":
            import torch._dynamo  # noqa: F401 - to have it in every child

            gc.freeze()
            _say(control, {})


def _fork(control: socket.socket, command: dict[str, Any], channel: int, output: int) -> None:
    zygote = os.getpid()
    pid = os.fork()
    if pid == 0:
        _live(zygote, command, channel, output)
    os.close(channel)
    os.close(output)
    handle = os.pidfd_open(pid)
    _say(control, {"pid": pid}, handle)
    os.close(handle)


def _live(zygote: int, command: dict[str, Any], channel: int, output: int) -> NoReturn:
    """Be the child: confined, serving, and gone without any clean-up of the zygote's."""
    try:
        from lagrader.worker.confine import Limits, confine, redirect
        from lagrader.worker.serve import Channel, serve

        private = redirect(output, channel)
        facts = confine(Limits(command["memory"], command["seconds"]), zygote)
        serve(Channel(private, private), dict(facts))
    finally:
        os._exit(0)


def _say(control: socket.socket, answer: dict[str, Any], *descriptors: int) -> None:
    socket.send_fds(control, [json.dumps(answer).encode()], list(descriptors))


def _warm_up() -> None:
    """Run one small operation of each common kind, so that no child pays for the first.

    It also initialises cpuinfo, which a confined child could not read and would complain about in the
    learner's output. Every size is far below what torch splits over threads.
    """
    import torch

    import lagrader.worker.confine
    import lagrader.worker.serve  # noqa: F401

    x = torch.ones(3, requires_grad=True)
    matrix = torch.ones(3, 3)
    torch.autograd.backward((torch.relu(matrix @ x) * x).sum())
    torch.dot(matrix[0], matrix[1]).item()
    torch.set_num_threads(1)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
