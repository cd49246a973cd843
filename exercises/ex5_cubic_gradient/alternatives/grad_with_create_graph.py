"""A slope that could be differentiated again; the constant from it."""

import torch
from torch.autograd import grad


def f(x):
    return torch.pow(x, 3) - torch.mul(4, torch.pow(x, 2)) + 7 * x - 1


def gradient_at(x):
    x = torch.tensor([[x]], requires_grad=True)
    return grad(f(x), x, create_graph=True)[0]


GRADIENT_AT_2 = gradient_at(2.0).item()
