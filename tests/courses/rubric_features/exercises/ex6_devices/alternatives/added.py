import torch


def doubled(x):
    return torch.add(x, x)
