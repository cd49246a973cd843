import torch

WHY = "b"


def standardise(X):
    n = X.size(0)
    ones = torch.ones(1, n)
    means = ones @ X / n
    X = X - means
    return X * n**0.5 / torch.linalg.norm(X, dim=0)


def one_hot(labels, k):
    n = len(labels)
    flat = torch.zeros(n * k)
    flat[labels + k * torch.arange(n)] = 1
    return flat.reshape(n, k)


def chosen(scores, labels):
    n, k = scores.shape
    return scores.reshape(-1)[torch.arange(n) * k + labels]
