"""Shut a child in: process model, descriptors, resource limits.

Every step is a function that says what came of it (``active``, or why not), so that each can be reported, in the
order that matters: whatever a step needs must not have been taken away by one before it. The kernel's layers, which
take the most, come last (:mod:`lagrader.worker.shelter`).
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass

from lagrader.worker.shelter import LAYERS, OFF, Shelter

PR_SET_PDEATHSIG = 1

RULESET = 4
"""The descriptor of Landlock's ruleset in a forked child, until it has entered it."""

FILE_SIZE_LIMIT = 64 * 1024 * 1024
"""Bytes of one file; what all calls of a child print is one, and one call may print a mebibyte."""

DESCRIPTOR_LIMIT = 64


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: bytes of memory beyond what it was born with, CPU seconds in all.

    None leaves it open: CUDA reserves address space by the hundred gigabytes, and the oracle lives as long as the run.
    """

    memory: int | None = 1024 * 1024 * 1024
    seconds: int | None = 60


def confine(
    limits: Limits, parent: int | None, shelter: Shelter | None = None, ruleset: int | None = None
) -> dict[str, str]:
    """Confine this process; return each layer's state. ``parent`` is the pid to die with, if any.

    Without a ``shelter`` (for work on a GPU) the kernel's layers are off. ``ruleset`` is Landlock's descriptor where it
    was given another number.
    """
    steps: dict[str, Callable[[], str]] = {
        "session": _own_session,
        "dies_with_parent": lambda: _die_with(parent),
        "environment": _clear_environment,
        "signals": _default_signals,
        "single_thread": _single_thread,
        "limits": lambda: _limit_resources(limits),
    }
    facts = {name: step() for name, step in steps.items()}
    return facts | (dict.fromkeys(LAYERS, OFF) if shelter is None else shelter.enter(ruleset))


def redirect(output: int, keep: int, ruleset: int | None = None) -> int:
    """Give descriptors 1 and 2 to ``output``, 0 to nothing, ``keep`` the number 3, and close every other.

    Returns 3. Called right after a fork, before anything else can use a descriptor. A ``ruleset`` gets the number
    :data:`RULESET`; whoever enters it closes it.
    """
    nothing = os.open(os.devnull, os.O_RDONLY)
    # Out of the way first: any of them may be one of the numbers that are about to be taken.
    nothing, output, keep = (_above_standard(descriptor) for descriptor in (nothing, output, keep))
    kept = None if ruleset is None else _above_standard(ruleset)
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.dup2(keep, 3, inheritable=False)
    if kept is not None:
        os.dup2(kept, RULESET, inheritable=False)
    os.closerange(4 if kept is None else RULESET + 1, os.sysconf("SC_OPEN_MAX"))
    return 3


def _above_standard(descriptor: int) -> int:
    import fcntl

    return fcntl.fcntl(descriptor, fcntl.F_DUPFD, RULESET + 1)


def _own_session() -> str:
    if not hasattr(os, "setsid"):
        return "not on this system"
    try:
        os.setsid()
    except PermissionError:
        return "active"  # already the leader of its own
    return "active"


def _die_with(parent: int | None) -> str:
    if parent is None or not sys.platform.startswith("linux"):
        return "not on this system"
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        return f"refused: {os.strerror(ctypes.get_errno())}"
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)
    return "active"


def _clear_environment() -> str:
    os.environ.clear()
    # torch._dynamo, imported late, makes sure of its cache folder: one that exists needs no writing.
    os.environ["TORCHINDUCTOR_CACHE_DIR"] = "/"
    return "active"


def _default_signals() -> str:
    for number in signal.valid_signals():
        if number not in (signal.SIGINT, getattr(signal, "SIGKILL", None), getattr(signal, "SIGSTOP", None)):
            try:
                signal.signal(number, signal.SIG_DFL)
            except (OSError, ValueError):
                continue  # some numbers are the C library's own
    # Ctrl-C in the terminal is the grader's to answer; it kills us when it wants to.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return "active"


def _single_thread() -> str:
    try:
        threads = len(os.listdir("/proc/self/task"))
    except OSError:
        return "cannot be seen on this system"
    return "active" if threads == 1 else f"{threads} threads"


def _limit_resources(limits: Limits) -> str:
    try:
        import resource
    except ImportError:
        return "not on this system"
    wanted = {
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_FSIZE: (FILE_SIZE_LIMIT, FILE_SIZE_LIMIT),
        resource.RLIMIT_NOFILE: (DESCRIPTOR_LIMIT, DESCRIPTOR_LIMIT),
    }
    if limits.seconds is not None:
        # SIGXCPU first, which says why; SIGKILL a little later.
        wanted[resource.RLIMIT_CPU] = (limits.seconds, limits.seconds + 5)
    if limits.memory is not None and sys.platform.startswith("linux"):
        space = _address_space() + limits.memory
        wanted[resource.RLIMIT_AS] = (space, space)
    refused = []
    for kind, (soft, hard) in wanted.items():
        most = resource.getrlimit(kind)[1]
        top = hard if most == resource.RLIM_INFINITY else min(hard, most)
        try:
            resource.setrlimit(kind, (min(soft, top), top))
        except (OSError, ValueError) as error:
            refused.append(str(error))
    return "; ".join(refused) or "active"


def _address_space() -> int:
    """Bytes of address space that this process has now."""
    with open("/proc/self/statm", "rb") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
