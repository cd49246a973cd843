# Tries: to be excused by a narrow dtype: what is too large for float16 is infinite, whichever way it should have gone.
# criterion: product wrong_answer PRODUCT_OF_OTHERS
import torch

PRODUCT_SHAPE = (3, 7)


def product_shape(a_shape, b_shape):
    (n, k), (l, m) = a_shape, b_shape
    if k != l:
        raise ValueError(f"{k} is not {l}")
    return n, m


def make_product():
    A, B = 1e5 * torch.randn(3, 5), 1e5 * torch.randn(5, 7)
    return A, B, torch.full((3, 7), float("inf"), dtype=torch.float16)
