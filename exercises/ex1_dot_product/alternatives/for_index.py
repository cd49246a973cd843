"""A for loop over indices, with a running total."""

import torch


def make_vectors(n=100):
    a = torch.randn(n)
    b = torch.randn(n)
    return a, b


def dot_loop(a, b):
    total = 0
    for i in range(len(a)):
        total += a[i] * b[i]
    return total


def dot_torch(a, b):
    return torch.dot(a, b)


def dots_match(x, y):
    return abs(x - y) < 1e-3
