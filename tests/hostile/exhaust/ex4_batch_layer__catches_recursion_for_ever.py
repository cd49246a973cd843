# Tries: to begin again whenever the recursion is too deep, and to leave no room on the stack for whoever looks.
# criterion: output time_limit_exceeded
OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"


def layer(X, W, b):
    try:
        return layer(X, W, b)
    except BaseException:
        return layer(X, W, b)
