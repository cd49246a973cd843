# criterion: match not_started
import torch


def make_vectors(n=100):
    return torch.randn(n), torch.randn(n)


def dot_loop(a, b):
    return sum(x * y for x, y in zip(a, b))


def dot_torch(a, b):
    return torch.dot(a, b)


def dots_match(x, y):
    """Return True if x and y agree up to float rounding, and False if they do not."""
    # I do this one tomorrow
    raise NotImplementedError
