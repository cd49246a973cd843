"""The exact sum of plain floats, after a look at the arguments."""

import math
import random
import torch


def make_vectors(n=100):
    random.seed(1)
    a = [random.random() for _ in range(n)]
    b = [random.gauss(0, 1) for _ in range(n)]
    return torch.tensor(a), torch.tensor(b)


def dot_loop(a, b):
    if a.shape != b.shape:
        raise ValueError("a and b must have the same length")
    assert a.dim() == 1, "vectors only"
    return math.fsum(x * y for x, y in zip(a.tolist(), b.tolist()))


def dot_torch(a, b):
    if a.dtype != b.dtype:
        b = b.to(a.dtype)
    with torch.no_grad():
        return torch.dot(a, b).item()


def dots_match(x, y):
    try:
        torch.testing.assert_close(float(x), float(y), rtol=1e-4, atol=1e-4)
    except AssertionError:
        return False
    return True
