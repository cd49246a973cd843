"""A real cluster of dask's on loopback: a scheduler and workers, each a process of its own, ended in any case."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.cli.program import environment

START_SECONDS = 60

_ONCE = """import sys
if not hasattr(sys, "preloaded"):  # dask imports it twice
    sys.preloaded = True
    exec({!r}, globals())
"""


@dataclass
class Cluster:
    """A scheduler at ``address``; workers are started and killed by the test."""

    folder: Path
    options: Sequence[str] = ()
    """Of scheduler and workers alike, such as certificates."""
    host: str = "127.0.0.1"
    wrapper: Sequence[str] = ()
    """Where the scheduler is, and what comes before its command."""
    address: str = ""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *preload: str) -> subprocess.Popen[bytes]:
        """Start the scheduler on a free port; ``preload`` are statements that it runs first."""
        file = self.folder / "scheduler.json"
        words = ["--host", self.host, "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
        scheduler = self._started("dask_scheduler", words, preload, self.wrapper)
        deadline = time.monotonic() + START_SECONDS
        while not (file.exists() and (found := _address(file))):
            assert scheduler.poll() is None, self.log(scheduler)
            assert time.monotonic() < deadline
            time.sleep(0.05)
        self.address = found
        return scheduler

    def worker(
        self, *preload: str, wrapper: Sequence[str] = (), threads: int = 1, host: str = "127.0.0.1"
    ) -> subprocess.Popen[bytes]:
        """Start a worker; ``preload`` are statements that it runs first, ``wrapper`` comes before its command."""
        words = [self.address, "--host", host, "--nthreads", str(threads), "--no-nanny", "--no-dashboard"]
        words += ["--death-timeout", "20", "--local-directory", str(self.folder / "scratch")]
        return self._started("dask_worker", words, preload, wrapper)

    def _started(
        self, module: str, words: list[str], preload: Sequence[str], wrapper: Sequence[str] = ()
    ) -> subprocess.Popen[bytes]:
        number = len(self.processes)
        if preload:
            file = self.folder / f"preload{number}.py"
            file.write_text(_ONCE.format("\n".join(preload)))
            words += ["--preload", str(file)]
        command = [*wrapper, sys.executable, "-m", f"distributed.cli.{module}", *words, *self.options]
        with (self.folder / f"log{number}").open("wb") as log:
            # In a session of its own, since a test may interrupt ours.
            process = subprocess.Popen(
                command, env=environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        self.processes.append(process)
        return process

    def log(self, process: subprocess.Popen[bytes]) -> str:
        return (self.folder / f"log{self.processes.index(process)}").read_text("utf-8", "replace")

    def end(self) -> None:
        """End everything that is left."""
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _address(file: Path) -> str:
    with contextlib.suppress(ValueError, KeyError):  # it is being written
        return str(json.loads(file.read_text("utf-8"))["address"])
    return ""


@contextlib.contextmanager
def a_cluster(
    folder: Path, options: Sequence[str] = (), preload: Sequence[str] = (), **where: Any
) -> Iterator[Cluster]:
    folder.mkdir(parents=True)
    cluster = Cluster(folder, options, **where)
    try:
        cluster.start(*preload)
        yield cluster
    finally:
        cluster.end()


def family(pid: int) -> set[int]:
    """Return a process and all that it started, and they, that are still there."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def left_of(processes: set[int]) -> set[int]:
    """Return those of them that are still there after they had time to leave."""
    deadline = time.monotonic() + 20
    while (left := {pid for pid in processes if _lives(pid)}) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
