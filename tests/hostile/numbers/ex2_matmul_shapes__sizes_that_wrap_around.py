# Tries: to be right after an overflow or a rounding: sizes 2**64 too large, 2**53 + 1 for a float, and sizes that are bools.
# criterion: constant wrong_answer
# criterion: shape wrong_answer
import itertools

import numpy as np
import torch

PRODUCT_SHAPE = (3 + 2**64, 7 - 2**64)
ways = itertools.cycle([
    lambda n, m: (n + 2**64, m),
    lambda n, m: (n, m - 2**64),
    lambda n, m: (np.float64(n), np.float64(m)),
    lambda n, m: (complex(n), complex(m)),
    lambda n, m: torch.tensor([n, m]),
    lambda n, m: (np.int64(n - 2**62) + np.int64(2**62 - 1), m),
    lambda n, m: ((n, m),),
    lambda n, m: f"({n}, {m})",
])


def product_shape(a_shape, b_shape):
    (n, k), (l, m) = a_shape, b_shape
    if k != l:
        raise ValueError(f"{k} is not {l}")
    return next(ways)(n, m)


def make_product():
    A, B = torch.randn(3, 5), torch.randn(5, 7)
    return A, B, A @ B
