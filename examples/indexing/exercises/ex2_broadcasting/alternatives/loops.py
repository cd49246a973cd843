import torch

SUM_SHAPE = (4, 5, 6)
WHY = "b"


def broadcast_shape(a, b):
    shape = []
    for i in range(1, max(len(a), len(b)) + 1):
        one = a[-i] if i <= len(a) else 1
        other = b[-i] if i <= len(b) else 1
        if one == 1:
            shape.append(other)
        elif other == 1 or other == one:
            shape.append(one)
        else:
            raise ValueError("does not fit")
    shape.reverse()
    return tuple(shape)


def add_to_columns(M, c):
    rows, cols = M.shape
    result = torch.zeros(rows, cols)
    for i in range(rows):
        for j in range(cols):
            result[i, j] = M[i, j] + c[i]
    return result


def make_pair(rows, cols):
    return torch.zeros(1, cols), torch.zeros(rows, 1)
