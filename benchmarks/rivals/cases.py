"""The course's cases as data that every rival reads: ``python cases.py FILE`` writes them from the course's rubrics.

A case is (function, arguments, is an error expected, what), with None for what may be anything. An argument is
("value", it) or ("call", function, arguments), for a value that the learner's own function gives first. What rivals
have no means for is left out: whether a result came through ``torch.dot``, what stands in the source, the smallest
failing case.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent


def plain(value: Any) -> Any:
    """Return an argument of a rubric's case as plain data."""
    from lagrader.wire import Handle
    from lagrader.worker.values import build

    if isinstance(value, Handle):
        return ("call", value.function, [plain(arg) for arg in value.args])
    return ("value", build(value, "cpu", False, lambda handle: handle))


def made(arg: Any, module: Any) -> Any:
    """Return an argument as a function takes it, fresh."""
    kind, what, *rest = arg
    if kind == "call":
        return getattr(module, what)(*(made(one, module) for one in rest[0]))
    return what.clone() if hasattr(what, "clone") else what


def outcome(module: Any, function: str, args: list[Any]) -> Any:
    """Return what a call gives: (False, the value), or (True, the error's name)."""
    try:
        return False, getattr(module, function)(*(made(arg, module) for arg in args))
    except Exception as error:  # noqa: BLE001 - some inputs are there to be refused
        return True, type(error).__name__


def main(file: str) -> None:
    """Write the cases of all exercises."""
    sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks"), str(ROOT / "solutions")]
    import torch
    from floor import calls_of

    from lagrader.course import Course

    cases: dict[str, list[Any]] = {}
    for exercise, function, values, is_checked in calls_of(Course.load(ROOT)):
        args = [plain(value) for value in values]
        # Where several answers are right, a rival only calls the function.
        wanted = outcome(importlib.import_module(exercise), function, args) if is_checked else (None, None)
        cases.setdefault(exercise, []).append((function, args, *wanted))
    torch.save(cases, file)


if __name__ == "__main__":
    main(sys.argv[1])
