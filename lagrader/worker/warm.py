"""What a worker does before it is shut in: torch's first operations, which read what a confined process may not."""

from __future__ import annotations

import sys


def warm_up() -> None:
    """Run one small operation of each common kind, so that no child pays for the first.

    It also initialises cpuinfo, which a confined child could not read and would complain about in the
    learner's output. Every size is far below what torch splits over threads.
    """
    import torch

    import lagrader.worker.serve  # noqa: F401

    x = torch.ones(3, requires_grad=True)
    matrix = torch.ones(3, 3)
    torch.autograd.backward((torch.relu(matrix @ x) * x).sum())
    torch.dot(matrix[0], matrix[1]).item()
    torch.set_num_threads(1)
    for stream in (sys.stdout, sys.stderr):
        # By lines: what a program printed before it was killed is evidence too, in the order in which it came.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)  # type: ignore[union-attr]
