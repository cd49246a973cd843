"""Modules of torch, and every sum by its axes."""

import torch
from torch import nn

WHY_ACTIVATIONS = "c"

my_relu = nn.ReLU()
my_sigmoid = nn.Sigmoid()
my_gelu = nn.GELU()


def my_softmax(Z):
    shifted = Z - torch.max(Z, 1, keepdim=True)[0]
    return torch.einsum("bc,b->bc", shifted.exp(), 1 / shifted.exp().sum(1))


def collapsed(W1, b1, W2, b2):
    return torch.einsum("ih,ho->io", W1, W2), torch.einsum("h,ho->o", b1, W2) + b2
