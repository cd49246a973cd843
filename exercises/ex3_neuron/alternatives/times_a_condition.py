"""z times whether it is positive."""

import torch

VALUE = 0
WHY = "b"


def neuron(x, w, b):
    z = torch.dot(w, x) + b
    return z * (z > 0)
