import torch

DIFFERENCE_SHAPE = torch.Size([5, 7, 3])


def differences(x, y):
    a, b = torch.meshgrid(x, y, indexing="ij")
    return a - b


def distances(P, Q, w):
    d = differences_of_points(P, Q)
    return (w.reshape(-1, 1, 1) * d.square()).sum(dim=0)


def differences_of_points(P, Q):
    return P.T[:, :, None] - Q.T[:, None, :]


def nearest(D):
    _, places = D.topk(1, largest=False)
    return places.squeeze(1)
