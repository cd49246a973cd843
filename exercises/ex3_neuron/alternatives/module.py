"""A module with ReLU as its activation; the value from the neuron."""

import torch
from torch import nn


class Neuron(nn.Module):
    def __init__(self):
        super().__init__()
        self.activation = nn.ReLU()

    def forward(self, x, w, b):
        return self.activation(torch.dot(w, x) + b)


neuron = Neuron()
VALUE = neuron(torch.tensor([1.0, 2.0, 3.0]), torch.tensor([0.5, -1.0, 0.25]), torch.tensor(0.1)).item()
WHY = "b"
