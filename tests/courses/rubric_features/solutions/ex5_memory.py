"""Exercise 5."""


def squared_distances(a, b):
    """Return the squared distances of each entry of a from each of b."""
    return (a[:, None] - b) ** 2
