# Tries: to take the CPU time of the whole submission, in pieces that are each allowed, before the others are asked.
# criterion: loop time_limit_exceeded
# criterion: built_in time_limit_exceeded
# criterion: match time_limit_exceeded
import math
import time

import torch


def spin(seconds):
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def make_vectors(n=100):
    spin(0.6)
    return torch.randn(n), torch.randn(n)


def dot_loop(a, b):
    spin(0.6)
    total = 0.0
    for x, y in zip(a, b):
        total = total + x * y
    return total


def dot_torch(a, b):
    spin(0.6)
    return torch.dot(a, b)


def dots_match(x, y):
    return math.isclose(float(x), float(y), rel_tol=1e-4, abs_tol=1e-4)
