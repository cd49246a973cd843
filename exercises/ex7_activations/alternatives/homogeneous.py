"""Weights and bias of a layer in one matrix, with a 1 behind every example."""

import torch

WHY_ACTIVATIONS = "c)"


def my_relu(x):
    result = x.clone()
    result[result < 0] = 0
    return result


def my_sigmoid(x):
    return torch.pow(1 + torch.exp(torch.neg(x)), -1)


def my_gelu(x):
    return torch.mul(x, torch.erf(x.div(2**0.5)).add(1).div(2))


def my_softmax(Z):
    powers = torch.exp(torch.sub(Z, torch.amax(Z, dim=1).reshape(-1, 1)))
    return torch.div(powers, torch.sum(powers, dim=1, keepdim=True))


def with_bias(W, b):
    last = torch.zeros(W.shape[0] + 1)
    last[-1] = 1
    return torch.hstack([torch.vstack([W, b]), last.reshape(-1, 1)])


def collapsed(W1, b1, W2, b2):
    both = with_bias(W1, b1) @ with_bias(W2, b2)
    return both[:-1, :-1], both[-1, :-1]
