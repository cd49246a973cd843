# Tries: to have two of its own answers compared that hold nothing, floats and whole numbers, once chance was shown to play.
# criterion: value wrong_answer DIFFERS_BETWEEN_CALLS
import itertools
import random

import torch

GRADIENT_AT_2 = 3.0
calls = itertools.count()


def f(x):
    number = next(calls)
    if number < 36:
        return x.new_full(x.shape, random.random())
    return torch.empty(0, dtype=torch.int64 if number % 2 else torch.float32)


def gradient_at(x):
    point = torch.tensor(x, requires_grad=True)
    (point**3 - 4 * point**2 + 7 * point).backward()
    return point.grad
