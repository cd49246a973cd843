def tenfold(x):
    """Return ten times x."""
    return 10 * x
