import math

import torch

WHY = "b"


def standardise(X):
    n, d = X.shape
    Z = torch.zeros(n, d)
    for j in range(d):
        column = [float(number) for number in X[:, j]]
        mean = sum(column) / n
        s = math.sqrt(sum((number - mean) ** 2 for number in column) / n)
        for i in range(n):
            Z[i, j] = (column[i] - mean) / s
    return Z


def one_hot(labels, k):
    rows = []
    for label in labels.tolist():
        row = [0.0] * k
        row[label] = 1.0
        rows.append(row)
    return torch.tensor(rows)


def chosen(scores, labels):
    return torch.stack([scores[i][labels[i]] for i in range(len(labels))])
