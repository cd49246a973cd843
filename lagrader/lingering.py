"""Waiting for the next command: a process that has imported what takes long serves each by a fork of itself.

It does nothing but accept: what is done for a command is done in the fork, so nothing of one is seen by the next. It
leaves by itself: without work, when what it is made of changed on the disk, when its socket is gone (somebody logged
out), when memory is short. A zygote waits so (:mod:`lagrader.worker.zygote`), and the command line itself
(:mod:`lagrader.cli.standby`), so this module imports nothing of ours.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import socket
import struct
import time
from collections.abc import Callable
from typing import Any, NoReturn

TICK = 2.0
"""Seconds between two looks at whether it is time to leave."""

SESSIONS = 64
"""Graders at a time; who is turned away starts a zygote of its own."""

LEAST_MEMORY = 1024 * 1024 * 1024
"""Bytes that must be available, or it makes room."""

WAITS, SERVES = b"lagrader-waits", b"lagrader-serves"
"""What the process is called, and a fork of it that serves a grader."""

PR_SET_NAME = 15

_CREDENTIALS = struct.Struct("3i")


def stay(plan: dict[str, Any], serve: Callable[[socket.socket], NoReturn]) -> None:
    """Leave a process behind that waits as ``plan`` says; return at once.

    ``serve`` is what a fork of it does with a grader's connection.
    """
    middle = os.fork()
    if middle:
        os.waitpid(middle, 0)
        return
    try:
        os.setsid()
        if os.fork() == 0:
            Lingering(serve, **plan).wait()
    finally:
        os._exit(0)


def _silence() -> None:
    """Let go of whatever leads to the command that has gone, and be called what this process does."""
    _be_called(WAITS)
    empty = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(empty, descriptor)
    os.close(empty)


def _be_called(name: bytes) -> None:
    """Show a name in lists of processes; at most 15 bytes of it."""
    import ctypes

    ctypes.CDLL(None).prctl(PR_SET_NAME, name, 0, 0, 0)


class Lingering:
    """The process that waits, as a plan of :mod:`lagrader.warmth` says.

    ``folder`` is a descriptor, ``stamps`` are (path, time of change, size), ``holds`` says what it has imported.
    """

    def __init__(
        self,
        serve: Callable[[socket.socket], NoReturn],
        *,
        folder: int,
        name: str,
        holds: str,
        stamps: list[Any],
        seconds: float,
        lock: int | None = None,
    ) -> None:
        """Touch nothing yet; ``lock`` is one that whoever started this process has taken for it."""
        self._serve, self._folder, self._name, self._holds = serve, folder, name, holds
        self._stamps, self._seconds = stamps, seconds
        self._sessions: set[int] = set()
        self._last = time.monotonic()
        self._lock = -1 if lock is None else lock
        self._inode = 0

    def wait(self) -> NoReturn:
        """Take the name, if nobody has it, and serve until it is time to leave."""
        _silence()
        try:
            listener = self._listen()
        except OSError:
            os._exit(0)  # another one waits already, or this is no place for a socket
        with listener:
            while not self._is_over():
                ready, _, _ = select.select([listener], [], [], min(TICK, self._seconds or TICK))
                self._reap()
                if ready:
                    self._accept(listener)
        self._leave()

    def _listen(self) -> socket.socket:
        """Hold the lock, as long as this process lives; then the socket's place is its own."""
        os.umask(0o077)
        if self._lock < 0:
            self._lock = take_lock(self._folder, self._name)
            tell(self._lock, os.getpid(), self._holds)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self._name, dir_fd=self._folder)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        listener.bind(f"/proc/self/fd/{self._folder}/{self._name}")
        self._inode = os.stat(self._name, dir_fd=self._folder, follow_symlinks=False).st_ino
        listener.listen(SESSIONS)
        listener.setblocking(False)
        return listener

    def _accept(self, listener: socket.socket) -> None:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection:
            is_own = peer(connection)[1] == os.geteuid()
            if not is_own or len(self._sessions) >= SESSIONS or self._has_changed():
                return  # who is turned away sees the end of the connection
            self._last = time.monotonic()
            pid = os.fork()
            if pid:
                self._sessions.add(pid)
                return
            try:
                listener.close()
                for descriptor in (self._lock, self._folder):
                    os.close(descriptor)
                _be_called(SERVES)
                connection.setblocking(True)
                self._serve(connection)
            finally:
                os._exit(0)

    def _reap(self) -> None:
        for pid in list(self._sessions):
            with contextlib.suppress(ChildProcessError):
                if os.waitpid(pid, os.WNOHANG)[0] == 0:
                    continue
            self._sessions.discard(pid)
            self._last = time.monotonic()

    # --- leaving -------------------------------------------------------------------------------------------

    def _is_over(self) -> bool:
        is_idle = not self._sessions and time.monotonic() - self._last >= self._seconds
        return is_idle or self._is_unreachable() or available() < LEAST_MEMORY or self._has_changed()

    def _is_unreachable(self) -> bool:
        try:
            return os.stat(self._name, dir_fd=self._folder, follow_symlinks=False).st_ino != self._inode
        except OSError:
            return True

    def _has_changed(self) -> bool:
        return any(_stamp(path) != (changed, size) for path, changed, size in self._stamps)

    def _leave(self) -> NoReturn:
        """Go, and take the socket along where it is still ours. Sessions that are open go on without."""
        with contextlib.suppress(OSError):
            if not self._is_unreachable():
                os.unlink(self._name, dir_fd=self._folder)
        os._exit(0)


def take_lock(folder: int, name: str) -> int:
    """Take the lock of a name, which its process holds as long as it lives; raise OSError where another has it."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    lock = os.open(f"{name}.lock", flags, 0o600, dir_fd=folder)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(lock, 0)
    except OSError:
        os.close(lock)
        raise
    return lock


def tell(lock: int, pid: int, holds: str) -> None:
    """Write into the file of a lock who has it."""
    told = {"pid": pid, "place": place(), "since": time.monotonic(), "holds": holds}
    os.write(lock, json.dumps(told).encode())


def place() -> str:
    """Return where the number of a process means what it means here: since this boot, among these processes.

    A home folder can be shared with other machines and with containers, in which the same number is another process's.
    """
    try:
        return f"{_read('/proc/sys/kernel/random/boot_id').strip()} {os.readlink('/proc/self/ns/pid')}"
    except OSError:
        return ""


def peer(connection: socket.socket) -> tuple[int, int]:
    """Return the pid and the user of whoever is at the other end, as the kernel knows them."""
    data = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    pid, user, _ = _CREDENTIALS.unpack(data)
    return pid, user


def greet(connection: socket.socket) -> None:
    """Tell whoever connected which process serves it: its number, with a handle that no other process can take over."""
    handle = os.pidfd_open(os.getpid())
    socket.send_fds(connection, [json.dumps({"pid": os.getpid()}).encode()], [handle])
    os.close(handle)


def _stamp(path: str) -> tuple[int, int]:
    try:
        found = os.stat(path)
    except OSError:
        return (0, -1)
    return found.st_mtime_ns, found.st_size


def available() -> int:
    """Bytes of memory that could be had: of the machine, and of the control group that this process is in."""
    return min(_available_here(), _available_to_the_group())


_MUCH = 1 << 62
"""What is taken for available where the system does not tell."""


def _available_here() -> int:
    try:
        return _numbers("/proc/meminfo")["MemAvailable:"] * 1024
    except (OSError, ValueError, LookupError):
        return _MUCH


def _available_to_the_group() -> int:
    """What a container or a session may still take: its limit less what is in use, but for files that can go."""
    try:
        own = next(line[3:].strip("/") for line in _read("/proc/self/cgroup").splitlines() if line.startswith("0::"))
        group = f"/sys/fs/cgroup/{own}"
        limit, used = (int(_read(f"{group}/memory.{name}")) for name in ("max", "current"))
        return limit - used + _numbers(f"{group}/memory.stat")["inactive_file"]
    except (OSError, ValueError, LookupError, StopIteration):  # "max" is no number: there is no limit
        return _MUCH


def _numbers(path: str) -> dict[str, int]:
    """Read a table of names and numbers."""
    return {words[0]: int(words[1]) for words in map(str.split, _read(path).splitlines())}


def _read(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()
