"""Exercise 11: a step of gradient descent. `lagrader show 11` has the statement."""

import torch

# A step with lr = 0.1 lowered the loss, and one with lr = 10 from the same weights made
# it larger. Why? "a", "b", "c" or "d".
#   a  the gradient leads downhill, and lr times the gradient leads uphill
#   b  the step went past the lowest point and up the slope behind it
#   c  the gradients of the first step and of the second were added up
#   d  a loss can only rise once its gradient is not 0
TOO_FAR = None


def loss(w, X, y):
    """Return the mean squared error of the predictions X @ w: a tensor with one element.

    w is (d,), X is (n, d) and y is (n,), float tensors of one dtype; n and d are at least
    1. Leave all three as they are.
    """
    raise NotImplementedError


def gradient(w, X, y):
    """Return the gradient of the loss with respect to w, computed by PyTorch's autograd.

    The arguments are those of loss; w comes without a graph and stays as it is. The result
    is a tensor of shape (d,).
    """
    raise NotImplementedError


def step(w, X, y, lr):
    """Return the weights after one step of gradient descent: a new tensor of shape (d,).

    lr, the learning rate, is a Python float. Leave w, X and y as they are.
    """
    raise NotImplementedError
