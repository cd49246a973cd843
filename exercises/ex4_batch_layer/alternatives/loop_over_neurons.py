"""One neuron at a time, for the whole batch: the loop is over columns."""

import torch

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"


def layer(X, W, b):
    columns = []
    for j in range(W.shape[1]):
        columns.append(X @ W[:, j] + b[j])
    return torch.stack(columns, dim=1)
