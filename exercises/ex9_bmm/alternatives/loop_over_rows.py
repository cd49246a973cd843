"""One row of all matrices at a time: the loop is over n, and not over the batch."""

import torch

WHY_NOT = "b"


def products(A, B):
    return torch.cat([torch.bmm(A[:, i : i + 1], B) for i in range(A.shape[1])], dim=1)


def products_at(A, B):
    return torch.stack([A[:, i] @ B if B.dim() == 2 else (A[:, i, None] @ B)[:, 0] for i in range(A.shape[1])], dim=1)


def times_vectors(A, V):
    rows = [(A[:, i] * V).sum(dim=1) for i in range(A.shape[1])]
    return torch.stack(rows, dim=1)


def batched_shape(a_shape, b_shape):
    wrong = []
    if a_shape[0] - b_shape[0]:
        wrong.append("batch")
    if a_shape[2] - b_shape[1]:
        wrong.append("inner dimension")
    if wrong:
        raise ValueError(" and ".join(wrong))
    return tuple(size for size in (a_shape[0], a_shape[1], b_shape[2]))
