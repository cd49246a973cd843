# Tries: to be equal where 3 == 3.0 == True: truncated integers, unsigned ones that overflow, and truth values.
# criterion: value wrong_answer
# criterion: gradient wrong_answer
# criterion: constant wrong_answer
import itertools

import torch

GRADIENT_AT_2 = True
kinds = itertools.cycle([torch.int64, torch.uint64, torch.bool, torch.int8, torch.uint16])


def f(x):
    return (x**3 - 4 * x**2 + 7 * x - 1).to(torch.int64).to(next(kinds))


def gradient_at(x):
    return round(3 * x * x - 8 * x + 7)
