"""The program in forks of a process that has imported it: what a run costs is then what it does.

A fork becomes the command as one does of the process that waits for a learner's next check, by the same code
(:mod:`lagrader.cli.standby`): arguments, variables, folder, streams and exit code are the command's own. Importing is
most of a short run. Whoever wants processes as a shell starts them sets LAGRADER_TESTS_COLD=1, as .ci/run does for the
slow tests.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from lagrader.cli import handover

ROOT = Path(__file__).resolve().parents[2]
CAN_FORK = sys.platform.startswith("linux") and not os.environ.get("LAGRADER_TESTS_COLD")

_SERVER = """
import importlib, json, os, pkgutil, signal, socket, sys
import lagrader.cli, lagrader.api
from lagrader.cli import standby
standby.import_all()
for package in ("api", "cli", "gradebook", "reports"):
    module = importlib.import_module(f"lagrader.{package}")
    for found in pkgutil.walk_packages(module.__path__, f"lagrader.{package}."):
        importlib.import_module(found.name)
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
control = socket.socket(fileno=int(sys.argv[1]))
control.send(json.dumps(sys.path[1:]).encode())
while True:
    data, descriptors, _, _ = socket.recv_fds(control, 1, 1)
    if not data:
        os._exit(0)
    if os.fork() == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        control.close()
        standby._serve(socket.socket(fileno=descriptors[0]))
    os.close(descriptors[0])
"""


class Program:
    """A process that has imported the program, and forks."""

    def __init__(self) -> None:
        """Start it; it ends with this process."""
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _SERVER, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdin=subprocess.DEVNULL,
            )
        self._path: list[str] = json.loads(self._control.recv(1 << 16))

    def close(self) -> None:
        """End it."""
        self._control.close()
        self._process.wait()

    def run(
        self, words: Sequence[str], cwd: Path, env: Mapping[str, str], timeout: float
    ) -> subprocess.CompletedProcess[bytes]:
        """Run one command; raise TimeoutExpired as :func:`subprocess.run` does."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with contextlib.ExitStack() as stack:
            stack.enter_context(ours)
            with theirs:
                socket.send_fds(self._control, [b"."], [theirs.fileno()])
            _, handles, _, _ = socket.recv_fds(ours, 4096, 1)
            stack.callback(os.close, handles[0])
            (out, their_out), (err, their_err) = os.pipe(), os.pipe()
            streams = [stack.enter_context(open(end, "rb")) for end in (out, err)]  # noqa: PTH123
            _ask(ours, words, cwd, env, [str(cwd), *self._path], (their_out, their_err))
            readers = stack.enter_context(ThreadPoolExecutor(2))
            said = [readers.submit(stream.read) for stream in streams]
            ours.settimeout(timeout)
            try:
                code = ours.recv(16)
                outputs = [one.result(timeout) for one in said]
            except TimeoutError:
                signal.pidfd_send_signal(handles[0], signal.SIGKILL)
                raise subprocess.TimeoutExpired(list(words), timeout) from None
        return subprocess.CompletedProcess(list(words), int(code) if code else -signal.SIGKILL, *outputs)


@cache
def program() -> Program:
    """The one of this session."""
    return Program()


def close() -> None:
    """End it, where one was started."""
    if program.cache_info().currsize:
        program().close()
        program.cache_clear()


def _ask(
    connection: socket.socket,
    words: Sequence[str],
    cwd: Path,
    env: Mapping[str, str],
    path: list[str],
    outputs: Sequence[int],
) -> None:
    request = handover.request() | {
        "arguments": ["lagrader", *words],
        "variables": dict(env),
        "path": path,
        "streams": [("utf-8", "strict"), ("utf-8", "strict"), ("utf-8", "backslashreplace")],
    }
    here, nothing = os.open(cwd, os.O_PATH | os.O_DIRECTORY), os.open(os.devnull, os.O_RDONLY)
    socket.send_fds(connection, [json.dumps(request).encode()], [here, nothing, *outputs])
    for descriptor in (here, nothing, *outputs):
        os.close(descriptor)
