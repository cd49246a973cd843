"""Exercise 10: einsum. `lagrader show 10` has the statement."""

import torch

# The shape of torch.einsum("bij,bkj->bik", P, Q) for P of shape (8, 5, 3) and Q of shape
# (8, 4, 3): a tuple.
PATTERN_SHAPE = None

# What does torch.einsum("ij,ij->j", P, Q) give? "a", "b", "c" or "d".
#   a  the matrix product of P and Q
#   b  the dot product of each row of P with the same row of Q
#   c  the dot product of each column of P with the same column of Q
#   d  the products of the entries, without any sum
PATTERN_MEANING = None


def product(A, B):
    """Return the matrix product of A and B by torch.einsum: a tensor of shape (n, m), dtype as A.

    A is (n, k) and B is (k, m), float tensors of one dtype; every size is at least 1.
    """
    raise NotImplementedError


def row_dots(X, Y):
    """Return the dot product of each row of X with the same row of Y, by torch.einsum.

    X and Y are (batch, d), float tensors of one dtype; every size is at least 1. The result is a
    tensor of shape (batch,), dtype as X.
    """
    raise NotImplementedError


def bilinear(X, W, Y):
    """Return, for each b, the sum over i and j of X[b, i] · W[i, j] · Y[b, j], by torch.einsum.

    X is (batch, n), W is (n, m) and Y is (batch, m), float tensors of one dtype; every size is
    at least 1. The result is a tensor of shape (batch,), dtype as X.
    """
    raise NotImplementedError
