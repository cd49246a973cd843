import torch
from torch import nn

VALUE = 0.
WHY = "  B"

def neuron(x, w, b):
    layer = nn.Linear(len(x), 1)
    layer.weight.data = w.reshape(1, -1)
    layer.bias.data = b.reshape(1)
    return torch.relu(layer(x))
