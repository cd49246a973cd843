"""A reduction over pairs, and numpy.isclose."""

from functools import reduce
import numpy as np
import torch


def make_vectors(n=100):
    a = torch.from_numpy(np.random.rand(n))
    b = torch.from_numpy(np.random.randn(n).astype(np.float32))
    return [a, b]


def dot_loop(a, b):
    return reduce(lambda total, pair: total + pair[0] * pair[1], zip(a, b), 0)


def dot_torch(a, b):
    dot = getattr(torch, "dot")
    return dot(a, b)


def dots_match(x, y):
    return np.isclose(float(x), float(y))
