# criterion: gradient not_started
# criterion: autograd not_started
# criterion: constant not_started
import torch

GRADIENT_AT_2 = None


def f(x):
    return x**3 - 4 * x**2 + 7 * x - 1


def gradient_at(x):
    raise NotImplementedError
