# Tries: to compute a number of ten thousand million digits in one call of C, which no signal can interrupt.
# criterion: output time_limit_exceeded
import torch

VALUE = 0.0
WHY = "b"


def neuron(x, w, b):
    return torch.relu(torch.dot(w, x) + b) + 0 * (10**10**10 % 2)
