import torch


def make_vectors(n=100):
    return torch.randn(n), torch.randn(n)


def dot_loop(a, b):
    total = 0.0
    for x, y in zip(a, b):
        total += x * y
        print("so far", total)
    print(total)


def dot_torch(a, b):
    return torch.dot(a, b)


def dots_match(x, y):
    return abs(x - y) < 1e-4
