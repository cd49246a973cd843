"""Exercise 4: columns, classes, choices. `lagrader show 4` has the statement."""

import torch

# What does X - X.mean(dim=1) do, for an X of shape (8, 8)? One of "a", "b", "c", "d".
WHY = None


def standardise(X):
    """Return X with each column standardised: mean 0 and standard deviation 1.

    X is a float matrix of shape (n, d), n at least 2 and d at least 1. No column has equal
    entries only. Divide by n in the standard deviation, not by n - 1.
    """
    raise NotImplementedError


def one_hot(labels, k):
    """Return a float32 matrix of shape (n, k), with a single 1 in each row.

    labels is an int64 vector of shape (n,), n at least 1, with numbers from 0 to k - 1;
    row i has its 1 in column labels[i].
    """
    raise NotImplementedError


def chosen(scores, labels):
    """Return the entries scores[i, labels[i]] as a vector.

    scores is a float matrix of shape (n, k), labels an int64 vector of shape (n,), both
    numbers at least 1. The result has the shape (n,).
    """
    raise NotImplementedError
