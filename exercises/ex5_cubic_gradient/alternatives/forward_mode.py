"""Forward mode: the slope is carried along beside the value."""

import torch
import torch.autograd.forward_ad as fwAD


def f(x):
    return x**3 - 4 * x**2 + 7 * x - 1


def gradient_at(x):
    with fwAD.dual_level():
        dual = fwAD.make_dual(torch.tensor(x), torch.tensor(1.0))
        return fwAD.unpack_dual(f(dual)).tangent


GRADIENT_AT_2 = float(gradient_at(2.0))
