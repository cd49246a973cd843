"""The program as a user starts it, and folders of work for it: right answers, changed only as told."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from lagrader.course import Course
from tests.cli import forked

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "lagrader")
EXERCISES = {
    1: "ex1_dot_product",
    2: "ex2_matmul_shapes",
    3: "ex3_neuron",
    4: "ex4_batch_layer",
    5: "ex5_cubic_gradient",
}
TIMEOUT = 120
"""Seconds after which a run hangs; the slowest takes about twenty."""


def environment(**changed: str | None) -> dict[str, str]:
    """Return the environment of a run; None takes a variable away."""
    own = {**os.environ, "PYTHONPATH": str(ROOT), **changed}
    return {name: value for name, value in own.items() if value is not None}


@dataclass(frozen=True)
class Run:
    """What one run left: exit code, both streams, and the JSON report where it wrote one."""

    code: int
    out: str
    err: str
    report: dict[str, Any] = field(default_factory=dict)

    @property
    def flat(self) -> str:
        """Standard output without its line breaks, so that a sentence can be looked for."""
        return " ".join(self.out.split())

    def exercise(self, number: int) -> dict[str, Any]:
        """Return one exercise of the JSON report."""
        return next(exercise for exercise in self.report["exercises"] if exercise["number"] == number)

    def points(self) -> dict[int, Any]:
        """Return the points of each exercise."""
        return {exercise["number"]: exercise["points"] for exercise in self.report["exercises"]}

    def verdict(self, number: int, criterion: str = "") -> str:
        """Return a criterion's verdict, or that of the problem that the whole file has."""
        exercise = self.exercise(number)
        if not criterion:
            return str(exercise["problem"]["verdict"])
        return next(str(found["verdict"]) for found in exercise["criteria"] if found["id"] == criterion)

    def section(self, number: int) -> str:
        """Return what the terminal report says about one exercise, without line breaks."""
        blocks = self.out.split("\n")
        start = next(place for place, line in enumerate(blocks) if line.startswith(f"{number}  "))
        end = next(
            (place for place in range(start + 1, len(blocks)) if blocks[place][:3].strip().isdigit()), len(blocks)
        )
        return " ".join(" ".join(blocks[start:end]).split())


def warm_environment() -> dict[str, str]:
    """Return an environment in which a process waits for the next run of this session, which ends it.

    A check then takes half the time, and the way in which a learner's second check comes to its marks is tried most.
    """
    runtime = os.environ["LAGRADER_TESTS_RUNTIME"]
    settings = {"LAGRADER_WARM": None, "CI": None, "XDG_RUNTIME_DIR": runtime, "LAGRADER_WARM_SECONDS": "3600"}
    _leave_one(runtime, tuple(settings.items()))
    return environment(**settings)


@cache
def _leave_one(runtime: str, settings: tuple[tuple[str, str | None], ...]) -> None:
    """Have the first process wait, so that no test's run is the one that leaves it, and says so."""
    command = [*COMMAND, "check", "3", str(ROOT / "solutions")]
    state = {"LAGRADER_STATE": str(Path(runtime, "state"))}
    subprocess.run(command, cwd=runtime, env=environment(**dict(settings), **state), capture_output=True, check=True)


def lagrader(
    *words: str,
    cwd: Path,
    env: dict[str, str] | None = None,
    wrapper: Sequence[str] = (),
    stdout: Any = subprocess.PIPE,
    timeout: float = TIMEOUT,
) -> Run:
    """Run the program; what it says never holds a traceback of ours. An ``env`` or a ``wrapper`` of its own is cold."""
    done: subprocess.CompletedProcess[bytes]
    if env is None and not wrapper and stdout == subprocess.PIPE and forked.CAN_FORK:
        done = forked.program().run(words, cwd, warm_environment(), timeout)
    else:
        if env is None:
            env = environment() if wrapper else warm_environment()
        done = subprocess.run(
            [*wrapper, *COMMAND, *words],
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            timeout=timeout,
            check=False,
        )
    run = Run(done.returncode, (done.stdout or b"").decode("utf-8"), done.stderr.decode("utf-8"))
    assert "Traceback" not in run.out + run.err, run.out + run.err
    return run


def check(folder: Path, *words: str, env: dict[str, str] | None = None, wrapper: Sequence[str] = ()) -> Run:
    """Run ``lagrader check`` in ``folder`` once, for the terminal and as JSON."""
    run = lagrader(
        "check", *words, "--format", "terminal", "--format", "json=report.json", cwd=folder, env=env, wrapper=wrapper
    )
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return Run(run.code, run.out, run.err, report)


def right(number: int) -> str:
    """Return the right answer to an exercise."""
    return (ROOT / "solutions" / f"{EXERCISES[number]}.py").read_text(encoding="utf-8")


def swapped(number: int, old: str, new: str) -> str:
    """Return the right answer with one piece changed."""
    text = right(number)
    assert old in text, old
    return text.replace(old, new, 1)


FOLDER = object()
"""Instead of a text: a folder of that name."""


def work(home: Path, changed: dict[int, object] | None = None) -> Path:
    """Write ``home/solutions`` with five right answers, changed as told: text, bytes, None (no file), FOLDER."""
    target = home / "solutions"
    target.mkdir(parents=True)
    for number, name in EXERCISES.items():
        content = (changed or {}).get(number, right(number))
        path = target / f"{name}.py"
        if content is FOLDER:
            path.mkdir()
        elif isinstance(content, bytes):
            path.write_bytes(content)
        elif isinstance(content, str):
            path.write_bytes(content.encode())
    return home


def course(home: Path) -> Path:
    """Copy the course to ``home/course``, but for what goes further, which every run would prepare."""
    target = home / "course"
    further = [exercise.id for exercise in Course.load(ROOT).exercises if exercise.further]
    ignored = shutil.ignore_patterns("__pycache__", *further, *(f"{id_}.py" for id_ in further))
    for part in ("exercises", "solutions"):
        shutil.copytree(ROOT / part, target / part, ignore=ignored)
    return target
