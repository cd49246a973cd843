"""A hook that is told the slope on the way back."""

import torch


def f(x):
    return x.square() * x - x.square().mul(4) + x.mul(7).sub(1)


def gradient_at(x):
    seen = []
    t = torch.tensor(x, requires_grad=True)
    t.register_hook(seen.append)
    f(t).backward()
    return seen[0]


GRADIENT_AT_2 = 3
