"""The collapsed layer is found by asking the two layers: what they make of 0 is the bias."""

import torch

WHY_ACTIVATIONS = "C"


def my_relu(x):
    return (x + x.abs()) / 2


def my_sigmoid(x):
    return torch.special.expit(x)


def my_gelu(x):
    return x - x * torch.erfc(x / 2**0.5) / 2


def my_softmax(Z):
    Z = Z - Z.max(dim=-1, keepdim=True)[0]
    return Z.exp() / Z.exp().sum(dim=-1, keepdim=True)


def collapsed(W1, b1, W2, b2):
    def both(X):
        return (X @ W1 + b1) @ W2 + b2

    nothing = torch.zeros(1, W1.shape[0])
    b = both(nothing)[0]
    return W1 @ W2, b
