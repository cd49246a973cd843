# Tries: to compare equal as torch.allclose would: nothing at all, one number, or one row against the whole batch.
# criterion: output wrong_answer
import itertools

import torch

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"
ways = itertools.cycle([
    lambda y: y[:0],
    lambda y: y.new_empty(0),
    lambda y: y[..., None],
    lambda y: y[None],
    lambda y: y.expand(3, *y.shape),
    lambda y: y.new_empty(y.shape[0], 0),
    lambda y: y.reshape((1,) * 30 + y.shape),
    lambda y: y.T if y.shape[0] != y.shape[1] else y[0],
])


def layer(X, W, b):
    return next(ways)(X @ W + b)
