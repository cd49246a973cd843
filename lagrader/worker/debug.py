"""A foreground interpreter with a learner's file in it, in which ``breakpoint()`` works.

This is no worker: it keeps the terminal, the environment and the rights of whoever starts it, and it grades nothing.
It knows nothing of ours either, and is started by its path with one argument, a JSON object: ``file``, ``module`` (the
name to import it by), ``device``, and ``calls``: expressions that are run as if they were typed, each with whether it
is meant to raise.
Exits with 0 where everything ran, 1 where something raised, 2 where the device is not here, 130 where a person stopped,
which is for whoever started it to say.
"""

from __future__ import annotations

import sys

if __name__ == "__main__":
    del sys.path[0]  # the folder of this file: its modules are none that a learner could mean

import bdb
import contextlib
import functools
import importlib.util
import json
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, TextIO

RAN, RAISED, NO_DEVICE, STOPPED = 0, 1, 2, 130

try:
    import torch
except KeyboardInterrupt:  # it takes a second, and torch's lines are none that a learner could mean
    sys.exit(STOPPED)


def main(briefing: str) -> int:
    """Import the file, run the calls, and show what they give."""
    return _debug(**json.loads(briefing))


def _debug(file: str, module: str, device: str, calls: list[tuple[str, bool]]) -> int:
    if not _set_up(device):
        return NO_DEVICE
    loaded: list[ModuleType] = []
    code = _guarded(lambda: loaded.append(_load(Path(file), module)))
    for call, may_raise in calls if loaded else []:
        became = _guarded(functools.partial(_run, call, {"torch": torch, **vars(loaded[0])}))
        if became == STOPPED:
            return STOPPED
        code = max(code, RAN if may_raise else became)
    return code


def _set_up(device: str) -> bool:
    """Have tensors made on the device; return whether that can be had."""
    show: Any = torch.set_printoptions
    show(threshold=40, edgeitems=2, sci_mode=False)  # a result is there to be read
    if device == "cpu":
        return True
    try:
        torch.set_default_device(device)
        torch.zeros(1).item()
    except (RuntimeError, AssertionError) as error:
        _say(f"Device {device} is not here: {error}", sys.stderr)
        return False
    return True


def _load(file: Path, name: str) -> ModuleType:
    """Import the file as Python would: its own folder comes first on the path."""
    sys.path.insert(0, str(file.parent))
    sys.argv = [str(file)]
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _run(call: str, names: dict[str, Any]) -> None:
    """Run an expression as if it were typed, and show its value."""
    _say(f"\n>>> {call}")
    _say(repr(eval(call, names)))  # noqa: S307 - this is an interpreter


def _say(text: str, stream: TextIO | None = None) -> None:
    with contextlib.suppress(AttributeError, ValueError):  # a learner may have closed or replaced it
        stream = stream or sys.stdout
        stream.write(f"{text}\n")
        stream.flush()


def _guarded(run: Callable[[], object]) -> int:
    """Run something of the learner's; print what it raises as Python does, without our own lines."""
    try:
        run()
    except (bdb.BdbQuit, KeyboardInterrupt):
        return STOPPED
    except BaseException as error:  # noqa: BLE001 - exit() in a learner's function is one of the things to be seen
        error.__traceback__ = _theirs(error.__traceback__)
        with contextlib.suppress(AttributeError, ValueError, OSError):
            sys.stdout.flush()
        traceback.print_exception(error)
        return RAISED
    return RAN


def _theirs(trace: TracebackType | None) -> TracebackType | None:
    """The part of a traceback that begins after our own lines, importlib's and the line that was typed; it may be none.

    Then it is a name of the typed line that isn't there, and the exception says which.
    """
    while trace is not None and _is_ours(trace.tb_frame.f_code.co_filename):
        trace = trace.tb_next
    return trace


def _is_ours(filename: str) -> bool:
    return filename in (__file__, "<string>") or filename.startswith("<frozen importlib")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
