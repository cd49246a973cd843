"""Exercise 5: `squared_distances`. `lagrader show 5` has the statement."""


def squared_distances(a, b):
    """Return (a[i] - b[j]) ** 2 for all i and j, as a matrix with a row for each i."""
