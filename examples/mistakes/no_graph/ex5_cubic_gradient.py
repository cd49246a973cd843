import torch


def f(x):
    return x**3 - 4 * x**2 + 7 * x - 1


def gradient_at(x):
    x = torch.tensor(x)
    y = f(x)
    y.backward()
    return x.grad


GRADIENT_AT_2 = 3.0
