"""Exercise 3: a neuron from scratch. `lagrader show 3` has the statement."""

import torch

# The lesson's numbers: three inputs, three weights, one bias.
x = torch.tensor([1.0, 2.0, 3.0])
w = torch.tensor([0.5, -1.0, 0.25])
b = torch.tensor(0.1)

# What the neuron gives for these numbers: a number.
VALUE = None

# Why: "a", "b", "c" or "d".
#   a  the vectors are perpendicular, so their dot product is 0
#   b  the weighted sum plus the bias is negative, and ReLU turns negative numbers into 0
#   c  the bias cancels the weighted sum
#   d  ReLU squeezes every number into 0 to 1, and this one rounds to 0
WHY = None


def neuron(x, w, b):
    """Return relu(w · x + b), the output of one neuron.

    x and w are float tensors of the same shape (n,), n at least 1, and b is a float tensor
    without dimensions, as torch.tensor(0.1) is. The result is a number: a Python number or
    a one-element tensor.
    """
    raise NotImplementedError
