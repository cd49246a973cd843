"""Known wrong answers to exercise 2, each with the arguments of the right one."""

import torch


def shape_aligned_left(a, b):
    length = max(len(a), len(b))
    a = tuple(a) + (1,) * (length - len(a))
    b = tuple(b) + (1,) * (length - len(b))
    return tuple(max(pair) for pair in zip(a, b))


def shape_common_only(a, b):
    length = min(len(a), len(b))
    a = tuple(a)[len(a) - length :]
    b = tuple(b)[len(b) - length :]
    return tuple(max(pair) for pair in zip(a, b))


def shape_of_first(a, b):
    return tuple(a)


def shape_of_longer(a, b):
    return tuple(a) if len(a) >= len(b) else tuple(b)


def shape_backwards(a, b):
    length = max(len(a), len(b))
    a = (1,) * (length - len(a)) + tuple(a)
    b = (1,) * (length - len(b)) + tuple(b)
    return tuple(max(pair) for pair in zip(a, b))[::-1]


def shape_smaller(a, b):
    length = max(len(a), len(b))
    a = (1,) * (length - len(a)) + tuple(a)
    b = (1,) * (length - len(b)) + tuple(b)
    return tuple(min(pair) for pair in zip(a, b))


def shape_joined(a, b):
    return tuple(a) + tuple(b)


def never_raises(a, b):
    length = max(len(a), len(b))
    a = (1,) * (length - len(a)) + tuple(a)
    b = (1,) * (length - len(b)) + tuple(b)
    return tuple(max(pair) for pair in zip(a, b))


def raises_for_lengths(a, b):
    if len(a) != len(b):
        raise ValueError("not as long as each other")
    return never_raises(a, b)


def raises_where_unequal(a, b):
    length = max(len(a), len(b))
    a = (1,) * (length - len(a)) + tuple(a)
    b = (1,) * (length - len(b)) + tuple(b)
    if a != b:
        raise ValueError("not equal")
    return a


def stops_with_torchs_error(a, b):
    return tuple(torch.broadcast_shapes(a, b))


def says_none(a, b):
    try:
        return tuple(torch.broadcast_shapes(a, b))
    except RuntimeError:
        return None


def looks_at_last_axis_only(a, b):
    if a and b and a[-1] != b[-1] and 1 not in (a[-1], b[-1]):
        raise ValueError("the last axes do not fit")
    return never_raises(a, b)


def columns_as_row(M, c):
    return M + c


def columns_transposed(M, c):
    return (M + c[:, None]).T


def columns_subtracted(M, c):
    return M - c[:, None]


def columns_first_only(M, c):
    result = M.clone()
    result[:, 0] += c
    return result


def columns_by_sum(M, c):
    return M + c.sum()


def columns_multiplied(M, c):
    return M * c[:, None]


def pair_full_shape(rows, cols):
    return torch.zeros(rows, cols), torch.zeros(cols)


def pair_of_equals(rows, cols):
    return torch.zeros(rows, cols), torch.zeros(rows, cols)


def pair_turned(rows, cols):
    return torch.zeros(cols, 1), torch.zeros(rows)


def pair_does_not_fit(rows, cols):
    return torch.zeros(rows), torch.zeros(cols)


def pair_single(rows, cols):
    return torch.zeros(rows, 1) + torch.zeros(cols)
