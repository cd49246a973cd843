"""Where a process waits for the next command, and who may use it: the side of a warm start that looks for one.

A zygote whose grader has gone can stay: the next command connects to its socket and is served by a fork of it, which is
a zygote of its own from then on. So can a process that has imported the command line. The socket lies in a folder of
the user's alone. Its name says what the process is made of (interpreter, packages, environment), so that one of another
kind is never found.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import socket
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from lagrader.lingering import peer, place

VARIABLE = "LAGRADER_WARM"
"""The environment variable that switches warm starts off: 0."""

SECONDS_VARIABLE = "LAGRADER_WARM_SECONDS"
SECONDS = 600.0
"""How long a process waits without work before it leaves."""

NEWS = (
    "Two processes wait for your next check, so that it starts at once; they leave after ten minutes without one. "
    "lagrader warm off switches that off."
)
TORCH, COMMANDS = "torch", "lagrader"
"""What a process that waits has imported: a zygote, and the command line."""

_OFF, _TOLD = "warm-off", "warm-told"
"""Files in the folder of state: switched off for good; was told of once."""

Stamp = tuple[str, int, int]
"""A file's path, the time of its last change in nanoseconds, and its size."""


class Plan(NamedTuple):
    """How a process is to wait: in which folder, under which name, as long as which files are as they were."""

    folder: int
    """A descriptor: no path of the user's goes to a process whose memory strangers' programs inherit."""
    name: str
    holds: str
    """What it has imported, in a word for people."""
    stamps: Sequence[Stamp]
    seconds: float


class Waiting(NamedTuple):
    """A process that waits."""

    name: str
    holds: str
    pid: int
    age: float
    """Seconds."""
    memory: int
    """Bytes that are its own or shared, as far as the system tells; 0 where it doesn't."""


# --- whether -----------------------------------------------------------------------------------------------


def is_wanted(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether warm starts may be used: neither this environment nor the learner has ruled them out."""
    return not is_forbidden(environment) and not is_off()


def is_forbidden(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether an environment rules them out: in CI nothing is to be left, and a variable may say so."""
    return bool(environment.get("CI")) or environment.get(VARIABLE) == "0"


def is_off() -> bool:
    """Whether the learner has switched them off for good."""
    home = _state()
    return home is not None and (home / _OFF).exists()


def switch(*, off: bool) -> None:
    """Switch warm starts off for good, or on again; raise OSError where that can't be remembered."""
    home = _state()
    if home is None:
        raise OSError("there is no home folder here")
    if off:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        (home / _OFF).touch()
    else:
        (home / _OFF).unlink(missing_ok=True)


def is_news() -> bool:
    """Whether nobody was told yet that a process stays behind; from now on somebody was."""
    home = _state()
    if home is None or (home / _TOLD).exists():
        return False
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        (home / _TOLD).touch()
    except OSError:
        return False  # it would be said every time
    return True


def _state() -> Path | None:
    from lagrader.state.folder import find

    return find()


# --- where -------------------------------------------------------------------------------------------------


def open_folder(*, make: bool) -> int | None:
    """Open the folder of the sockets: the user's own, closed to everybody else. None where there is none such."""
    home = os.environ.get("XDG_RUNTIME_DIR")
    path = Path(home, "lagrader") if home and Path(home).is_absolute() else None
    if path is None:
        state = _state()
        path = None if state is None else state / "run"
    if path is None:
        return None
    try:
        if make:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    found = os.fstat(folder)
    if found.st_uid != os.geteuid() or found.st_mode & 0o077:
        os.close(folder)
        return None
    return folder


def is_empty(folder: int) -> bool:
    """Whether no process can wait there: all that is left of the last ones are locks."""
    return all(name.endswith(".lock") for name in os.listdir(folder))


def plan(packages: Sequence[str], environment: Mapping[str, str]) -> Plan | None:
    """Return how a zygote that is started now is to wait; ``packages`` are the folders of torch and NumPy."""
    folder = open_folder(make=True)
    if folder is None:
        return None
    stamps = list(stamps_of(_parts(packages)))
    return Plan(folder, name_of([stamps, dict(environment), os.geteuid()]), TORCH, stamps, seconds())


def seconds() -> float:
    """Return how long a process waits; a test makes it shorter."""
    try:
        return min(max(float(os.environ.get(SECONDS_VARIABLE, SECONDS)), 0.0), 86_400.0)
    except ValueError:
        return SECONDS


def name_of(parts: Sequence[object]) -> str:
    """Return the name of what runs in this interpreter, here, and is made of ``parts``, which JSON can write."""
    made_of = [os.path.realpath(sys.executable), sys.version, place(), *parts]
    return hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()[:24]


def _parts(packages: Sequence[str]) -> list[Path]:
    """List what a zygote is made of: the worker's own files, and by which torch and NumPy are known."""
    own = Path(__file__).parent
    files = [
        own / "__init__.py",
        own / "lingering.py",
        *sorted(own.glob("worker/*.py")),
        *sorted(own.glob("wire/*.py")),
    ]
    return files + [Path(package, name, "version.py") for package in packages for name in ("torch", "numpy")]


def stamps_of(paths: Iterable[Path | str]) -> Iterator[Stamp]:
    """Yield by what it is seen that files have changed; those that are not there are left out."""
    for path in paths:
        with contextlib.suppress(OSError):
            found = Path(path).stat()
            yield os.fspath(path), found.st_mtime_ns, found.st_size


# --- joining -----------------------------------------------------------------------------------------------

GREET_SECONDS, BUSY_SECONDS = 0.2, 5.0
"""How long a process that waits may take to greet; then, unless it is stopped, how much longer since it may be busy."""


def join(found: Plan) -> socket.socket | None:
    """Connect to what waits under a plan's name; None where nothing does, or it is not the user's own."""
    try:
        entry = os.stat(found.name, dir_fd=found.folder, follow_symlinks=False)
        if not stat.S_ISSOCK(entry.st_mode) or entry.st_uid != os.geteuid():
            return None
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    except OSError:
        return None
    connection.setblocking(False)
    try:
        connection.connect(f"/proc/self/fd/{found.folder}/{found.name}")
        if peer(connection)[1] == os.geteuid():
            return connection
    except OSError:
        pass  # it left a moment ago, or has more to do than it can queue
    connection.close()
    return None


def is_stopped(pid: int) -> bool:
    """Whether a process is stopped, or gone: it answers nothing any more."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return True
    return state in "TtZX"


# --- what waits --------------------------------------------------------------------------------------------


def waiting() -> list[Waiting]:
    """Return every process of this user's that waits on this machine, of whatever kind."""
    folder = open_folder(make=False)
    if folder is None:
        return []
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208 - of a descriptor
        found = (_waiting(folder, name) for name in names if name.endswith(".lock"))
        return [one for one in found if one is not None]
    finally:
        os.close(folder)


def _waiting(folder: int, name: str) -> Waiting | None:
    """What holds a lock; None where nobody does any more."""
    try:
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _told(name.removesuffix(".lock"), file.read(1000))
        except OSError:
            return None
    return None


def _told(name: str, data: bytes) -> Waiting | None:
    try:
        found: dict[str, Any] = json.loads(data)
        if found["place"] != place():
            return None  # another machine's, or a container's
        pid, since, holds = int(found["pid"]), float(found["since"]), str(found.get("holds", TORCH))
    except (ValueError, TypeError, LookupError):
        return None
    return Waiting(name, holds, pid, max(time.monotonic() - since, 0.0), _memory(pid))


def _memory(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def stop() -> int:
    """End every process that waits, and return how many; those that serve a check at this moment end with it."""
    return sum(end(one.pid, _waits) for one in waiting())


def end_stuck(connection: socket.socket) -> None:
    """End what waits at the other end of a connection and does not answer; another program in its place is not."""
    end(peer(connection)[0], _waits)


def _waits(pid: int) -> bool:
    return any(one.pid == pid for one in waiting())


_GONE_SECONDS = 2.0


def end(pid: int, is_ours: Callable[[int], bool] = bool) -> bool:
    """End a process, and wait until it is gone: nobody is to find it a moment later. Return whether it was there.

    ``is_ours`` is asked when the number can't become another process's any more.
    """
    import select
    import signal

    with contextlib.suppress(OSError):
        handle = os.pidfd_open(pid)
        try:
            if is_ours(pid):
                signal.pidfd_send_signal(handle, signal.SIGKILL)
                select.select([handle], [], [], _GONE_SECONDS)
                return True
        finally:
            os.close(handle)
    return False
