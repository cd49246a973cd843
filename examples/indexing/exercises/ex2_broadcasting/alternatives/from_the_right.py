import itertools

import torch

SUM_SHAPE = torch.Size((4, 5, 6))
WHY = " b "


def broadcast_shape(a, b):
    result = []
    for sizes in itertools.zip_longest(reversed(a), reversed(b), fillvalue=1):
        larger = {size for size in sizes if size > 1}
        if len(larger) > 1:
            raise ValueError
        result.insert(0, larger.pop() if larger else 1)
    return torch.Size(result)


def add_to_columns(M, c):
    return torch.stack([row + number for row, number in zip(M, c)])


def make_pair(rows, cols):
    return [torch.rand((rows, 1), dtype=torch.float64), torch.rand((cols,), dtype=torch.float64)]
