"""Shut a child in: process model, descriptors, resource limits.

Every step is a function that says what came of it (``active``, or why not), so that each can be reported, in the
order that matters: whatever a step needs must not have been taken away by one before it. The kernel's layers, which
take the most, come last (:mod:`lagrader.worker.shelter`).
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from lagrader.worker.shelter import LAYERS, OFF, Shelter

# Both are used after the fork, where an import would cost a third of a millisecond in every child.
try:
    import fcntl
    import resource
except ImportError:
    HAVE_LIMITS = False  # Windows
else:
    HAVE_LIMITS = True

PR_SET_PDEATHSIG = 1

RULESET = 4
"""The descriptor of Landlock's ruleset in a forked child, until it has entered it."""

FILE_SIZE_LIMIT = 64 * 1024 * 1024
"""Bytes of one file; what all calls of a child print is one, and one call may print a mebibyte."""

DESCRIPTOR_LIMIT, DESCRIPTORS_ON_A_GPU = 64, 1024
"""CUDA opens its devices again for each of its own threads and pools."""


OF_A_GPU = ("CUDA_VISIBLE_DEVICES",)
"""What is kept of the environment for work on a GPU: which one it is that the grader was told to use."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: bytes of memory beyond what it was born with, CPU seconds in all.

    None leaves it open: CUDA reserves address space by the hundred gigabytes, and the oracle lives as long as the run.
    """

    memory: int | None
    seconds: int | None


def look_ahead() -> None:
    """Find out before the fork what every child would find out again; children work without it, a little slower."""
    _libc()
    _handled()


def confine(
    limits: Limits, parent: int | None, shelter: Shelter | None = None, ruleset: int | None = None
) -> dict[str, str]:
    """Confine this process; return each layer's state. ``parent`` is the pid to die with, if any.

    Without a ``shelter`` (for one's own work on a GPU) the kernel's layers are off. ``ruleset`` is Landlock's
    descriptor where it was given another number.
    """
    weaker = shelter is not None and shelter.is_weaker
    steps: dict[str, Callable[[], str]] = {
        "session": _own_session,
        "dies_with_parent": lambda: _die_with(parent),
        "environment": lambda: _clear_environment(OF_A_GPU if shelter is None or weaker else (), weaker),
        "signals": _default_signals,
        "single_thread": _single_thread,
        "limits": lambda: _limit_resources(limits, DESCRIPTORS_ON_A_GPU if weaker else DESCRIPTOR_LIMIT),
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
    return fcntl.fcntl(descriptor, fcntl.F_DUPFD, RULESET + 1)


def _own_session() -> str:
    if not hasattr(os, "setsid"):
        return "not on this system"
    with contextlib.suppress(PermissionError):  # already the leader of its own
        os.setsid()
    return "active"


def _die_with(parent: int | None) -> str:
    if parent is None or not sys.platform.startswith("linux"):
        return "not on this system"
    if _libc().prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        return f"refused: {os.strerror(ctypes.get_errno())}"
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)
    return "active"


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _clear_environment(keep: tuple[str, ...], on_a_gpu: bool) -> str:
    kept = {name: os.environ[name] for name in keep if name in os.environ}
    os.environ.clear()
    os.environ.update(kept)
    if on_a_gpu:
        os.environ["CUDA_CACHE_DISABLE"] = "1"  # what the driver compiles it would keep in the home folder
    # torch._dynamo, imported late, makes sure of its cache folder: one that exists needs no writing.
    os.environ["TORCHINDUCTOR_CACHE_DIR"] = "/"
    return "active"


@cache
def _handled() -> tuple[int, ...]:
    """The signals that are not at their defaults: Python ignores two."""
    defaults = (signal.SIG_DFL, None)  # None: the C library's own
    return tuple(number for number in signal.valid_signals() if signal.getsignal(number) not in defaults)


def _default_signals() -> str:
    for number in _handled():
        signal.signal(number, signal.SIG_DFL)
    # Ctrl-C in the terminal is the grader's to answer; it kills us when it wants to.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return "active"


def _single_thread() -> str:
    try:
        threads = len(os.listdir("/proc/self/task"))
    except OSError:
        return "cannot be seen on this system"
    return "active" if threads == 1 else f"{threads} threads"


def _limit_resources(limits: Limits, descriptors: int) -> str:
    if not HAVE_LIMITS:
        return "not on this system"
    wanted = {
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_FSIZE: (FILE_SIZE_LIMIT, FILE_SIZE_LIMIT),
        resource.RLIMIT_NOFILE: (descriptors, descriptors),
    }
    if limits.seconds is not None:
        # SIGXCPU first, which says why; SIGKILL a little later, also where the machine's own limit is the lower one.
        wanted[resource.RLIMIT_CPU] = (limits.seconds, limits.seconds + 5)
    if limits.memory is not None and sys.platform.startswith("linux"):
        space = _address_space() + limits.memory
        wanted[resource.RLIMIT_AS] = (space, space)
    refused = []
    for kind, (soft, hard) in wanted.items():
        most = resource.getrlimit(kind)[1]
        top = hard if most == resource.RLIM_INFINITY else min(hard, most)
        first = top - 1 if kind == resource.RLIMIT_CPU and top > 1 else top
        try:
            resource.setrlimit(kind, (min(soft, first), top))
        except (OSError, ValueError) as error:
            refused.append(str(error))
    return "; ".join(refused) or "active"


def _address_space() -> int:
    """Bytes of address space that this process has now."""
    with open("/proc/self/statm", "rb") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
