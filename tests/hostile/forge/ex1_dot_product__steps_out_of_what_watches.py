# Tries: to call torch.dot where it should loop, with everything switched off that could notice. Its numbers are right, and
# Tries: nobody can watch a program from within that does not want it: it gets its points.
import torch


def make_vectors(n=100):
    return torch.randn(n), torch.randn(n)


def dot_loop(a, b):
    with torch._C.DisableTorchFunction():
        return torch.dot(a, b)


def dot_torch(a, b):
    return torch.dot(a, b)


def dots_match(x, y):
    return abs(float(x) - float(y)) < 1e-3
