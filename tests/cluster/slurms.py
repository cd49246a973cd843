"""A real SLURM on loopback: munge, a controller and one node that says it has twelve cores; root runs its jobs."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.program import environment

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch")
START_SECONDS = 60

_CONF = """
ClusterName=tiny
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
SlurmUser=root
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
ReturnToService=2
SlurmdParameters=config_overrides
NodeName={host} NodeAddr=127.0.0.1 CPUs=12 RealMemory=65536 State=UNKNOWN
PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


@dataclass(frozen=True)
class Slurm:
    """Its commands, run in a folder."""

    variables: dict[str, str]

    def run(self, *words: str, cwd: Path) -> str:
        """Run one of its commands; return what it prints."""
        done = subprocess.run(words, cwd=cwd, env=self.variables, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return (done.stdout + done.stderr).strip()

    def submit(self, *words: str, cwd: Path) -> str:
        """Have a job queued; return its number."""
        return self.run("sbatch", "--parsable", *words, cwd=cwd)

    def is_queued(self, job: str, cwd: Path) -> bool:
        return bool(self.run("squeue", "--noheader", "--jobs", job, cwd=cwd))


@contextlib.contextmanager
def a_slurm() -> Iterator[Slurm]:
    """Start it, and end it in any case; skip where it isn't installed or doesn't start, or where we aren't root."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing or os.geteuid() != 0:
        pytest.skip(f"{missing[0]} is not installed here" if missing else "only root can run SLURM's jobs")
    # The path of a socket is short, and munge wants every folder above it to be somebody trustworthy's.
    with tempfile.TemporaryDirectory(prefix="slurm-") as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "state").mkdir()
        (folder / "key").write_bytes(secrets.token_bytes(128))
        (folder / "key").chmod(0o400)
        host = socket.gethostname().partition(".")[0]
        (folder / "slurm.conf").write_text(_CONF.format(folder=folder, host=host, ports=_free_ports(2)))
        slurm = Slurm(environment(SLURM_CONF=str(folder / "slurm.conf")))
        places = {
            "key-file": "key",
            "socket": "munge.socket",
            "pid-file": "pid",
            "log-file": "log",
            "seed-file": "seed",
        }
        munge = [f"--{option}={folder / file}" for option, file in places.items()]
        for command in (["munged", "--foreground", "--force", *munge], ["slurmctld", "-D"], ["slurmd", "-D"]):
            stack.enter_context(_running(command, slurm.variables, folder))
        deadline = time.monotonic() + START_SECONDS
        while "idle" not in _state_of_the_node(slurm):
            if time.monotonic() > deadline:
                pytest.skip(f"SLURM doesn't start here: {[file.read_text()[-500:] for file in folder.glob('*.out')]}")
            time.sleep(0.1)
        yield slurm


def _state_of_the_node(slurm: Slurm) -> str:
    command = ["sinfo", "--noheader", "--format=%T"]
    return subprocess.run(command, env=slurm.variables, capture_output=True, text=True, check=False).stdout


@contextlib.contextmanager
def _running(command: list[str], variables: dict[str, str], folder: Path) -> Iterator[None]:
    with (folder / f"{command[0]}.out").open("wb") as log:
        process = subprocess.Popen(command, env=variables, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        taken = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in taken:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in taken]
