"""Products of plain floats, added up by itertools.accumulate."""

import itertools
import operator
import torch


def make_vectors(n=100):
    return tuple(torch.randn(2, n))


def dot_loop(a, b):
    products = itertools.starmap(operator.mul, zip(a.tolist(), b.tolist()))
    *_, last = itertools.accumulate(products)
    return last


def dot_torch(a, b):
    return float(torch.dot(a, b))


def dots_match(x, y):
    return round(x, 4) == round(y, 4)
