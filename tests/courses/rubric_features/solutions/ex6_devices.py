"""Exercise 6."""


def doubled(x):
    """Return twice each entry of x."""
    return 2 * x
