"""Exercise 4: a whole batch through a layer. `lagrader show 4` has the statement."""

import torch

# The shape of layer(X, W, b) for X of shape (8, 3) and W of shape (3, 5): a tuple.
OUTPUT_SHAPE = None

# What is one row of that result? "a", "b", "c" or "d".
#   a  one input feature, across the batch
#   b  one output neuron, across the batch
#   c  one example of the batch: its five outputs
#   d  one neuron's weights
ROW_MEANING = None


def layer(X, W, b):
    """Return X @ W + b for a whole batch: a tensor of shape (batch, out), dtype as X.

    X is (batch, in), W is (in, out) and b is (out,), float tensors of one dtype; every
    size is at least 1. Leave all three as they are. Work on the whole batch with torch
    operations, without a loop over rows; checking the arguments in a loop is fine.
    """
    raise NotImplementedError
