import torch

SUM_SHAPE = [4, 5, 6]
WHY = "b"


class Misfit(ValueError):
    pass


def broadcast_shape(a, b):
    if not a or not b:
        return tuple(a or b)
    *a_front, x = a
    *b_front, y = b
    if 1 < x != y > 1:
        raise Misfit(x, y)
    return broadcast_shape(a_front, b_front) + (x * y if 1 in (x, y) else x,)


def add_to_columns(M, c):
    return (M.T + c).T


def make_pair(rows, cols):
    return torch.ones(cols), torch.ones(rows).reshape(-1, 1)
