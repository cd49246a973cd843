"""Exercise 3: everything with everything. `lagrader show 3` has the statement."""

import torch

# The shape of P[:, None, :] - Q[None, :, :], for (5, 3) and (7, 3): a tuple.
DIFFERENCE_SHAPE = None


def differences(x, y):
    """Return the table of all differences x[i] - y[j].

    x has the shape (n,) and y the shape (m,), both at least 1. The result has the
    shape (n, m).
    """
    raise NotImplementedError


def distances(P, Q, w):
    """Return the weighted squared distances of all points of P to all points of Q.

    P has the shape (n, d), Q the shape (m, d) and w the shape (d,), all at least 1; each
    row of P and Q is a point. Every weight is above 0. The result has the shape (n, m).
    No loop, and no detour through Python's numbers, lists or NumPy.
    """
    raise NotImplementedError


def nearest(D):
    """Return for each row of the table D the number of the column with the smallest entry.

    D has the shape (n, m), both at least 1. The result has the shape (n,).
    """
    raise NotImplementedError
