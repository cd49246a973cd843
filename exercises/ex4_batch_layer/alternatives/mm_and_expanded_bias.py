"""The bias repeated for every example before it is added."""

import torch

OUTPUT_SHAPE = torch.Size([8, 5])
ROW_MEANING = "c"


def layer(X, W, b):
    return X.mm(W) + b.unsqueeze(0).expand(X.shape[0], -1)
