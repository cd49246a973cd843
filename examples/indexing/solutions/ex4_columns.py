"""Exercise 4: columns, classes, choices."""

import torch

# The means have the shape (8,), and that is a row.
WHY = "b"


def standardise(X):
    """Return X with each column standardised."""
    mean = X.mean(dim=0)
    deviation = ((X - mean) ** 2).mean(dim=0).sqrt()
    return (X - mean) / deviation


def one_hot(labels, k):
    """Return a float32 matrix of shape (n, k), with a single 1 in each row."""
    result = torch.zeros(len(labels), k)
    result[torch.arange(len(labels)), labels] = 1.0
    return result


def chosen(scores, labels):
    """Return the entries scores[i, labels[i]] as a vector."""
    return scores[torch.arange(len(labels)), labels]
