import torch


def squared_distances(a, b):
    return torch.stack([torch.square(b - entry) for entry in a])
