"""Known wrong answers to exercise 12, to recognise them by their results; classes for that of a class."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

Four = tuple[Tensor, Tensor, Tensor, Tensor]


def _slopes(
    X: Tensor, y: Tensor, *parameters: Tensor, error: Callable[[Tensor], Tensor] = lambda e: (e**2).mean()
) -> Four:
    """Return the gradients of the mean squared error, or of another error, with respect to the four parameters."""
    W1, b1, W2, b2 = watched = [one.detach().clone().requires_grad_() for one in parameters]
    return torch.autograd.grad(error(torch.relu(X @ W1 + b1) @ W2 + b2 - y), watched)


def _moved(parameters: tuple[Tensor, ...], slopes: tuple[Tensor, ...], lr: float) -> Four:
    return tuple(one - lr * slope for one, slope in zip(parameters, slopes, strict=True))


def output_without_relu(X: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor) -> Tensor:
    """Leave ReLU out."""
    return (X @ W1 + b1) @ W2 + b2


def output_with_relu_last(X: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor) -> Tensor:
    """Put ReLU behind the second layer instead of between the two."""
    return torch.relu((X @ W1 + b1) @ W2 + b2)


def output_with_two_relus(X: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor) -> Tensor:
    """Put ReLU behind both layers."""
    return torch.relu(torch.relu(X @ W1 + b1) @ W2 + b2)


def output_relu_before_bias(X: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor) -> Tensor:
    """Apply ReLU before the first bias is added."""
    return (torch.relu(X @ W1) + b1) @ W2 + b2


def output_without_first_bias(X: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor) -> Tensor:
    """Leave the first bias out."""
    return torch.relu(X @ W1) @ W2 + b2


def output_without_second_bias(X: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor) -> Tensor:
    """Leave the second bias out."""
    return torch.relu(X @ W1 + b1) @ W2


def output_with_tanh(X: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor) -> Tensor:
    """Put tanh in the place of ReLU."""
    return torch.tanh(X @ W1 + b1) @ W2 + b2


def output_with_sigmoid(X: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor) -> Tensor:
    """Put the sigmoid in the place of ReLU."""
    return torch.sigmoid(X @ W1 + b1) @ W2 + b2


def output_of_first_layer(X: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor) -> Tensor:
    """Stop after the first layer."""
    return torch.relu(X @ W1 + b1)


def training_uphill(X: Tensor, y: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor, lr: float) -> Four:
    """Add the gradients."""
    return _moved((W1, b1, W2, b2), _slopes(X, y, W1, b1, W2, b2), -lr)


def training_without_rate(X: Tensor, y: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor, lr: float) -> Four:
    """Leave the learning rate out."""
    return _moved((W1, b1, W2, b2), _slopes(X, y, W1, b1, W2, b2), 1.0)


def training_gradients_alone(X: Tensor, y: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor, lr: float) -> Four:
    """Give the gradients."""
    return _slopes(X, y, W1, b1, W2, b2)


def training_on_the_sum(X: Tensor, y: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor, lr: float) -> Four:
    """Add the squares up."""
    return _moved((W1, b1, W2, b2), _slopes(X, y, W1, b1, W2, b2, error=lambda e: (e**2).sum()), lr)


def training_on_half(X: Tensor, y: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor, lr: float) -> Four:
    """Take half of the mean."""
    return _moved((W1, b1, W2, b2), _slopes(X, y, W1, b1, W2, b2), lr / 2)


def training_per_example(X: Tensor, y: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor, lr: float) -> Four:
    """Average over the examples, and add up over the outputs."""
    return _moved((W1, b1, W2, b2), _slopes(X, y, W1, b1, W2, b2, error=lambda e: (e**2).sum(dim=1).mean()), lr)


def training_on_distances(X: Tensor, y: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor, lr: float) -> Four:
    """Train on the mean absolute error."""
    return _moved((W1, b1, W2, b2), _slopes(X, y, W1, b1, W2, b2, error=lambda e: e.abs().mean()), lr)


def training_second_alone(X: Tensor, y: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor, lr: float) -> Four:
    """Leave the first layer as it was."""
    _, _, *slopes = _slopes(X, y, W1, b1, W2, b2)
    return W1, b1, *_moved((W2, b2), tuple(slopes), lr)


def training_weights_alone(X: Tensor, y: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor, lr: float) -> Four:
    """Leave the biases as they were."""
    new_W1, _, new_W2, _ = _moved((W1, b1, W2, b2), _slopes(X, y, W1, b1, W2, b2), lr)
    return new_W1, b1, new_W2, b2


def training_in_turn(X: Tensor, y: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor, lr: float) -> Four:
    """Move the second layer, and then take the gradients of the first at the new point."""
    _, _, *slopes = _slopes(X, y, W1, b1, W2, b2)
    new_W2, new_b2 = _moved((W2, b2), tuple(slopes), lr)
    first = _slopes(X, y, W1, b1, new_W2, new_b2)[:2]
    return *_moved((W1, b1), first, lr), new_W2, new_b2


def training_through_all(X: Tensor, y: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor, lr: float) -> Four:
    """Walk back as if ReLU let everything through."""
    hidden = torch.relu(X @ W1 + b1)
    output = 2 * (hidden @ W2 + b2 - y) / y.numel()
    inner = output @ W2.T
    slopes = (X.T @ inner, inner.sum(dim=0), hidden.T @ output, output.sum(dim=0))
    return _moved((W1, b1, W2, b2), slopes, lr)


def training_twice(X: Tensor, y: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor, lr: float) -> Four:
    """Take two steps."""
    once = _moved((W1, b1, W2, b2), _slopes(X, y, W1, b1, W2, b2), lr)
    return _moved(once, _slopes(X, y, *once), lr)


class _Layers(nn.Module):
    def __init__(self, n_in: int, n_hidden: int, n_out: int) -> None:
        super().__init__()
        self.first = nn.Linear(n_in, n_hidden)
        self.second = nn.Linear(n_hidden, n_out)


class module_without_relu(_Layers):
    """Leave ReLU out."""

    def forward(self, X: Tensor) -> Tensor:
        return self.second(self.first(X))


class module_with_relu_last(_Layers):
    """Put ReLU behind the second layer instead of between the two."""

    def forward(self, X: Tensor) -> Tensor:
        return torch.relu(self.second(self.first(X)))


class module_with_two_relus(_Layers):
    """Put ReLU behind both layers."""

    def forward(self, X: Tensor) -> Tensor:
        return torch.relu(self.second(torch.relu(self.first(X))))


class module_with_tanh(_Layers):
    """Put tanh in the place of ReLU."""

    def forward(self, X: Tensor) -> Tensor:
        return self.second(torch.tanh(self.first(X)))


class module_with_sigmoid(_Layers):
    """Put the sigmoid in the place of ReLU."""

    def forward(self, X: Tensor) -> Tensor:
        return self.second(torch.sigmoid(self.first(X)))


class module_of_first_layer(_Layers):
    """Stop after the first layer."""

    def forward(self, X: Tensor) -> Tensor:
        return torch.relu(self.first(X))


class module_with_softmax(_Layers):
    """Put softmax behind the second layer."""

    def forward(self, X: Tensor) -> Tensor:
        return torch.softmax(self.second(torch.relu(self.first(X))), dim=1)
