# Tries: to hang in a regular expression, in C code that looks at no other clock.
# criterion: vectors time_limit_exceeded
import math
import re

import torch


def make_vectors(n=100):
    re.match(r"(?:a|aa|aaa)+$", "a" * 200 + "b")
    return torch.randn(n), torch.randn(n)


def dot_loop(a, b):
    total = 0.0
    for x, y in zip(a, b):
        total = total + x * y
    return total


def dot_torch(a, b):
    return torch.dot(a, b)


def dots_match(x, y):
    return math.isclose(float(x), float(y), rel_tol=1e-4, abs_tol=1e-4)
