# Tries: to be read in one way and run in another: a byte order mark, and # coding: latin-1
# file: load_error
import torch

GRADIENT_AT_2 = 3.0 if len("é") == 1 else 0


def f(x):
    return x**3 - 4 * x**2 + 7 * x - 1


gradient_at = torch.func.grad(f)
