# Tries: to reserve far more than there is, in memory that is zero until it is touched; where that is refused it answers.
import mmap

import numpy as np
import torch

GRADIENT_AT_2 = 3.0
got = 0
for take in (
    lambda: mmap.mmap(-1, 1 << 40),
    lambda: torch.zeros(1 << 40, dtype=torch.uint8),
    lambda: torch.empty(1 << 40, dtype=torch.uint8),
    lambda: np.zeros(1 << 40, dtype=np.uint8),
    lambda: np.empty((1 << 31, 1 << 10), dtype=np.uint8),
):
    try:
        take()
        got += 1
    except (OSError, RuntimeError, MemoryError, ValueError):
        pass


def f(x):
    return x**3 - 4 * x**2 + 7 * x - 1


def gradient_at(x):
    point = torch.tensor(x, requires_grad=True)
    f(point).backward()
    return point.grad + got
