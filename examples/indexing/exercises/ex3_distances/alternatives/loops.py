import torch

DIFFERENCE_SHAPE = (5, 7, 3)


def differences(x, y):
    result = torch.zeros(len(x), len(y))
    for i in range(len(x)):
        for j in range(len(y)):
            result[i][j] = x[i] - y[j]
    return result


def distances(P, Q, w):
    return torch.einsum("ijk,ijk,k->ij", P[:, None] - Q, P[:, None] - Q, w)


def nearest(D):
    best = []
    for row in D.tolist():
        best.append(row.index(min(row)))
    return torch.tensor(best)
