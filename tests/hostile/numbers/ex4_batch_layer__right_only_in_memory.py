# Tries: to be read as the bytes lie: the storage holds the right matrix, the view of it is turned round.
# criterion: output wrong_answer
import itertools

import torch

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"
ways = itertools.cycle([
    lambda y: y.flatten().as_strided(y.shape, (1, y.shape[0])),
    torch._neg_view,
    lambda y: y.flatten().as_strided(y.shape, (0, 1)),
    lambda y: torch.complex(torch.zeros_like(y.float()), y.float()).conj().imag,
])


def layer(X, W, b):
    return next(ways)(X @ W + b)
