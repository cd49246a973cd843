import torch


def layer(X, W, b):
    out = X @ W
    out[:-1] += b
    return out


OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"
