"""Exercise 6: transpose, and shapes that line up."""

# (4, 6) @ (6, 5): B.T brings the sixes together.
FITTING_PRODUCT = "b"


def gram_matrix(X):
    """Return X.T @ X: the dot product of every column of X with every column."""
    return X.T @ X


def outer_product(u, v):
    """Return every entry of u times every entry of v: the entry at [i, j] is u[i] * v[j]."""
    return u.unsqueeze(1) * v


def class_scores(X, W):
    """Return the score of every example of the batch X for every row of W."""
    return X @ W.T
