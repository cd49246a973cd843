"""Known wrong answers to exercise 1, each with the arguments of the right one."""

import torch


def column_is_row(M):
    return M[-1]


def column_is_first(M):
    return M[:, 0]


def column_stays_matrix(M):
    return M[:, -1:]


def column_is_entry(M):
    return M[-1, -1]


def second_begins_late(x):
    return x[1::2]


def second_is_half(x):
    return x[: (len(x) + 1) // 2]


def second_from_behind(x):
    return x.flip(0)[::2]


def second_stops_early(x):
    return x[:-1:2]


def above_is_mask(x, limit):
    return x > limit


def above_with_limit(x, limit):
    return x[x >= limit]


def above_turned(x, limit):
    return x[x < limit]


def above_keeps_zeros(x, limit):
    return x * (x > limit)


def above_places(x, limit):
    return torch.nonzero(x > limit).flatten()


def above_places_as_column(x, limit):
    return torch.nonzero(x > limit)


def above_only_positive(x, limit):
    return x[x > 0]


def above_sorted(x, limit):
    return x[x > limit].sort().values


def negatives_dropped(x):
    return x[x >= 0]


def negatives_turned(x):
    return x.abs()


def negatives_stay(x):
    result = x.clone()
    result[result > 0] = 0
    return result


def above_with_lists(x, limit):
    return torch.tensor([entry for entry in x.tolist() if entry > limit], dtype=x.dtype)


def above_with_numpy(x, limit):
    entries = x.numpy()
    return torch.from_numpy(entries[entries > limit])
