"""Exercise 6: `doubled`. `lagrader show 6` has the statement."""


def doubled(x):
    """Return twice each entry of x, on the device of x."""
