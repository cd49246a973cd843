import torch


def make_vectors(n=100):
    return torch.randn(n), torch.randn(n)


def dot_loop(a, b):
    total = 0.0
    for i in range(len(a)):
        total += a[i] * b[i]
    return torch.dot(a, b)


def dot_torch(a, b):
    return torch.dot(a, b)


def dots_match(x, y):
    return abs(x - y) < 1e-4
