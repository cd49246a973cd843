"""Handing a command over to a process that waits with the command line imported, and being its shell's side of it.

Importing what a check needs takes a third of a second; a fork of a process that has done it needs a few milliseconds
(:mod:`lagrader.cli.standby`). That fork gets arguments, variables, working folder and the three standard streams, and
runs the command as this process would have. This one waits for its exit code, passes signals on, and is what the shell
sees. Where anything stands in the way the command runs here, as ever.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn, Self

from lagrader import warmth
from lagrader.lingering import peer
from lagrader.starting import START_VARIABLE

PASSED_ON = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2)
"""What reaches this process from a terminal or another program is meant for the command."""

_INHERITED = ("/proc/self/limits", "/proc/self/cgroup", "/proc/self/oom_score_adj")
_NAMESPACES = ("cgroup", "ipc", "mnt", "net", "user", "uts")
_STATUS = (b"Uid", b"Gid", b"Groups", b"Cap", b"NoNewPrivs", b"Seccomp:", b"Cpus_allowed:", b"Mems_allowed:")
_LOCALE = ("LANG", "LC_ALL", "LC_CTYPE")


def hand_over(words: Sequence[str]) -> int | None:
    """Have a command run by the process that waits; return its exit code, or None where it has to run here."""
    if not _can_be_handed_over(words):
        return None
    folder = warmth.open_folder(make=False)
    if folder is None:
        return None
    try:
        # The first check of an evening finds nothing, and torch's import has not begun yet: nothing else is asked then.
        connection = None if warmth.is_empty(folder) or warmth.is_off() else warmth.join(plan(folder))
    finally:
        os.close(folder)
    if connection is None:
        return None
    with connection:
        return _driven(connection)


def may_be_handed_over(words: Sequence[str]) -> bool:
    """Whether it can make no difference to a command in which process it runs, and a process may wait for it."""
    return _can_be_handed_over(words) and not warmth.is_off()


def _can_be_handed_over(words: Sequence[str]) -> bool:
    """The same, of what this process knows by itself.

    A path below /dev or /proc is this process's own: a shell's ``<(...)``, or the terminal.
    """
    told = any(word in {"-h", "--help"} or word.startswith("--debug") for word in words)
    inherited = any(place in word for word in words for place in ("/dev/", "/proc/"))
    streams = None in (sys.stdin, sys.stdout, sys.stderr)
    return not (
        told or inherited or streams or _is_watched() or os.environ.get(START_VARIABLE) or warmth.is_forbidden()
    )


def _is_watched() -> bool:
    """Whether somebody looks at this very interpreter, or started it in a way of their own."""
    flags = sys.flags
    is_plain = not (flags.debug or flags.inspect or flags.optimize or flags.no_site or flags.verbose or flags.dev_mode)
    return not is_plain or bool(sys.warnoptions) or sys.gettrace() is not None or sys.getprofile() is not None


def plan(folder: int) -> warmth.Plan:
    """Return how the process waits that a command of this one's can be handed over to.

    Its name holds whatever a process inherits and can't be given later: limits, rights, namespaces, the control group.
    Of what it is made of it knows nothing yet; that is for whoever starts it.
    """
    own = str(Path(__file__).parents[1])
    name = warmth.name_of([warmth.COMMANDS, own, sys.path[1:], sys.flags.utf8_mode, locale(), *_circumstances()])
    return warmth.Plan(folder, name, warmth.COMMANDS, (), warmth.seconds())


def locale() -> dict[str, str]:
    """Return the variables by which an interpreter chooses, when it starts, how text is encoded."""
    return {name: os.environ[name] for name in _LOCALE if name in os.environ}


def _circumstances() -> Iterator[str]:
    for path in _INHERITED:
        yield _read(path).decode("ascii", "replace")
    for line in _read("/proc/self/status").splitlines():
        if line.startswith(_STATUS):
            yield line.decode("ascii", "replace")
    for name in _NAMESPACES:
        try:
            yield os.readlink(f"/proc/self/ns/{name}")  # noqa: PTH115 - six of them, in every command
        except OSError:
            yield ""
    yield str(os.nice(0))


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - as above
            return file.read()
    except OSError:
        return b""


# --- being the shell's side --------------------------------------------------------------------------------


def request() -> dict[str, Any]:
    """Return all of this process that goes to the one that runs its command, but for descriptors."""
    umask = os.umask(0o077)
    os.umask(umask)
    return {
        "arguments": sys.argv,
        "variables": dict(os.environ),
        "path": sys.path,
        "umask": umask,
        "streams": [(stream.encoding, stream.errors) for stream in (sys.stdin, sys.stdout, sys.stderr)],
        "ignored": [number for number in signal.valid_signals() if signal.getsignal(number) is signal.SIG_IGN],
        "blocked": list(signal.pthread_sigmask(signal.SIG_BLOCK, ())),
        "writes_bytecode": not sys.dont_write_bytecode,
    }


def _driven(connection: socket.socket) -> int | None:
    handle = _greeted(connection)
    if handle is None:
        return None
    try:
        with ShellSide(handle) as side:
            if not _ask(connection):
                return None
            code = _answer(connection)
            return int(code) if code else side.die()
    finally:
        os.close(handle)


def _greeted(connection: socket.socket) -> int | None:
    """Return a handle of the process that will run the command; None where none answers in time."""
    for patience in (warmth.GREET_SECONDS, warmth.BUSY_SECONDS):
        connection.settimeout(patience)
        try:
            told, handles, _, _ = socket.recv_fds(connection, 4096, 1)
        except TimeoutError:
            if warmth.is_stopped(peer(connection)[0]):
                break
        except OSError:  # it has gone a moment ago
            return None
        else:
            return handles[0] if told and handles else None
    warmth.end_stuck(connection)
    return None


def _ask(connection: socket.socket) -> bool:
    """Ask for the command, and hand over what it needs; return whether that went through."""
    import json

    data = json.dumps(request()).encode()
    try:
        here = os.open(".", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            socket.send_fds(connection, [data], [here, 0, 1, 2])
        finally:
            os.close(here)
    except OSError:  # it has gone, or there is more to say than a message holds
        return False
    connection.settimeout(None)
    return True


def _answer(connection: socket.socket) -> bytes:
    """Wait for the exit code; nothing where the process is gone without one."""
    try:
        return connection.recv(16)
    except OSError:
        return b""


class ShellSide:
    """What this process still does while another runs its command: it passes on what it is told."""

    def __init__(self, handle: int) -> None:
        """Do nothing yet; ``handle`` is a pidfd of the process that runs the command."""
        self._handle = handle
        self._last = signal.SIGKILL
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        """Pass signals on from now on; what is ignored here stays so."""
        handlers = {**dict.fromkeys(PASSED_ON, self._pass_on), signal.SIGTSTP: self._pause}
        for number, handler in handlers.items():
            if (before := signal.getsignal(number)) is not signal.SIG_IGN:
                signal.signal(number, handler)
                self._before[number] = before
        return self

    def __exit__(self, *_: object) -> None:
        """Answer signals as before."""
        for number, before in self._before.items():
            signal.signal(number, before)

    def _pass_on(self, number: int, _frame: FrameType | None) -> None:
        self._last = signal.Signals(number)
        self._tell(number)

    def _pause(self, number: int, _frame: FrameType | None) -> None:
        """Stop both, as Ctrl-Z stops a command; go on here when the shell says so."""
        self._tell(signal.SIGSTOP)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
        signal.signal(number, self._pause)
        self._tell(signal.SIGCONT)

    def _tell(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):  # it has ended; its exit code is on the way
            signal.pidfd_send_signal(self._handle, number)

    def die(self) -> NoReturn:
        """End as the command has: by the signal that was passed on, or by one that nobody can answer."""
        if self._last is not signal.SIGKILL:
            signal.signal(self._last, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {self._last})
        os.kill(os.getpid(), self._last)
        os._exit(128 + self._last)
