# Tries: to have a traceback of a hundred thousand frames read, and a chain of as many exceptions.
# criterion: gradient run_time_error
import sys

import torch

GRADIENT_AT_2 = 3.0


def f(x):
    return x**3 - 4 * x**2 + 7 * x - 1


def down(depth, error):
    if depth:
        return down(depth - 1, error)
    raise error


def gradient_at(x):
    if x == -1.5:
        sys.setrecursionlimit(200_000)
        error = ValueError("the first")
        for place in range(100_000):
            error, error.__context__ = ValueError(place), error
        down(100_000, error)
    point = torch.tensor(x, requires_grad=True)
    f(point).backward()
    return point.grad
