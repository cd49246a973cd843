"""Each half has its dot product; a half of one entry is one product."""

import math

import torch


def make_vectors(n=100):
    """Return a tuple (a, b) of two one-dimensional float tensors with n entries each."""
    return torch.randn(n), torch.randn(n)


def dot_loop(a, b, lo=0, hi=None):
    hi = len(a) if hi is None else hi
    if hi - lo == 1:
        return a[lo] * b[lo]
    mid = (lo + hi) // 2
    return dot_loop(a, b, lo, mid) + dot_loop(a, b, mid, hi)


def dot_torch(a, b):
    """Return the dot product of a and b by torch.dot."""
    return torch.dot(a, b)


def dots_match(x, y):
    """Return True if x and y agree up to float rounding, and False if they do not."""
    # float32 carries about seven digits; a hundred roundings leave at least four of them.
    return math.isclose(float(x), float(y), rel_tol=1e-4, abs_tol=1e-4)
