import torch
import torch.nn.functional as F

PART_SHAPE = (4 - 1, 5)


def last_column(M):
    *_, last = M.unbind(dim=1)
    return last


def every_second(x):
    return x[list(range(0, len(x), 2))]


def above(x, limit):
    (places,) = (x - limit > 0).nonzero(as_tuple=True)
    return x.take(places)


def without_negatives(x):
    return F.relu(x)
