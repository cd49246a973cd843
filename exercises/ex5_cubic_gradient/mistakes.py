"""Known wrong answers to exercise 5, to recognise them by their results; and wrong roads that must be refused."""

import torch
from torch import Tensor


def cubic_plus_square(x: Tensor) -> Tensor:
    """Add the square instead of subtracting it."""
    return x**3 + 4 * x**2 + 7 * x - 1


def cubic_minus_linear(x: Tensor) -> Tensor:
    """Subtract the linear term."""
    return x**3 - 4 * x**2 - 7 * x - 1


def cubic_plus_one(x: Tensor) -> Tensor:
    """Add the constant."""
    return x**3 - 4 * x**2 + 7 * x + 1


def cubic_without_constant(x: Tensor) -> Tensor:
    """Leave the constant out."""
    return x**3 - 4 * x**2 + 7 * x


def cubic_four_squared(x: Tensor) -> Tensor:
    """Square the 4 as well."""
    return x**3 - (4 * x) ** 2 + 7 * x - 1


def cubic_times_three(x: Tensor) -> Tensor:
    """Write ``x * 3`` and ``x * 2`` for powers."""
    return x * 3 - 4 * (x * 2) + 7 * x - 1


def cubic_derivative(x: Tensor) -> Tensor:
    """Give the derivative."""
    return 3 * x**2 - 8 * x + 7


def cubic_summed(x: Tensor) -> Tensor:
    """Add the entries up."""
    return (x**3 - 4 * x**2 + 7 * x - 1).sum()


def gradient_is_value(x: float) -> float:
    """Give f(x) instead of its slope."""
    return x**3 - 4 * x**2 + 7 * x - 1


def gradient_is_input(x: float) -> float:
    """Give the point at which the slope was asked for."""
    return x


def gradient_doubled(x: float) -> float:
    """Walk back twice without clearing the gradient."""
    return 2 * (3 * x**2 - 8 * x + 7)


def gradient_keeps_constant(x: float) -> float:
    """Keep the constant term in the derivative."""
    return 3 * x**2 - 8 * x + 7 - 1


def gradient_without_linear(x: float) -> float:
    """Drop the linear term together with the constant."""
    return 3 * x**2 - 8 * x


def gradient_plus_square(x: float) -> float:
    """Derive with the wrong sign of the square."""
    return 3 * x**2 + 8 * x + 7


def gradient_keeps_powers(x: float) -> float:
    """Multiply by the exponent without lowering it."""
    return 3 * x**3 - 8 * x**2 + 7 * x


def gradient_step_taken(x: float) -> float:
    """Give the point after one step downhill."""
    return x - (3 * x**2 - 8 * x + 7)


def gradient_second(x: float) -> float:
    """Derive twice."""
    return 6 * x - 8


def gradient_of_whole_number(x: float) -> float:
    """Cut the point down to a whole number first."""
    point = int(x)
    return 3.0 * point**2 - 8.0 * point + 7.0


def cubic_bracket(x: Tensor) -> Tensor:
    """Put the last three terms into a bracket."""
    return x**3 - (4 * x**2 + 7 * x - 1)


def cubic_linear_without_x(x: Tensor) -> Tensor:
    """Forget the x of the linear term."""
    return x**3 - 4 * x**2 + 7 - 1


def cubic_powers_swapped(x: Tensor) -> Tensor:
    """Exchange the exponents."""
    return x**2 - 4 * x**3 + 7 * x - 1


def cubic_constant_with_x(x: Tensor) -> Tensor:
    """Put an x where the constant belongs."""
    return x**3 - 4 * x**2 + 7 * x - x


# Roads that gradient_at must not take: the right slope, but not by autograd.


def gradient_by_formula(x: float) -> float:
    """Write the derivative down."""
    return 3 * x**2 - 8 * x + 7


def gradient_by_formula_in_tensors(x: float) -> Tensor:
    """Write the derivative down, and work it out in tensors."""
    point = torch.tensor(x)
    return 3 * point**2 - 8 * point + 7


def gradient_by_differences(x: float) -> float:
    """Take the difference of two nearby values; in float64 it is close enough."""
    h = 1e-5
    point = torch.tensor([x - h, x + h], dtype=torch.float64)
    low, high = point**3 - 4 * point**2 + 7 * point - 1
    return ((high - low) / (2 * h)).item()


def gradient_after_a_decoy(x: float) -> float:
    """Walk back, and return the formula."""
    point = torch.tensor(x, requires_grad=True)
    (point**3 - 4 * point**2 + 7 * point - 1).backward()
    return 3 * x**2 - 8 * x + 7


def gradient_times_zero(x: float) -> float:
    """Walk back, and add nothing of it to the formula."""
    point = torch.tensor(x, requires_grad=True)
    (point**3 - 4 * point**2 + 7 * point - 1).backward()
    return 3 * x**2 - 8 * x + 7 + 0 * point.grad.item()


def gradient_written_over(x: float) -> float:
    """Walk back, and write the formula over what stands in grad."""
    point = torch.tensor(x, requires_grad=True)
    (point**3 - 4 * point**2 + 7 * point - 1).backward()
    point.grad = torch.tensor(3 * x**2 - 8 * x + 7)
    return point.grad.item()


def gradient_of_the_leaf(x: float) -> Tensor:
    """Walk back, and work the formula out at the point that was walked to."""
    point = torch.tensor(x, requires_grad=True)
    (point**3 - 4 * point**2 + 7 * point - 1).backward()
    return (3 * point**2 - 8 * point + 7).detach()
