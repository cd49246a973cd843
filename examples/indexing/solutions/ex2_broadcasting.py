"""Exercise 2: shapes that broadcast."""

import torch

# 4 1 6
#   5 1
SUM_SHAPE = (4, 5, 6)

WHY = "b"


def broadcast_shape(a, b):
    """Return the shape of the sum of two tensors of shapes a and b."""
    length = max(len(a), len(b))
    a = (1,) * (length - len(a)) + tuple(a)
    b = (1,) * (length - len(b)) + tuple(b)
    result = []
    for first, second in zip(a, b):
        if first != second and first != 1 and second != 1:
            raise ValueError(f"{first} and {second} do not fit")
        result.append(max(first, second))
    return tuple(result)


def add_to_columns(M, c):
    """Return M, with c added to each of its columns."""
    return M + c[:, None]


def make_pair(rows, cols):
    """Return two tensors whose sum has the shape (rows, cols)."""
    return torch.zeros(rows, 1), torch.zeros(cols)
