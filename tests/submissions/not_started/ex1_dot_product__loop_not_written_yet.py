# criterion: loop not_started
# criterion: own_loop not_started
import torch


def make_vectors(n=100):
    return torch.randn(n), torch.randn(n)


def dot_loop(a, b):
    raise NotImplementedError


def dot_torch(a, b):
    return torch.dot(a, b)


def dots_match(x, y):
    return abs(x - y) < 1e-3
