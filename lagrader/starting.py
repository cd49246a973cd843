"""Starting a worker's interpreter: isolated, with nothing of ours in reach, and as early as possible.

This module stands apart from ``runner`` and imports little, since torch's second of import begins here: the
command line calls :func:`start_zygote` before it has read anything else.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import lagrader
from lagrader.errors import SandboxError, UsageError

if TYPE_CHECKING:
    import subprocess

    from lagrader.warmth import Plan

Start = Literal["fork", "spawn"]

START_VARIABLE = "LAGRADER_START"

_BOOT = """
def boot():
    import json, os, site, sys
    with open(0, "rb", buffering=0, closefd=False) as briefing:
        own, libraries, *plan = json.loads(briefing.readline())
    sys.path.insert(0, own)
    sys.path += [path for path in libraries if path not in sys.path]
    import lagrader.wire, lagrader.worker
    keep = (*libraries, *site.getsitepackages())
    real = lambda path: os.path.normcase(os.path.realpath(path))
    homes = tuple(real(prefix) + os.sep for prefix in (sys.prefix, sys.base_prefix))
    inside = lambda path: real(path).startswith(homes) and real(path) != real(own)
    sys.path[:] = [path for path in sys.path[1:] if path in keep or inside(path)]
    from lagrader.worker.{module} import main
    return lambda *arguments: main(*arguments, *plan)
boot()({arguments})
"""

_KEPT = ("LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "CUDA_HOME", "SYSTEMROOT", "WINDIR", "DYLD_LIBRARY_PATH")
"""What torch or the operating system needs to load libraries; nothing that tells of the person or the grader."""


_SETTINGS = {
    "LC_ALL": "C.UTF-8",
    "PYTORCH_NVML_BASED_CUDA_CHECK": "1",  # asking whether CUDA is there must not make a context before a fork
    "TORCH_DEVICE_BACKEND_AUTOLOAD": "0",  # other packages' backends: code that nobody asked for, and 40 ms
}


def worker_command(module: str, arguments: str) -> list[str]:
    """Return the command that runs ``main(arguments)`` of ``lagrader.worker.<module>``.

    ``-I`` ignores PYTHONPATH, the user's site folder and the current folder. The worker waits for
    :func:`worker_briefing` on its standard input: a child can read its own command line, so no path stands there.
    """
    return [sys.executable, "-I", "-c", _BOOT.format(module=module, arguments=arguments)]


def worker_briefing(plan: Plan | None = None) -> bytes:
    """Return the line that tells a worker where this package, torch and NumPy are, and how it is to wait afterwards.

    The folders that torch and NumPy were found in are handed over, since a user-site torch would be lost. The
    folder of this package leaves the search path once the worker is imported: in a checkout the course lies
    beside it. So do folders elsewhere, which other packages' editable installs put there.
    """
    own = str(Path(lagrader.__file__).resolve().parent.parent)
    waits = [] if plan is None else [plan._asdict()]
    return json.dumps([own, _library_folders(), *waits]).encode("ascii") + b"\n"


def worker_environment() -> dict[str, str]:
    """Return the whole environment of a worker: one thread, UTF-8, no CUDA context by a mere question."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**kept, **threads, **_SETTINGS}


def _library_folders() -> list[str]:
    folders = []
    for package in ("torch", "numpy"):
        spec = importlib.util.find_spec(package)
        if spec is None or spec.origin is None:
            where = f"beside this Python ({sys.executable})"
            raise SandboxError(f"{package} is not installed {where}: pip install {package}")
        folders.append(str(Path(spec.origin).resolve().parent.parent))
    return list(dict.fromkeys(folders))


class StartedZygote(NamedTuple):
    """A zygote that imports torch, and our end of its control socket; ``process`` is None for one that was waiting."""

    process: subprocess.Popen[bytes] | None
    control: socket.socket


def default_start() -> Start:
    """Fork where that is safe (Linux with pidfds), spawn elsewhere or where LAGRADER_START says so."""
    wanted = os.environ.get(START_VARIABLE, "")
    can_fork = sys.platform.startswith("linux") and hasattr(os, "pidfd_open")
    if wanted not in ("", "fork", "spawn"):
        raise UsageError(f"{START_VARIABLE} is {wanted!r}; it can be fork or spawn.")
    if wanted == "fork" and not can_fork:
        raise UsageError(f"{START_VARIABLE}=fork needs Linux; leave it out to spawn.")
    return "fork" if can_fork and wanted != "spawn" else "spawn"


def start_zygote(plan: Plan | None = None) -> StartedZygote:
    """Start the warm process; it imports torch while the grader reads the course.

    With a ``plan`` it leaves a process behind that waits for the next command.
    """
    import subprocess  # whoever joins one that waits starts nothing

    briefing = worker_briefing(plan)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            worker_command("zygote", str(theirs.fileno())),
            env=worker_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            pass_fds=(theirs.fileno(), *(() if plan is None else (plan.folder,))),
            cwd="/",
            start_new_session=True,  # Ctrl-C in the terminal is the grader's to answer
        )
    if process.stdin is not None:
        with contextlib.suppress(BrokenPipeError), process.stdin:  # whoever asks for a child will hear of it
            process.stdin.write(briefing)
    ours.setblocking(False)
    return StartedZygote(process, ours)


def warm_zygote(*, join: bool = True) -> StartedZygote:
    """Join the zygote that waits, or start one that will; where neither may be, one for this command alone.

    Without ``join`` none is joined: one that waited has failed.
    """
    from lagrader import warmth

    plan = warmth.plan(_library_folders(), worker_environment()) if warmth.is_wanted() else None
    if plan is None:
        return start_zygote()
    try:
        connection = warmth.join(plan) if join else None
        if connection is not None:
            return StartedZygote(None, connection)
        _leaving.append(plan.name)
        return start_zygote(plan)
    finally:
        os.close(plan.folder)


_early: list[StartedZygote] = []
_leaving: list[str] = []


def leaves_one() -> bool:
    """Whether this command leaves a process behind that was not there before."""
    return bool(_leaving)


def start_early(*, warm: bool = False) -> None:
    """Have a zygote for the runner that will come; whoever has had one must call :func:`stop_early`.

    ``warm`` joins one that waits, and leaves one; else it is this command's alone.
    """
    if default_start() == "fork":
        _early.append(warm_zygote() if warm else start_zygote())


def take_zygote(*, warm: bool = False, join: bool = True) -> StartedZygote:
    """Return the one that was had early, or another."""
    if _early:
        return _early.pop()
    return warm_zygote(join=join) if warm else start_zygote()


def stop_early() -> None:
    """End what was started early and never taken (wrong usage, a broken course)."""
    while _early:
        process, control = _early.pop()
        control.close()
        if process is None:
            continue
        process.kill()
        process.wait()
        if process.stderr:
            process.stderr.close()
