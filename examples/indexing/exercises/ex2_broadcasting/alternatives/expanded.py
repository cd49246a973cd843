import torch

SUM_SHAPE = (4, 5, 6)
WHY = "b"


def broadcast_shape(a, b):
    try:
        sum_ = torch.zeros(a, device="meta") + torch.zeros(b, device="meta")
    except Exception:
        raise ValueError(f"{a} and {b} do not fit")
    return tuple(sum_.size())


def add_to_columns(M, c):
    return torch.add(M, c.view(len(c), 1).expand_as(M))


def make_pair(rows, cols):
    A = torch.tensor([[1.0]] * rows)
    B = torch.tensor([2.0] * cols)
    return A, B
