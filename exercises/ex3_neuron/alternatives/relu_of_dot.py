"""torch.dot and torch.relu; the value from the neuron."""

import torch

x = torch.tensor([1.0, 2.0, 3.0])
w = torch.tensor([0.5, -1.0, 0.25])
b = torch.tensor(0.1)


def neuron(x, w, b):
    return torch.relu(torch.dot(x, w) + b)


VALUE = neuron(x, w, b)
WHY = "b"
