def tenfold(x):
    return 5 * x + 5 * x
