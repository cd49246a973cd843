import torch

DIFFERENCE_SHAPE = torch.zeros(5, 1, 3).sub(torch.zeros(1, 7, 3)).shape


def differences(x, y):
    return -(y - x.reshape(-1, 1))


def distances(P, Q, w):
    lengths_p = (P**2 * w).sum(dim=1, keepdim=True)
    lengths_q = (Q**2) @ w
    return lengths_p + lengths_q - 2 * (P * w) @ Q.T


def nearest(D):
    return torch.argmax(-D, dim=-1)
