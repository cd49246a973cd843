# criterion: output wrong_answer INPUT_CHANGED
import torch

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"

def layer(X, W, b):
    result = X @ W + b
    X.zero_()
    return result
