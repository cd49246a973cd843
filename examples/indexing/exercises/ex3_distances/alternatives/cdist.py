import torch

DIFFERENCE_SHAPE = (5, 7, 3)


def differences(x, y):
    return torch.stack([x - entry for entry in y], dim=1)


def distances(P, Q, w):
    root = w.sqrt()
    return torch.cdist(root * P, root * Q, compute_mode="donot_use_mm_for_euclid_dist") ** 2


def nearest(D):
    columns = torch.arange(D.shape[1]).expand(D.shape)
    return columns[D == D.amin(dim=1, keepdim=True)]
