"""What is measured: each measure is a function from a number of rounds to rows of the table.

All programs are started from the folder of this checkout, in an empty working folder, with the course's own solutions
copied there as a learner's work.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from paired import Cost, Measure, Pair, can_pin, cores, pair

ROOT = Path(__file__).resolve().parent.parent

PAGES = {
    "list": ["list"],
    "show 3": ["show", "3"],
    "doctor --help": ["doctor", "--help"],
    "--version": ["--version"],
}

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

    @property
    def ok(self) -> bool:
        """Whether it keeps its target."""
        return self.target is None or self.value <= self.target

    def as_json(self) -> dict[str, object]:
        """Return it as plain data."""
        return asdict(self) | {"ok": self.ok}


class Place:
    """A working folder with the course's solutions in it, and the programs that are started there."""

    def __init__(self, folder: Path) -> None:
        """Copy what is checked, so that nothing is read that a learner would not have."""
        self._folder = folder
        shutil.copytree(ROOT / "solutions", folder / "right", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ROOT / "examples" / "learner", folder / "wrong", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(folder / "right", folder / "one_wrong")
        shutil.copy(folder / "wrong" / "ex3_neuron.py", folder / "one_wrong")
        (folder / "empty").mkdir()
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        own = {"PYTHONPATH": ROOT, "LAGRADER_STATE": folder / "state", "PYTHONPYCACHEPREFIX": folder / "bytecode"}
        self._environment = {**kept, **{name: str(value) for name, value in own.items()}}

    def run(self, arguments: Sequence[str], *, code: int = 0) -> Cost:
        """Run Python with ``arguments``; return its cost. Anything but the exit code ``code`` ends the benchmark."""
        command = [sys.executable, *arguments]
        before, began = os.times(), time.perf_counter()
        ended = subprocess.run(
            command,
            cwd=self._folder / "empty",
            env=self._environment,
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
        return self.timed("-m", "lagrader", "check", str(self._folder / work), code=code)

    @contextlib.contextmanager
    def watching(self) -> Iterator[Measure]:
        """Yield a measure of one save under ``lagrader watch``: from the moment it is there to the whole report."""
        file = self._folder / "wrong" / "ex3_neuron.py"
        process = subprocess.Popen(
            [sys.executable, "-m", "lagrader", "watch", "3", str(file.parent)],
            cwd=self._folder / "empty",
            env=self._environment,
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

    def watched_check(self) -> tuple[float, bool]:
        """Return the peak memory of the program's own process in a check, in MiB, and whether torch was in it."""
        told = self._folder / "told.json"
        self.run(["-c", _WATCHED, str(told), "check", str(self._folder / "right")])
        found = json.loads(told.read_text(encoding="utf-8"))
        return found["peak_mib"], found["torch"]


def check_against_torch(place: Place, rounds: int) -> Iterator[Row]:
    """A cold check of all five against a bare import of torch, on two cores and on one."""
    bare = place.timed("-c", "import torch")
    targets = {2: 1.0, 1: 1.25} if can_pin() else {os.cpu_count() or 1: 1.0}
    for count, target in targets.items():
        with cores(count):
            found = pair(place.check(), bare, rounds)
        name = f"check, on {count} core{'' if count == 1 else 's'}"
        detail = f"{found.ours:.2f} s for {found.theirs:.2f} s of import torch"
        yield Row("check", name, found.ratio, "x", target, _detail(detail, found))


def grader_memory(place: Place, rounds: int) -> Iterator[Row]:
    """The grader's own process: its peak of resident memory, and that torch never came into it."""
    if not Path("/proc/self/status").exists():
        return
    found = [place.watched_check() for _ in range(min(rounds, 5))]
    peak = statistics.median(mib for mib, _ in found)
    yield Row("memory", "peak of the grader's own process", peak, "MiB", 80.0, "VmHWM, without its children")
    yield Row("memory", "torch in its sys.modules", float(any(torch for _, torch in found)), "", 0.0, "0 is no")


def pages(place: Place, rounds: int) -> Iterator[Row]:
    """Commands that show a page and start no worker, against the libraries that any such program imports."""
    bare = place.timed("-c", "import typer, rich.console")
    for name, arguments in PAGES.items():
        found = pair(place.timed("-m", "lagrader", *arguments), bare, rounds)
        detail = f"{1000 * found.ours:.0f} ms for {1000 * found.theirs:.0f} ms of import typer, rich.console"
        yield Row("pages", name, found.ratio, "x", 2.5, _detail(detail, found))


def children(place: Place, rounds: int) -> Iterator[Row]:
    """A worker from the warm process: asked for, confined, ready, and ended again."""
    sys.path.insert(0, str(ROOT))
    milliseconds, start = asyncio.run(_children(10 * rounds))
    name = "a forked child" if start == "fork" else "a spawned child"
    yield Row("children", name, statistics.median(milliseconds), "ms", None, f"{len(milliseconds)} in turn")


async def _children(count: int) -> tuple[list[float], str]:
    from lagrader.runner import Runner
    from lagrader.wire import Setup

    found = []
    async with Runner() as runner:
        await runner.devices()  # torch is imported when this is answered
        for _ in range(count if runner.start == "fork" else 5):
            began = time.perf_counter()
            child, _ = await runner.child(Setup(()))
            await runner.release(child)
            found.append(1000 * (time.perf_counter() - began))
        return found, runner.start


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


def watched_save(place: Place, rounds: int) -> Iterator[Row]:
    """A save with a failure in it under watch, to the end of its report, against a bare import of torch."""
    with place.watching() as save:
        found = replace(pair(save, place.timed("-c", "import torch"), rounds), cpu_ratio=None)
    detail = f"{1000 * found.ours:.0f} ms for {found.theirs:.2f} s of import torch"
    yield Row("watch", "a save under watch", found.ratio, "x", 0.15, _detail(detail, found))


def failing_check(place: Place, rounds: int) -> Iterator[Row]:
    """A check that fails in one exercise, or in every one, against one where all is right: second tries, feedback."""
    for name, work, target in (("one failing exercise", "one_wrong", 1.15), ("every exercise failing", "wrong", None)):
        found = pair(place.check(work, code=1), place.check(), rounds)
        detail = f"{found.ours:.2f} s for {found.theirs:.2f} s of a passing one"
        yield Row("failing", name, found.ratio, "x", target, _detail(detail, found))


def _detail(seconds: str, found: Pair) -> str:
    """Say in seconds what the ratio was made of, how far it moved between rounds, and the ratio of computing time."""
    computing = "" if found.cpu_ratio is None else f"; computing time {found.cpu_ratio:.2f} x"
    return f"{seconds}; half of the rounds {found.lowest:.2f} to {found.highest:.2f}{computing}"


MEASURES: dict[str, Callable[[Place, int], Iterator[Row]]] = {
    "check": check_against_torch,
    "memory": grader_memory,
    "pages": pages,
    "children": children,
    "watch": watched_save,
    "failing": failing_check,
}


def rows(names: Sequence[str], rounds: int) -> Iterator[Row]:
    """Take the named measures in turn, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="lagrader-bench-") as folder:
        place = Place(Path(folder))
        for name in names:
            yield from MEASURES[name](place, rounds)
