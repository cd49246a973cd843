"""Exercise 2: shapes that broadcast. `lagrader show 2` has the statement."""

import torch

# The shape of A + B, for A of shape (4, 1, 6) and B of shape (5, 1): a tuple.
SUM_SHAPE = None

# Why can't tensors of shapes (4, 3) and (4,) be added? One of "a", "b", "c", "d".
WHY = None


def broadcast_shape(a, b):
    """Return the shape of the sum of two tensors of shapes a and b, as a tuple.

    a and b are tuples of numbers that are at least 1; a tuple may be empty. Where the
    shapes do not fit, raise a ValueError.
    """
    raise NotImplementedError


def add_to_columns(M, c):
    """Return M, with c added to each of its columns.

    M has the shape (rows, cols) and c the shape (rows,), all at least 1. The result is a
    new matrix with the shape of M, which stays as it is.
    """
    raise NotImplementedError


def make_pair(rows, cols):
    """Return two float tensors whose sum has the shape (rows, cols).

    Neither of the two has that shape itself. rows and cols are at least 2.
    """
    raise NotImplementedError
