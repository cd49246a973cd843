# Tries: to beat the tolerance: inf <= atol + rtol * inf, NaN compares to nothing, and differences that overflow.
# criterion: value wrong_answer
# criterion: gradient wrong_answer
# criterion: constant wrong_answer
import itertools
import struct

import torch

GRADIENT_AT_2 = float("inf")
payload = struct.unpack("<d", bytes.fromhex("0100deadbeeff4ff"))[0]
numbers = itertools.cycle([float("inf"), float("nan"), payload, -1.7e308, 1.7e308, float("-inf"), 5e-324])


def f(x):
    result = torch.full_like(x, next(numbers), dtype=torch.float64)
    return result.view(-1).fill_(next(numbers)).view(x.shape)


def gradient_at(x):
    return next(numbers)
