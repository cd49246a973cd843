"""Known wrong answers to exercise 3, to recognise them by their results."""

import torch
from torch import Tensor


def bias_missing(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Leave the bias out."""
    return torch.relu(torch.dot(w, x))


def bias_on_weights(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Add the bias to the weights."""
    return torch.relu(torch.dot(x, w + b))


def relu_missing(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Stop at the weighted sum plus bias."""
    return torch.dot(w, x) + b


def relu_before_bias(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Add the bias after ReLU."""
    return torch.relu(torch.dot(w, x)) + b


def bias_subtracted(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Subtract the bias."""
    return torch.relu(torch.dot(w, x) - b)


def bias_multiplied(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Multiply by the bias."""
    return torch.relu(torch.dot(w, x) * b)


def bias_per_input(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Add the bias to every product before they are summed."""
    return torch.relu(torch.sum(w * x + b))


def products_not_summed(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Keep the products apart."""
    return torch.relu(w * x + b)


def products_averaged(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Take the mean of the products."""
    return torch.relu(torch.dot(w, x) / x.numel() + b)


def weights_ignored(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Add up the inputs without their weights."""
    return torch.relu(torch.sum(x) + b)


def weights_added(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Add the weights to the inputs."""
    return torch.relu(torch.sum(x + w) + b)


def relu_per_product(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Apply ReLU to each product instead of to the sum."""
    return torch.sum(torch.relu(w * x)) + b


def relu_upside_down(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Write ``min(0, z)``."""
    return torch.clamp(torch.dot(w, x) + b, max=0)


def absolute_value(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Turn negative numbers positive instead of into 0."""
    return torch.abs(torch.dot(w, x) + b)


def sigmoid_instead(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Apply the sigmoid."""
    return torch.sigmoid(torch.dot(w, x) + b)


def tanh_instead(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Apply the hyperbolic tangent."""
    return torch.tanh(torch.dot(w, x) + b)


def step_instead(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Give 1 where the sum is positive."""
    return (torch.dot(w, x) + b > 0).to(x.dtype)


def bias_on_inputs(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Add the bias to the inputs."""
    return torch.relu(torch.dot(x + b, w))


def first_input_skipped(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Begin the loop at 1."""
    return torch.relu(torch.dot(w[1:], x[1:]) + b)


def last_input_skipped(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """End the loop one input early."""
    return torch.relu(torch.dot(w[:-1], x[:-1]) + b)


def relu_of_opposite(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Turn the sign before ReLU."""
    return torch.relu(-(torch.dot(w, x) + b))


def softplus_instead(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Apply softplus."""
    return torch.nn.functional.softplus(torch.dot(w, x) + b)


def gelu_instead(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Apply GELU."""
    return torch.nn.functional.gelu(torch.dot(w, x) + b)


def silu_instead(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Apply SiLU."""
    return torch.nn.functional.silu(torch.dot(w, x) + b)


def inputs_with_themselves(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Pass x twice."""
    return torch.relu(torch.dot(x, x) + b)


def weights_with_themselves(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Pass w twice."""
    return torch.relu(torch.dot(w, w) + b)


def last_product_alone(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Write ``z = …`` in the loop."""
    return torch.relu(w[-1] * x[-1] + b)


def relu_on_each_part(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Apply ReLU to the weighted sum and to the bias."""
    return torch.relu(torch.dot(w, x)) + torch.relu(b)
