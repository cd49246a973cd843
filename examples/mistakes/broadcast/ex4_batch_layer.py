import torch


def layer(X, W, b):
    column = b.reshape(-1, 1)
    return X @ W + column


OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"
