"""The process that waits with the command line imported, and runs each command in a fork of itself.

It holds modules and nothing else: no rubric, no report, no word of any command. Each fork becomes the command: its
arguments, variables, folder and streams come from the process that a shell started (:mod:`lagrader.cli.handover`), and
it ends with that process. Learners' code never runs here; a command asks a zygote for workers, as ever.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import lagrader
from lagrader import warmth
from lagrader.cli import handover, run
from lagrader.lingering import LEAST_MEMORY, Lingering, available, greet, take_lock, tell

REQUEST_SIZE = 1 << 20

_PARTS = (
    "checkers", "cli.app", "cli.check", "cli.output", "cli.words", "course", "devices", "diagnosis", "display",
    "grader", "reports.json", "reports.plain", "reports.terminal", "rubric", "runner", "state", "submission", "syntax",
    "yamlfile",
)  # fmt: skip
"""What a check needs of lagrader, with all that lies below; what these import comes along."""

_OTHERS = ("asyncio", "encodings.utf_8_sig", "numpy.random", "platformdirs", "rich.console", "yaml")
"""What is imported only when it is used."""

_BOOT = """
import json, sys
path, plan = json.loads(sys.stdin.readline())
sys.path[:] = path
from lagrader.cli.standby import main
main(plan)
"""


# --- leaving one behind ------------------------------------------------------------------------------------


def leave_one(words: Sequence[str]) -> None:
    """Start the process that will wait for the next command, where one may; this command is over and needs nothing."""
    if not handover.may_be_handed_over(words) or available() < LEAST_MEMORY:
        return
    folder = warmth.open_folder(make=True)
    if folder is None:
        return
    try:
        with contextlib.suppress(OSError):  # another one waits already, or the next command takes as long as this one
            _start(handover.plan(folder))
    finally:
        os.close(folder)


def _start(plan: warmth.Plan) -> None:
    """Start it with the lock in its hands: from this moment on it can be found, and ended."""
    from lagrader.starting import worker_environment

    lock = take_lock(plan.folder, plan.name)
    plan = plan._replace(stamps=list(warmth.stamps_of(_made_of())))
    process = subprocess.Popen(
        [sys.executable, "-I", "-X", f"utf8={sys.flags.utf8_mode}", "-c", _BOOT],
        env={name: text for name, text in worker_environment().items() if name != "LC_ALL"} | handover.locale(),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(plan.folder, lock),
        cwd="/",
        start_new_session=True,
    )
    tell(lock, process.pid, plan.holds)
    os.close(lock)
    assert process.stdin is not None
    with process.stdin:
        process.stdin.write(json.dumps([sys.path[1:], {**plan._asdict(), "lock": lock}]).encode() + b"\n")


def _made_of() -> list[str]:
    """List the files of this package, and the folders in which a package that is installed or removed shows."""
    package = Path(lagrader.__file__).parent
    files = [
        os.path.join(folder, name)  # noqa: PTH118 - hundreds
        for folder, _, names in os.walk(package)
        for name in names
        if name.endswith(".py")
    ]
    return files + [path for path in sys.path if path.rstrip(os.sep).endswith("-packages")]


# --- waiting -----------------------------------------------------------------------------------------------


def main(plan: dict[str, Any]) -> NoReturn:
    """Import what a check needs, and wait."""
    gc.disable()
    import_all()
    gc.freeze()
    Lingering(_serve, **plan).wait()


def import_all() -> None:
    """Import all that a check may need, and nothing of a course."""
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    for name in _OTHERS:
        importlib.import_module(name)
    for part in _PARTS:
        module = importlib.import_module(f"lagrader.{part}")
        for found in pkgutil.walk_packages(getattr(module, "__path__", ()), f"lagrader.{part}."):
            importlib.import_module(found.name)


# --- being a command ---------------------------------------------------------------------------------------


def _serve(connection: socket.socket) -> NoReturn:
    """Be the command that is asked for, from its arguments to its exit code."""
    greet(connection)
    data, descriptors, _, _ = socket.recv_fds(connection, REQUEST_SIZE, 4)
    if len(descriptors) != 4:
        os._exit(0)  # whoever connected has thought better of it
    _end_with(connection)
    _become(descriptors, **json.loads(data))
    code = run()
    fcntl.fcntl(connection, fcntl.F_SETFL, 0)
    with contextlib.suppress(OSError):
        connection.send(str(code).encode())
    os._exit(0)


def _end_with(connection: socket.socket) -> None:
    """Be killed when the process that the shell knows is: it says nothing any more, so its end is all that can come."""
    fcntl.fcntl(connection, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(connection, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(connection, fcntl.F_SETFL, os.O_ASYNC)
    if select.select([connection], [], [], 0)[0]:
        os._exit(0)  # it was gone before


def _become(
    descriptors: Sequence[int],
    *,
    arguments: list[str],
    variables: dict[str, str],
    path: list[str],
    umask: int,
    streams: list[tuple[str, str]],
    ignored: list[int],
    blocked: list[int],
    writes_bytecode: bool,
) -> None:
    """Take over what the process is that the shell started; ``descriptors`` are its folder and its streams."""
    here, *standard = descriptors
    os.fchdir(here)
    for number, descriptor in enumerate(standard):
        os.dup2(descriptor, number)
    for descriptor in descriptors:
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(variables)
    time.tzset()
    os.umask(umask)
    sys.argv[:] = arguments
    sys.path[:] = path
    sys.dont_write_bytecode = not writes_bytecode
    _answer_signals(set(ignored), blocked)
    # Standard error is never kept back for more than a line, as Python has it: nobody flushes it at the end.
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, mode, buffering, encoding=encoding, errors=errors, closefd=False)  # noqa: SIM115
        for (number, mode, buffering), (encoding, errors) in zip(
            ((0, "r", -1), (1, "w", -1), (2, "w", 1)), streams, strict=True
        )
    )


def _answer_signals(ignored: set[int], blocked: list[int]) -> None:
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        usual = signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
        with contextlib.suppress(OSError):
            signal.signal(number, signal.SIG_IGN if number in ignored else usual)
    signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
