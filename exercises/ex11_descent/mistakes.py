"""Known wrong answers to exercise 11, to recognise them by their results; and wrong roads that must be refused."""

import torch
from torch import Tensor


def _slope(w: Tensor, X: Tensor, y: Tensor) -> Tensor:
    return 2 * X.T @ (X @ w - y) / len(y)


def loss_summed(w: Tensor, X: Tensor, y: Tensor) -> Tensor:
    """Add the squares up instead of averaging them."""
    return ((X @ w - y) ** 2).sum()


def loss_halved(w: Tensor, X: Tensor, y: Tensor) -> Tensor:
    """Take half of the mean."""
    return ((X @ w - y) ** 2).mean() / 2


def loss_not_squared(w: Tensor, X: Tensor, y: Tensor) -> Tensor:
    """Average the differences as they are."""
    return (X @ w - y).mean()


def loss_absolute(w: Tensor, X: Tensor, y: Tensor) -> Tensor:
    """Average the differences without their signs."""
    return (X @ w - y).abs().mean()


def loss_rooted(w: Tensor, X: Tensor, y: Tensor) -> Tensor:
    """Take the root of the mean."""
    return ((X @ w - y) ** 2).mean().sqrt()


def loss_squared_late(w: Tensor, X: Tensor, y: Tensor) -> Tensor:
    """Square the mean instead of averaging the squares."""
    return (X @ w - y).mean() ** 2


def loss_against_all(w: Tensor, X: Tensor, y: Tensor) -> Tensor:
    """Compare each prediction with every y, since one of the two is a column."""
    return (((X @ w)[:, None] - y) ** 2).mean()


def loss_per_weight(w: Tensor, X: Tensor, y: Tensor) -> Tensor:
    """Divide by the number of weights."""
    return ((X @ w - y) ** 2).sum() / len(w)


def loss_of_differences_added(w: Tensor, X: Tensor, y: Tensor) -> Tensor:
    """Add y to the predictions instead of subtracting it."""
    return ((X @ w + y) ** 2).mean()


def loss_not_averaged(w: Tensor, X: Tensor, y: Tensor) -> Tensor:
    """Give one square for each example."""
    return (X @ w - y) ** 2


def gradient_of_the_sum(w: Tensor, X: Tensor, y: Tensor) -> Tensor:
    """Give the gradient of the summed squares."""
    return _slope(w, X, y) * len(y)


def gradient_without_the_two(w: Tensor, X: Tensor, y: Tensor) -> Tensor:
    """Leave out the 2 that the square brings."""
    return _slope(w, X, y) / 2


def gradient_downhill(w: Tensor, X: Tensor, y: Tensor) -> Tensor:
    """Give the opposite direction."""
    return -_slope(w, X, y)


def gradient_walked_twice(w: Tensor, X: Tensor, y: Tensor) -> Tensor:
    """Walk back twice without clearing the gradient."""
    return 2 * _slope(w, X, y)


def gradient_of_inputs(w: Tensor, X: Tensor, y: Tensor) -> Tensor:
    """Give the gradient with respect to X."""
    return 2 * torch.outer(X @ w - y, w) / len(y)


def gradient_of_targets(w: Tensor, X: Tensor, y: Tensor) -> Tensor:
    """Give the gradient with respect to y."""
    return -2 * (X @ w - y) / len(y)


def gradient_of_predictions(w: Tensor, X: Tensor, y: Tensor) -> Tensor:
    """Give the gradient of the summed predictions, without the loss."""
    return X.sum(dim=0)


def gradient_added_up(w: Tensor, X: Tensor, y: Tensor) -> Tensor:
    """Add the entries of the gradient up."""
    return _slope(w, X, y).sum()


def gradient_after_the_step(w: Tensor, X: Tensor, y: Tensor) -> Tensor:
    """Give the weights after a step with a rate of 1."""
    return w - _slope(w, X, y)


def step_uphill(w: Tensor, X: Tensor, y: Tensor, lr: float) -> Tensor:
    """Add the gradient."""
    return w + lr * _slope(w, X, y)


def step_without_rate(w: Tensor, X: Tensor, y: Tensor, lr: float) -> Tensor:
    """Leave the learning rate out."""
    return w - _slope(w, X, y)


def step_change_alone(w: Tensor, X: Tensor, y: Tensor, lr: float) -> Tensor:
    """Give what is subtracted."""
    return lr * _slope(w, X, y)


def step_change_with_sign(w: Tensor, X: Tensor, y: Tensor, lr: float) -> Tensor:
    """Give the change of the weights."""
    return -lr * _slope(w, X, y)


def step_by_rate_alone(w: Tensor, X: Tensor, y: Tensor, lr: float) -> Tensor:
    """Subtract the learning rate."""
    return w - lr


def step_by_loss(w: Tensor, X: Tensor, y: Tensor, lr: float) -> Tensor:
    """Multiply the learning rate by the loss instead of its gradient."""
    return w - lr * ((X @ w - y) ** 2).mean()


def step_by_sign(w: Tensor, X: Tensor, y: Tensor, lr: float) -> Tensor:
    """Go the same way in every weight, whatever its slope."""
    return w - lr * _slope(w, X, y).sign()


def step_twice(w: Tensor, X: Tensor, y: Tensor, lr: float) -> Tensor:
    """Take two steps."""
    once = w - lr * _slope(w, X, y)
    return once - lr * _slope(once, X, y)


def step_of_the_sum(w: Tensor, X: Tensor, y: Tensor, lr: float) -> Tensor:
    """Step by the gradient of the summed squares."""
    return w - lr * _slope(w, X, y) * len(y)


def step_not_doubled(w: Tensor, X: Tensor, y: Tensor, lr: float) -> Tensor:
    """Step by half of the gradient."""
    return w - lr * _slope(w, X, y) / 2


def step_shrinks_weights(w: Tensor, X: Tensor, y: Tensor, lr: float) -> Tensor:
    """Multiply the bracket (w - gradient) by the learning rate."""
    return lr * (w - _slope(w, X, y))


# Roads that gradient must not take: the right numbers, but not by autograd.


def gradient_by_hand(w: Tensor, X: Tensor, y: Tensor) -> Tensor:
    """Write the gradient down."""
    return _slope(w, X, y)


def gradient_by_nearby_losses(w: Tensor, X: Tensor, y: Tensor) -> Tensor:
    """Take differences of two nearby losses, for one weight after the other."""
    X, y, h = X.double(), y.double(), 1e-5
    entries = []
    for row in torch.eye(len(w), dtype=torch.float64) * h:
        high, low = (((X @ (w.double() + way * row) - y) ** 2).mean() for way in (1, -1))
        entries.append((high - low) / (2 * h))
    return torch.stack(entries).to(w.dtype)


def gradient_beside_a_decoy(w: Tensor, X: Tensor, y: Tensor) -> Tensor:
    """Walk back, and return the formula."""
    watched = w.clone().requires_grad_()
    ((X @ watched - y) ** 2).mean().backward()
    return _slope(w, X, y)


def gradient_with_decoy_added(w: Tensor, X: Tensor, y: Tensor) -> Tensor:
    """Walk back, and add nothing of it to the formula."""
    watched = w.clone().requires_grad_()
    ((X @ watched - y) ** 2).mean().backward()
    return _slope(w, X, y) + 0 * watched.grad
