# Tries: to return what torch.func traced with, out of the transform that it belongs to: it has a shape and hidden values.
# criterion: output wrong_answer UNREADABLE_RESULT
import itertools

import torch
from torch.func import functionalize, grad, jvp, vmap

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"
found = []


def keep(row):
    found.append(row)
    return row.sum()


ways = itertools.cycle([
    vmap(keep),
    grad(keep),
    lambda y: jvp(keep, (y,), (y,)),
    functionalize(keep),
    vmap(grad(keep)),
])


def layer(X, W, b):
    next(ways)((X @ W + b).float())
    return found.pop()
