import torch

PART_SHAPE = [3, 5]


def last_column(M):
    return M.T[-1]


def every_second(x):
    mask = torch.arange(x.shape[0]) % 2 == 0
    return x[mask]


def above(x, limit):
    places = torch.where(x > limit)[0]
    return x[places]


def without_negatives(x):
    return torch.where(x < 0, 0, x)
