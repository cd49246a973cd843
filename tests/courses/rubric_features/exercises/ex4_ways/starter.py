"""Exercise 4: `total`, and `row_sums` or `column_sums`. `lagrader show 4` has the statement."""


def total(x):
    """Return the sum of the entries of x, as a number."""


def row_sums(X):
    """Return the sum of each row of X, as a vector."""


def column_sums(X):
    """Return the sum of each column of X, as a vector."""
