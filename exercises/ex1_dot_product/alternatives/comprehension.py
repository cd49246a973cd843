"""The sum of a list of products; torch.dot under another name."""

import math
import torch
from torch import dot as d


def make_vectors(n=100):
    return [torch.rand(n), torch.rand(n)]


def dot_loop(a, b):
    return sum([a[i] * b[i] for i in range(len(a))])


def dot_torch(a, b):
    return d(a, b)


def dots_match(x, y):
    return math.isclose(x, y, rel_tol=1e-5)
