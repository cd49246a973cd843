import torch

PART_SHAPE = torch.Size([3, 5])


def last_column(M):
    return torch.select(M, 1, M.shape[1] - 1)


def every_second(x):
    return torch.index_select(x, 0, torch.arange(0, x.numel(), 2, device=x.device))


def above(x, limit):
    return torch.masked_select(x, torch.gt(x, limit))


def without_negatives(x):
    return torch.clamp(x, min=0)
