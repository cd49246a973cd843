"""Known wrong answers to exercise 4, to recognise them by their results."""

import torch
from torch import Tensor


def layer_bias_missing(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Leave the bias out."""
    return X @ W


def layer_bias_subtracted(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Subtract the bias."""
    return X @ W - b


def layer_bias_summed(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Add the sum of all biases to every output."""
    return X @ W + b.sum()


def layer_bias_multiplied(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Multiply by the bias."""
    return X @ W * b


def layer_bias_on_weights(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Add the bias to the weights."""
    return X @ (W + b)


def layer_transposed(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Turn the result on its side."""
    return (X @ W + b).T


def layer_first_example(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Take only the first example through."""
    return X[0] @ W + b


def layer_last_example(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Overwrite the result in a loop, so that only the last example is left."""
    return X[-1] @ W + b


def layer_batch_summed(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Add the examples of the batch up."""
    return (X @ W + b).sum(dim=0)


def layer_batch_averaged(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Average over the batch."""
    return (X @ W + b).mean(dim=0)


def layer_squeezed(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Drop dimensions of size 1."""
    return (X @ W + b).squeeze()


def layer_with_relu(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Apply ReLU, as in exercise 3."""
    return torch.relu(X @ W + b)


def layer_as_list(X: Tensor, W: Tensor, b: Tensor) -> list[Tensor]:
    """Collect the rows in a list and return the list."""
    return [row @ W + b for row in X]


def layer_with_sigmoid(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Apply the sigmoid."""
    return torch.sigmoid(X @ W + b)


def layer_with_tanh(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Apply the hyperbolic tangent."""
    return torch.tanh(X @ W + b)


def layer_with_softmax(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Turn each row into shares of 1."""
    return torch.softmax(X @ W + b, dim=1)


def layer_bias_first(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Add the first bias to every output."""
    return X @ W + b[0]


def layer_bias_averaged(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Add the mean of the biases to every output."""
    return X @ W + b.mean()
