"""Exercise 3."""


def centred(x):
    """Return the entries of x without their average."""
    return x - x.mean()
