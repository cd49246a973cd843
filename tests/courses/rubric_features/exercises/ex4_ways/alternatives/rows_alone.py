import torch


def total(x):
    weights = torch.full((len(x),), 1.0)
    return torch.dot(weights, x).item()


def row_sums(X):
    return torch.stack([row.sum() for row in X])
