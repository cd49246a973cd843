"""Python's max, which may give the whole number 0."""

import torch

VALUE = 0
WHY = "B"


def neuron(x, w, b):
    z = sum(w * x) + b
    return max(0, z)
