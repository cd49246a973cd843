# criterion: whole_batch wrong_answer COUNT_GROWS
import torch

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"

def layer(X, W, b):
    rows = []
    for x in X:
        rows.append(x @ W + b)
    return torch.stack(rows)
