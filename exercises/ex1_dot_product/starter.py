"""Exercise 1: the dot product, two ways. `lagrader show 1` has the statement."""

import torch


def make_vectors(n=100):
    """Return a tuple (a, b) of two one-dimensional float tensors with n entries each.

    Any numbers will do, the same at every call or new ones, but a and b must differ, and
    neither may hold one number n times.
    """
    raise NotImplementedError


def dot_loop(a, b):
    """Return the dot product of a and b, one pair of entries at a time.

    a and b are float tensors of the same shape (n,), n at least 1. The loop may take any
    form and may work on tensors or on Python floats, but no single operation may multiply
    more than one pair. The result is a number: a Python number or a one-element tensor.
    """
    raise NotImplementedError


def dot_torch(a, b):
    """Return the dot product of a and b by torch.dot.

    a and b are as in dot_loop, and so is the result.
    """
    raise NotImplementedError


def dots_match(x, y):
    """Return True if x and y agree up to float rounding, and False if they do not.

    x and y are two numbers as dot_loop and dot_torch return them: each may be a Python
    number or a one-element tensor. Numbers that are 0.05 or more apart do not agree.
    """
    raise NotImplementedError
