# criterion: output wrong_answer LIST_NOT_TENSOR
import torch

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"

def layer(X, W, b):
    return (X @ W + b).tolist()
