"""An error class of its own, below ValueError."""

import torch


class ShapeError(ValueError):
    def __init__(self, a, b):
        super().__init__(f"cannot multiply {a} and {b}")


def product_shape(A, B):
    rows, inner_a = A[0], A[1]
    inner_b, cols = B[0], B[1]
    if not inner_a == inner_b:
        raise ShapeError(A, B)
    return torch.Size([rows, cols])


PRODUCT_SHAPE = product_shape((3, 5), (5, 7))


def make_product():
    A = torch.arange(15).reshape(3, 5)
    B = torch.arange(35).reshape(5, 7)
    return A, B, A.matmul(B)
