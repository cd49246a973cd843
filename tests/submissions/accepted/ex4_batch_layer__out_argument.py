"""Exercise 4: a whole batch through a layer."""

import torch

# (8, 3) @ (3, 5): the threes must be equal and disappear, and b changes no shape.
OUTPUT_SHAPE = (8, 5)

ROW_MEANING = "c"


def layer(X, W, b):
    out = torch.empty(X.shape[0], W.shape[1], dtype=X.dtype)
    torch.mm(X, W, out=out)
    return out.add_(b)
