# criterion: whole_batch wrong_answer COUNT_GROWS
import torch

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"

def layer(X, W, b):
    return torch.vstack([torch.matmul(X[i], W) for i in range(len(X))]) + b
