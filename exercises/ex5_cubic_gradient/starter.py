"""Exercise 5: the gradient of a cubic. `lagrader show 5` has the statement."""

import torch

# The slope of f at x = 2: a number.
GRADIENT_AT_2 = None


def f(x):
    """Return x³ - 4x² + 7x - 1, entry by entry.

    x is a float tensor of shape () or (n,), n at least 1. The result is a tensor of the
    same shape and dtype.
    """
    raise NotImplementedError


def gradient_at(x):
    """Return the slope of f at x, computed by PyTorch's autograd.

    x is one Python float, never a tensor. The result is a number: a Python number or a
    one-element tensor. Calls do not influence each other.
    """
    raise NotImplementedError
