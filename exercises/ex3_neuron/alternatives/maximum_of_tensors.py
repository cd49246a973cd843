"""The weighted sum by einsum, ReLU by torch.maximum; the value from the neuron."""

import torch


def relu(z):
    return torch.maximum(z, torch.zeros_like(z))


def weighted_sum(x, w):
    return torch.einsum("i,i->", x, w)


def neuron(x, w, b):
    return relu(weighted_sum(x, w) + b)


VALUE = float(neuron(torch.tensor([1.0, 2.0, 3.0]), torch.tensor([0.5, -1.0, 0.25]), torch.tensor(0.1)))
WHY = "b"
