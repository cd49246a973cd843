"""Where benchmarks run, and what they give: programs in an empty folder beside learners' work, and rows of a table."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from paired import Cost, Measure

from lagrader.course import Course

ROOT = Path(__file__).resolve().parent.parent

# Runs the program as its command does, and writes what this one process needed to the file that is named first.
_WATCHED = """
import atexit, json, sys
def tell(file=sys.argv.pop(1)):
    with open("/proc/self/status") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
    with open(file, "w") as out:
        json.dump({"peak_mib": peak / 1024, "torch": "torch" in sys.modules}, out)
atexit.register(tell)
from lagrader.cli import run
sys.exit(run())
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. Without a target it is there to be known, not to be judged."""

    group: str
    name: str
    value: float
    unit: str
    target: float | None = None
    detail: str = ""
    at_least: bool = False
    """Whether the target is to be reached, instead of kept below."""

    @property
    def ok(self) -> bool:
        """Whether it keeps its target."""
        if self.target is None:
            return True
        return self.value >= self.target if self.at_least else self.value <= self.target

    def as_json(self) -> dict[str, object]:
        """Return it as plain data."""
        return asdict(self) | {"ok": self.ok}


class Place:
    """A working folder with the course's solutions in it, and the programs that are started there."""

    def __init__(self, folder: Path) -> None:
        """Copy what is checked, so that nothing is read that a learner would not have."""
        self.folder = folder
        further = (f"{exercise.id}.py" for exercise in Course.load(ROOT).exercises if exercise.further)
        ignored = shutil.ignore_patterns("__pycache__", *further)
        shutil.copytree(ROOT / "solutions", folder / "right", ignore=ignored)
        shutil.copytree(ROOT / "examples" / "learner", folder / "wrong", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(folder / "right", folder / "one_wrong")
        shutil.copy(folder / "wrong" / "ex3_neuron.py", folder / "one_wrong")
        (folder / "empty").mkdir()
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        own = {"PYTHONPATH": ROOT, "LAGRADER_STATE": folder / "state", "PYTHONPYCACHEPREFIX": folder / "bytecode"}
        # Cold, unless a measure is about what waits; that lies in a folder of its own.
        runtime = folder / "runtime"
        runtime.mkdir(mode=0o700)
        self.environment = {**kept, **{name: str(value) for name, value in own.items()}, "LAGRADER_WARM": "0"}
        self.warm = {"XDG_RUNTIME_DIR": str(runtime), "LAGRADER_WARM": "1", "CI": ""}
        """The variables with which a process waits for the next check."""

    def run(self, arguments: Sequence[str], *, code: int = 0, warm: bool = False) -> Cost:
        """Run Python with ``arguments``; return its cost. Anything but the exit code ``code`` ends the benchmark."""
        command = [sys.executable, *arguments]
        before, began = os.times(), time.perf_counter()
        ended = subprocess.run(
            command,
            cwd=self.folder / "empty",
            env={**self.environment, **(self.warm if warm else {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
        )
        wall, after = time.perf_counter() - began, os.times()
        if ended.returncode != code:
            said = ended.stderr.decode("utf-8", "replace")
            sys.exit(f"{' '.join(command)} left with {ended.returncode}, expected {code}:\n{said}")
        used = after.children_user + after.children_system - before.children_user - before.children_system
        return Cost(wall, used)

    def timed(self, *arguments: str, code: int = 0) -> Measure:
        """Return a measure of one run."""
        return lambda: self.run(arguments, code=code)

    def check(self, work: str = "right", code: int = 0) -> Measure:
        """Return a measure of a check of all five exercises, from nothing to the report."""
        return self.timed("-m", "lagrader", "check", str(self.folder / work), code=code)

    @contextlib.contextmanager
    def watching(self) -> Iterator[Measure]:
        """Yield a measure of one save under ``lagrader watch``: from the moment it is there to the whole report."""
        file = self.folder / "wrong" / "ex3_neuron.py"
        process = subprocess.Popen(
            [sys.executable, "-m", "lagrader", "watch", "3", str(file.parent)],
            cwd=self.folder / "empty",
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        try:
            _read_page(process, file.name)
            yield lambda: _saved(process, file)
        finally:
            process.terminate()
            process.communicate()

    def watched(self, *arguments: str) -> tuple[Cost, float, bool]:
        """Run the program; return its cost, its own process's peak memory in MiB, and whether torch was in it."""
        told = self.folder / "told.json"
        cost = self.run(["-c", _WATCHED, str(told), *arguments])
        found = json.loads(told.read_text(encoding="utf-8"))
        return cost, found["peak_mib"], found["torch"]


def _saved(process: subprocess.Popen[bytes], file: Path) -> Cost:
    """Save another content, as an editor does that renames, and wait for the report; what it computes is not told."""
    beside = file.with_suffix(".new")
    beside.write_text(f"{file.read_text(encoding='utf-8')}# once more\n", encoding="utf-8")
    began = time.perf_counter()
    beside.replace(file)
    _read_page(process, file.name)
    return Cost(time.perf_counter() - began, 0)


def _read_page(process: subprocess.Popen[bytes], name: str) -> None:
    """Read a report to its last line, which names the file to edit."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(b"    Next: edit ") and name.encode() in line:
            return
    sys.exit("lagrader watch ended before its report.")
