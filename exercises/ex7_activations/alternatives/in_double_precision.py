"""Computed in float64, and given back in the dtype that came in."""

import torch

WHY_ACTIVATIONS = "c"


def my_relu(x):
    return x.double().clamp_min(0).to(x.dtype)


def my_sigmoid(x):
    return (1 / (1 + torch.exp(-x.double()))).to(x.dtype)


def my_gelu(x):
    wide = x.double()
    return (wide * (1 + torch.erf(wide / 2**0.5)) / 2).to(x.dtype)


def my_softmax(Z):
    wide = Z.double()
    powers = torch.exp(wide - wide.max(1, keepdim=True).values)
    return (powers / powers.sum(1, keepdim=True)).to(Z.dtype)


def collapsed(W1, b1, W2, b2):
    W = W1.double() @ W2.double()
    b = b1.double() @ W2.double() + b2.double()
    return W.to(W1.dtype), b.to(b1.dtype)
