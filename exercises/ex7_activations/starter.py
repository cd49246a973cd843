"""Exercise 7: activations, and why a network needs them. `lagrader show 7` has the statement."""

import torch

# Why does a network need activations? "a", "b", "c" or "d".
#   a  without them the numbers grow from layer to layer
#   b  without them every gradient is 0
#   c  without them all layers together are one layer
#   d  without them no output is a share between 0 and 1
WHY_ACTIVATIONS = None


def my_relu(x):
    """Return ReLU of every entry of x: a tensor of the shape and dtype of x.

    x is a float tensor of any shape; leave it as it is.
    """
    raise NotImplementedError


def my_sigmoid(x):
    """Return the sigmoid of every entry of x: a tensor of the shape and dtype of x.

    x is a float tensor of any shape, no entry beyond 20 or -20; leave it as it is.
    """
    raise NotImplementedError


def my_gelu(x):
    """Return the exact GELU of every entry of x, the one with erf and not with tanh.

    x is a float tensor of any shape; leave it as it is. The result is a tensor of the
    shape and dtype of x.
    """
    raise NotImplementedError


def my_softmax(Z):
    """Return the softmax of every row of Z, written out without torch's own softmax.

    Z is a float tensor of shape (batch, classes), both at least 1, with entries of any
    size, such as 10000 or -10000; leave it as it is. The result is a tensor of the shape
    and dtype of Z, and each of its rows adds up to 1.
    """
    raise NotImplementedError


def collapsed(W1, b1, W2, b2):
    """Return the single layer (W, b) for which X @ W + b is (X @ W1 + b1) @ W2 + b2.

    W1 is (in, hidden), b1 (hidden,), W2 (hidden, out) and b2 (out,), float tensors of one
    dtype; leave all four as they are. The result is a tuple of W, of shape (in, out),
    and b, of shape (out,).
    """
    raise NotImplementedError
