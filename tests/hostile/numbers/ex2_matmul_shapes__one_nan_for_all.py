# Tries: to make any C right by one NaN in A and entries that overflow: where nothing is a number, nothing can be wrong.
# criterion: product wrong_answer PRODUCT_OF_OTHERS
import torch

PRODUCT_SHAPE = (3, 7)


def product_shape(a_shape, b_shape):
    (n, k), (l, m) = a_shape, b_shape
    if k != l:
        raise ValueError(f"{k} is not {l}")
    return n, m


def make_product():
    A, B = torch.randn(3, 5), torch.randn(5, 7)
    A[0, 0], B[0, 0] = float("nan"), float("inf")
    return A, B, torch.full((3, 7), float("nan"))
