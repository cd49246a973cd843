"""What a worker does before it is shut in: torch's first operations, which read what a confined process may not."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any


def warm_up() -> None:
    """Run one small operation of each common kind, so that no child pays for the first.

    It also initialises cpuinfo, which a confined child could not read and would complain about in the
    learner's output. Every size is far below what torch splits over threads.
    """
    import numpy.random  # noqa: F401 - seeded in every child, and imported by NumPy only when it is used
    import torch

    import lagrader.worker.serve  # noqa: F401
    from lagrader.worker.modules import our_modules

    our_modules()
    x = torch.ones(3, requires_grad=True)
    matrix = torch.ones(3, 3)
    torch.autograd.backward((torch.relu(matrix @ x) * x).sum())
    torch.dot(matrix[0], matrix[1]).item()
    torch.set_num_threads(1)
    for stream in (sys.stdout, sys.stderr):
        # By lines: what a program printed before it was killed is evidence too, in the order in which it came.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)  # type: ignore[union-attr]
    _forget_what_lies_beside_us()


REHEARSALS = 10
"""Python specialises what has run eight times (PEP 659), and a child inherits that."""


def rehearse() -> None:
    """Do a child's work on inputs of our own a few times: it takes 15 ms, and saves every child some 3."""
    import struct

    import torch

    from lagrader.wire import PREFIX_SIZE, Array, Call, Returned, Rig, Value, pack_reply, pack_request, unpack_request
    from lagrader.worker.intervene import rigged
    from lagrader.worker.values import build, changed_inputs, widen

    def loop(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor | float:
        total: torch.Tensor | float = 0.0
        for x, y in zip(a, b, strict=True):
            total = total + x * y
        return total

    def gradient(x: torch.Tensor) -> torch.Tensor | None:
        x = x.clone().requires_grad_(True)
        torch.autograd.backward((x**3 - 2 * x).sum())
        return x.grad

    vector = Array("float64", (4,), struct.pack("<4d", *range(4)))
    matrix = Array("float64", (4, 4), struct.pack("<16d", *range(16)))
    work: list[tuple[Callable[..., object], tuple[Value, ...]]] = [
        (loop, (vector, vector)),
        (gradient, (vector,)),
        (lambda X, W, b: torch.relu(X @ W + b), (matrix, matrix, vector)),
        (lambda shape: torch.zeros(shape).shape, ((2, 3),)),
    ]
    for number in range(REHEARSALS):
        for function, sent in work:
            _, call = unpack_request(pack_request(number, Call("", "", sent))[PREFIX_SIZE:], 0)
            assert isinstance(call, Call)
            inputs: list[Any] = [build(value, "cpu", False, lambda handle: handle) for value in call.args]
            with rigged(Rig("count", "products"), frozenset()):
                function(*inputs)
            pack_reply(number, Returned(widen(function(*inputs)), (), changed_inputs(call.args, inputs)))


def _forget_what_lies_beside_us() -> None:
    """Drop the listing of the folder that this package was imported from, unless torch or NumPy lie there, too.

    Python's finder keeps the names of all files in it, and a child inherits them: in a checkout those of the course,
    and of whatever else somebody put there.
    """
    import lagrader

    folder = os.path.realpath(os.path.join(lagrader.__path__[0], os.pardir))
    for path in set(sys.path_importer_cache) - set(sys.path):
        if os.path.realpath(path) == folder:  # an editable install may know it by another name
            del sys.path_importer_cache[path]
