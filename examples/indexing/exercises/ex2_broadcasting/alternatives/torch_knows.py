import torch

SUM_SHAPE = tuple((torch.zeros(4, 1, 6) + torch.zeros(5, 1)).shape)
WHY = "B"


def broadcast_shape(a, b):
    try:
        return tuple(torch.broadcast_shapes(a, b))
    except RuntimeError as error:
        raise ValueError(str(error)) from error


def add_to_columns(M, c):
    return M + c.unsqueeze(1)


def make_pair(rows, cols):
    return torch.randn(rows, 1), torch.randn(1, cols)
