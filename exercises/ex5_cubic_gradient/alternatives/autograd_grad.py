"""torch.autograd.grad, which gives the slope back; the constant from it."""

import torch


def f(x):
    return x.pow(3) - 4 * x.pow(2) + 7 * x - 1


def gradient_at(x):
    x = torch.tensor(float(x)).requires_grad_()
    (grad,) = torch.autograd.grad(f(x), x)
    return grad


GRADIENT_AT_2 = gradient_at(2.0)
