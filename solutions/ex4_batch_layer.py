"""Exercise 4: a whole batch through a layer."""

# (8, 3) @ (3, 5): the threes must be equal and disappear, and b changes no shape.
OUTPUT_SHAPE = (8, 5)

ROW_MEANING = "c"


def layer(X, W, b):
    """Return X @ W + b for a whole batch: a tensor of shape (batch, out), dtype as X."""
    return X @ W + b
