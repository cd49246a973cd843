import torch

DIFFERENCE_SHAPE = (5, 7, 3)


def differences(x, y):
    n, m = len(x), len(y)
    return x.repeat_interleave(m).reshape(n, m) - y.repeat(n).reshape(n, m)


def distances(P, Q, w):
    n, m = P.shape[0], Q.shape[0]
    left = P[:, None].expand(n, m, -1)
    right = Q[None].expand(n, m, -1)
    return torch.matmul(torch.pow(left - right, 2), w)


def nearest(D):
    return D.sort(dim=1)[1][:, 0]
