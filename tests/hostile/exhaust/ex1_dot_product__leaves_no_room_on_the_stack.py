# Tries: to break the worker and the exercises after it: the recursion limit is as low as it goes.
# criterion: match run_time_error
import math
import sys

import torch


def make_vectors(n=100):
    return torch.randn(n), torch.randn(n)


def dot_loop(a, b):
    total = 0.0
    for x, y in zip(a, b):
        total = total + x * y
    return total


def dot_torch(a, b):
    return torch.dot(a, b)


def dots_match(x, y):
    low = 1
    while True:
        try:
            sys.setrecursionlimit(low)
            break
        except RecursionError:
            low += 1
    return math.isclose(float(x), float(y), rel_tol=1e-4, abs_tol=1e-4)
