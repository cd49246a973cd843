"""Exercise 9: batches of matrices. `lagrader show 9` has the statement."""

import torch

# A @ B works for A of shape (4, 2, 3) and B of shape (1, 3, 5), and torch.bmm(A, B) stops.
# Why? "a", "b", "c" or "d".
#   a  the inner dimensions differ
#   b  torch.bmm wants equally many matrices on both sides; @ repeats a single one
#   c  torch.bmm multiplies square matrices only
#   d  torch.bmm takes matrices, not batches of them
WHY_NOT = None


def products(A, B):
    """Return A[i] @ B[i] for every i by torch.bmm: a tensor of shape (batch, n, m), dtype as A.

    A is (batch, n, k) and B is (batch, k, m), float tensors of one dtype; every size is at least 1.
    """
    raise NotImplementedError


def products_at(A, B):
    """Return the same by the operator @ (or torch.matmul): a tensor of shape (batch, n, m), dtype as A.

    A is (batch, n, k). B is (batch, k, m), or one matrix (k, m) that belongs to every matrix
    of A; float tensors of one dtype, every size at least 1.
    """
    raise NotImplementedError


def times_vectors(A, V):
    """Return A[i] @ V[i] for every i: a tensor of shape (batch, n), dtype as A.

    A is (batch, n, k) and V is (batch, k), float tensors of one dtype; every size is at
    least 1. Work on the whole batch with torch operations, without a loop over it.
    """
    raise NotImplementedError


def batched_shape(a_shape, b_shape):
    """Return the shape of torch.bmm(A, B) for A of a_shape and B of b_shape: three whole numbers.

    The shapes are tuples or torch.Size, always of three numbers. Raise a ValueError where
    torch.bmm refuses them.
    """
    raise NotImplementedError
