"""Exercise 2: `joined`. `lagrader show 2` has the statement."""


def joined(a, b):
    """Return the entries of a and b as one vector; raise a ValueError where their sizes differ."""
