"""Exercise 1: picking entries. `lagrader show 1` has the statement."""

import torch

# The shape of M[1:4], for an M of shape (6, 5): a tuple.
PART_SHAPE = None


def last_column(M):
    """Return the last column of the matrix M.

    M has the shape (rows, cols), both at least 1. The result is a vector of shape (rows,).
    """
    raise NotImplementedError


def every_second(x):
    """Return the first, third, fifth ... entry of the vector x, as a vector.

    x has at least one entry.
    """
    raise NotImplementedError


def above(x, limit):
    """Return the entries of the vector x that are greater than limit, in their order.

    limit is a number. The result is a vector, of shape (0,) if no entry is greater.
    """
    raise NotImplementedError


def without_negatives(x):
    """Return a new vector like x, with 0 for every negative entry. x stays as it is."""
    raise NotImplementedError
