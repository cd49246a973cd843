"""Known wrong answers to exercise 3, each with the arguments of the right one."""

import torch


def differences_pairwise(x, y):
    return x - y


def differences_transposed(x, y):
    return x[None, :] - y[:, None]


def differences_turned(x, y):
    return y[None, :] - x[:, None]


def differences_absolute(x, y):
    return (x[:, None] - y[None, :]).abs()


def differences_sums(x, y):
    return x[:, None] + y[None, :]


def differences_products(x, y):
    return x[:, None] * y[None, :]


def distances_pairwise(P, Q, w):
    return (w * (P - Q) ** 2).sum(dim=-1)


def distances_over_points(P, Q, w):
    return (w * (P[:, None, :] - Q[None, :, :]) ** 2).sum(dim=1)


def distances_over_first(P, Q, w):
    return (w * (P[:, None, :] - Q[None, :, :]) ** 2).sum(dim=0)


def distances_not_summed(P, Q, w):
    return w * (P[:, None, :] - Q[None, :, :]) ** 2


def distances_all_summed(P, Q, w):
    return (w * (P[:, None, :] - Q[None, :, :]) ** 2).sum()


def distances_mean(P, Q, w):
    return (w * (P[:, None, :] - Q[None, :, :]) ** 2).mean(dim=2)


def distances_squared_late(P, Q, w):
    return (w * (P[:, None, :] - Q[None, :, :])).sum(dim=2) ** 2


def distances_weights_squared(P, Q, w):
    return ((w * (P[:, None, :] - Q[None, :, :])) ** 2).sum(dim=2)


def distances_not_squared(P, Q, w):
    return (w * (P[:, None, :] - Q[None, :, :])).sum(dim=2)


def distances_absolute(P, Q, w):
    return (w * (P[:, None, :] - Q[None, :, :]).abs()).sum(dim=2)


def distances_rooted(P, Q, w):
    return (w * (P[:, None, :] - Q[None, :, :]) ** 2).sum(dim=2).sqrt()


def distances_unweighted(P, Q, w):
    return ((P[:, None, :] - Q[None, :, :]) ** 2).sum(dim=2)


def distances_weighted_mean(P, Q, w):
    return (w * (P[:, None, :] - Q[None, :, :]) ** 2).sum(dim=2) / w.sum()


def distances_transposed(P, Q, w):
    return (w * (Q[:, None, :] - P[None, :, :]) ** 2).sum(dim=2)


def distances_products(P, Q, w):
    return (w * P) @ Q.T


def in_two_loops(P, Q, w):
    result = torch.zeros(len(P), len(Q))
    for i in range(len(P)):
        for j in range(len(Q)):
            result[i, j] = (w * (P[i] - Q[j]) ** 2).sum()
    return result


def row_by_row(P, Q, w):
    return torch.stack([(w * (point - Q) ** 2).sum(dim=1) for point in P])


def column_by_column(P, Q, w):
    return torch.stack([(P - point).square() @ w for point in Q], dim=1)


def with_lists(P, Q, w):
    weights = w.tolist()
    return torch.tensor(
        [[sum(c * (a - b) ** 2 for a, b, c in zip(p, q, weights)) for q in Q.tolist()] for p in P.tolist()]
    )


def with_numpy(P, Q, w):
    p, q = P.numpy(), Q.numpy()
    return torch.from_numpy((w.numpy() * (p[:, None] - q[None]) ** 2).sum(axis=2))


def nearest_of_columns(D):
    return D.argmin(dim=0)


def nearest_farthest(D):
    return D.argmax(dim=1)


def nearest_overall(D):
    return D.argmin()


def nearest_distance(D):
    return D.min(dim=1).values


def nearest_counted_from_one(D):
    return D.argmin(dim=1) + 1


def nearest_sorted(D):
    return D.argsort(dim=1)


def nearest_one_hot(D):
    return D == D.min(dim=1, keepdim=True).values
