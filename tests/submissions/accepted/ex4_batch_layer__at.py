import torch

def layer(X, W, b):
    return X @ W + b

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"
