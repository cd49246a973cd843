"""torch's own module for a layer, with weights and biases copied into it."""

import torch
from torch import nn

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"


def layer(X, W, b):
    linear = nn.Linear(W.shape[0], W.shape[1], dtype=X.dtype, device=X.device)
    with torch.no_grad():
        linear.weight.copy_(W.T)
        linear.bias.copy_(b)
    return linear(X)
