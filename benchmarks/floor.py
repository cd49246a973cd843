"""The floor under a batch: what this machine can do at most with a warm process that forks.

``python benchmarks/floor.py COUNT`` forks COUNT children, as many in flight as there are cores, and prints
``{"seconds": n}``. Each compiles and runs the course's reference solutions, calls their functions as often as the
rubrics do, on inputs that lie there already, and exits. No sandbox, no channel, no comparison, no gradebook;
``torch._dynamo`` is loaded, as for every batch, and memory is left in ordinary pages.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from lagrader.cases import draw
from lagrader.course import Course, Exercise
from lagrader.rubric import CheckCriterion
from lagrader.wire import Handle, Value
from lagrader.worker.values import build
from lagrader.worker.warm import warm_up

ROOT = Path(__file__).resolve().parent.parent
SEED = 41

Input = Callable[[dict[str, Any]], Any]
"""Gives an input out of a module's names: a value that is there, or the result of another call."""


def made(value: Value) -> Input:
    """Return how a child comes to an input."""
    if isinstance(value, Handle):
        inner = [made(arg) for arg in value.args]
        return lambda names: names[value.function](*(give(names) for give in inner))
    ready = build(value, "cpu", False, lambda handle: handle)
    return lambda _names: ready


def counted(course: Course) -> list[Exercise]:
    """Return the exercises that a class hands in: what goes further is measured nowhere."""
    return [exercise for exercise in course.exercises if not exercise.further]


def calls_of(course: Course) -> Iterator[tuple[str, str, Sequence[Value], bool]]:
    """Yield every call that the course's rubrics make: exercise, function, inputs, and whether one answer is right."""
    for exercise in counted(course):
        for criterion in exercise.rubric.criteria:
            if isinstance(criterion, CheckCriterion):  # what is right is for a check of the course's own to say
                yield from ((exercise.id, spec.call, spec.args, False) for spec in criterion.calls)
            for case in draw(criterion, exercise.id, SEED):
                yield exercise.id, criterion.target, case.args, True


def live(sources: dict[str, str], calls: list[tuple[str, str, list[Input]]]) -> None:
    """Be a child."""
    modules = {}
    for name, text in sources.items():
        module = ModuleType(name)
        exec(compile(text, f"{name}.py", "exec"), module.__dict__)  # noqa: S102 - our own solutions
        modules[name] = module.__dict__
    for name, function, inputs in calls:
        names = modules[name]
        with contextlib.suppress(Exception):  # some inputs are there to be refused
            names[function](*(give(names) for give in inputs))
    os._exit(0)


def main() -> None:
    """Fork as often as asked, and print how long it took."""
    count = int(sys.argv[1])
    course = Course.load(ROOT)
    sources = {exercise.id: exercise.solution for exercise in counted(course)}
    calls = [(id_, function, [made(arg) for arg in args]) for id_, function, args, _ in calls_of(course)]
    warm_up()
    import torch._dynamo  # noqa: F401

    gc.freeze()
    began, flying = time.perf_counter(), 0
    for _ in range(count):
        if flying == (os.cpu_count() or 1):
            os.wait()
            flying -= 1
        if os.fork() == 0:
            live(sources, calls)
        flying += 1
    for _ in range(flying):
        os.wait()
    print(json.dumps({"seconds": time.perf_counter() - began, "calls": len(calls)}))


if __name__ == "__main__":
    main()
