import torch

WHY = "b"


def standardise(X):
    columns = []
    for column in X.T:
        m = column.sum() / column.numel()
        variance = (column * column).mean() - m * m
        columns.append((column - m) / variance**0.5)
    return torch.stack(columns, dim=1)


def one_hot(labels, k):
    return torch.zeros(labels.shape[0], k).scatter_(1, labels.view(-1, 1), 1.0)


def chosen(scores, labels):
    return scores.take_along_dim(labels[:, None], dim=1).flatten()
