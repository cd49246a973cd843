"""Exercise 6: transpose, and shapes that line up. `lagrader show 6` has the statement."""

import torch

# A has the shape (4, 6) and B the shape (5, 6). Which of these products exists?
# "a", "b", "c" or "d".
#   a  A @ B
#   b  A @ B.T
#   c  A.T @ B
#   d  A.T @ B.T
FITTING_PRODUCT = None


def gram_matrix(X):
    """Return X.T @ X: the dot product of every column of X with every column.

    X is a float tensor of shape (n, d), every size at least 1; leave it as it is. The
    result is a tensor of shape (d, d), dtype as X.
    """
    raise NotImplementedError


def outer_product(u, v):
    """Return every entry of u times every entry of v: the entry at [i, j] is u[i] * v[j].

    u is a float tensor of shape (m,) and v one of shape (n,), of one dtype, m and n at
    least 1; leave both as they are. The result is a tensor of shape (m, n), dtype as u.
    """
    raise NotImplementedError


def class_scores(X, W):
    """Return the score of every example of the batch X for every row of W.

    X is (batch, in) and W is (out, in), float tensors of one dtype, every size at least
    1; leave both as they are. The result is a tensor of shape (batch, out), dtype as X.
    """
    raise NotImplementedError
