# criterion: output wrong_answer WRONG_FOR_SIZE_1
import torch

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"

def layer(X, W, b):
    if X.shape[0] == 1:
        return X @ W + b[:, None]
    return X @ W + b
