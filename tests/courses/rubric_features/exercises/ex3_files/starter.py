"""Exercise 3: `centred`. `lagrader show 3` has the statement."""


def centred(x):
    """Return the entries of the vector x without their average."""
