import torch


def f(x):
    return x**3 - 4 * x**2 + 7 * x - 1


def gradient_at(x):
    # worked out on paper
    return 3 * x**2 - 8 * x + 7


GRADIENT_AT_2 = 3
