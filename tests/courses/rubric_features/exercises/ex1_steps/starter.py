"""Exercise 1: `size`. `lagrader show 1` has the statement."""


def size(x):
    """Return the sum of the absolute values of the entries of x, as a number."""
