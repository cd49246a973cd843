import torch


def layer(X, W, b):
    out = X @ W + b
    return out.T


# X is (8, 3), W is (3, 5)
OUTPUT_SHAPE = (8, 5)

ROW_MEANING = "c"
