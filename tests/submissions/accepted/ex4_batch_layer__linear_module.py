import torch
from torch import nn

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"

def layer(X, W, b):
    linear = nn.Linear(W.shape[0], W.shape[1], dtype=X.dtype)
    with torch.no_grad():
        linear.weight.copy_(W.T)
        linear.bias.copy_(b)
    return linear(X)
