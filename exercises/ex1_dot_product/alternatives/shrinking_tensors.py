"""A while loop that takes the first pair off, in tensors throughout."""

import torch


def make_vectors(n=100):
    return torch.split(torch.randn(2 * n), n)


def dot_loop(a, b):
    total = torch.tensor(0.0)
    while a.numel() > 0:
        total = torch.add(total, torch.mul(a[0], b[0]))
        a = a[1:]
        b = b[1:]
    return total


def dot_torch(a, b):
    out = a.new_empty(())
    torch.dot(a, b, out=out)
    return out


def dots_match(x, y):
    return (x - y).abs().item() < 0.001
