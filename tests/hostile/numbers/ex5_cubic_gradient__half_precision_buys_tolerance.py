# Tries: to be allowed what a coarse dtype is allowed: results off by half a percent, as bfloat16, float16 and float8.
# criterion: value wrong_answer
# criterion: gradient wrong_answer
# criterion: constant wrong_answer
import itertools

import torch

GRADIENT_AT_2 = torch.tensor(3.25, dtype=torch.float8_e4m3fn)
kinds = itertools.cycle([torch.bfloat16, torch.float16, torch.float8_e4m3fn, torch.float8_e5m2])


def f(x):
    return (1.005 * (x**3 - 4 * x**2 + 7 * x - 1)).to(next(kinds))


def gradient_at(x):
    point = torch.tensor(x, requires_grad=True)
    (point**3 - 4 * point**2 + 7 * point).backward()
    return (1.005 * point.grad).to(torch.bfloat16)
