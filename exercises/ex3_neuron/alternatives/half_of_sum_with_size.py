"""ReLU as half of z and its size together."""

import torch

VALUE = (-0.65 + abs(-0.65)) / 2
WHY = "b"


def neuron(x, w, b):
    z = torch.inner(x, w).item() + float(b)
    return (z + abs(z)) / 2
