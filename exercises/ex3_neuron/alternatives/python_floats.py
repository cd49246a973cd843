"""Plain numbers, one product at a time."""

import torch

x = [1, 2, 3]
w = [0.5, -1, 0.25]
b = 0.1
VALUE = max(0.0, sum(i * j for i, j in zip(x, w)) + b)
WHY = "(b)"


def neuron(x, w, b):
    total = 0.0
    for i in range(len(x)):
        total += x[i].item() * w[i].item()
    total += b.item()
    return total if total >= 0 else 0.0
