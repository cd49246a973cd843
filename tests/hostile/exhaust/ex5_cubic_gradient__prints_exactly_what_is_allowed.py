# Tries: to be let off by one: a mebibyte in one line without an end in each call, and one byte more in the last ones.
# criterion: gradient output_limit_exceeded
import sys

import torch

GRADIENT_AT_2 = 3.0


def f(x):
    sys.stdout.write("\u202e" * ((1 << 20) // 3) + "x")
    return x**3 - 4 * x**2 + 7 * x - 1


def gradient_at(x):
    point = torch.tensor(x, requires_grad=True)
    f(point).backward()
    print(end="x")
    return point.grad
