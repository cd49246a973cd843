# Tries: to claim terabytes out of a single number, by strides of 0, by negative ones, and by sizes beside a 0.
# criterion: output wrong_answer
import itertools

import numpy as np
import torch

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"
one = torch.zeros(1)
ways = itertools.cycle([
    lambda: one.expand(2**20, 2**20),
    lambda: one.as_strided((2**31, 2**31), (0, 0)),
    lambda: torch.empty(0, 2**61),
    lambda: torch.empty((1,) * 64),
    lambda: [one.expand(2_000_000)] * 50_000,
    lambda: np.broadcast_to(np.zeros(1), (2**29, 2**29)),
    lambda: np.lib.stride_tricks.as_strided(np.zeros(4), (2**28, 2**28), (0, 0)),
    lambda: torch.nested.nested_tensor([one.expand(2**40)], layout=torch.jagged),
])


def layer(X, W, b):
    try:
        return next(ways)()
    except (RuntimeError, MemoryError, ValueError):
        return layer(X, W, b)
