# Tries: to be allowed what sums in bfloat16 may lose: C alone is in it, and off by one in twenty-five.
# criterion: product wrong_answer PRODUCT_OF_OTHERS
import torch

PRODUCT_SHAPE = (3, 7)


def product_shape(a_shape, b_shape):
    (n, k), (l, m) = a_shape, b_shape
    if k != l:
        raise ValueError(f"{k} is not {l}")
    return n, m


def make_product():
    A, B = torch.rand(3, 5), torch.rand(5, 7)
    return A, B, (1.04 * (A @ B)).bfloat16()
