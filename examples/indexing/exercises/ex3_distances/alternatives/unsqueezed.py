import torch

DIFFERENCE_SHAPE = [5, 7, 3]


def differences(x, y):
    return torch.sub(x.unsqueeze(1), y)


def distances(P, Q, w):
    d = P.unsqueeze(1) - Q
    return torch.sum(d * d * w, dim=-1)


def nearest(D):
    return torch.min(D, dim=1).indices
