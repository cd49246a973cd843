# Tries: to spend ages in a dictionary whose keys all have one hash.
# criterion: gradient time_limit_exceeded
import torch

GRADIENT_AT_2 = 3.0


def f(x):
    return x**3 - 4 * x**2 + 7 * x - 1


def gradient_at(x):
    modulus = 2**61 - 1
    dict.fromkeys(i * modulus for i in range(1, 200_000))
    point = torch.tensor(x, requires_grad=True)
    f(point).backward()
    return point.grad
