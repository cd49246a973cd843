"""Exercise 2: shapes in a matrix product. `lagrader show 2` has the statement."""

import torch

# The shape of (3, 5) @ (5, 7), as a tuple of whole numbers.
PRODUCT_SHAPE = None


def product_shape(a_shape, b_shape):
    """Return the shape of A @ B for two matrices A and B of the given shapes.

    a_shape and b_shape are tuples or torch.Size of two whole numbers, each at least 1.
    The result is a tuple, a list or a torch.Size. Raise a ValueError if the two matrices
    can't be multiplied.
    """
    raise NotImplementedError


def make_product():
    """Return a tuple (A, B, C) of tensors: A is (3, 5), B is (5, 7), and C is A @ B.

    A and B may hold any real numbers. C must belong to the A and B that are returned with it.
    """
    raise NotImplementedError
