"""Known wrong answers to exercise 7, to recognise them by their results; and wrong roads that must be refused."""

import math

import torch
from torch import Tensor


def relu_of_the_wrong_sign(x: Tensor) -> Tensor:
    """Keep the negative entries."""
    return torch.clamp(x, max=0)


def relu_absolute(x: Tensor) -> Tensor:
    """Turn the sign of negative entries."""
    return x.abs()


def relu_of_minus_x(x: Tensor) -> Tensor:
    """Put in -x."""
    return torch.relu(-x)


def relu_leaky(x: Tensor) -> Tensor:
    """Let a hundredth of the negative entries through."""
    return torch.nn.functional.leaky_relu(x)


def relu_as_step(x: Tensor) -> Tensor:
    """Say where x is positive."""
    return (x > 0).to(x.dtype)


def relu_cut_off_at_one(x: Tensor) -> Tensor:
    """Cut off what is above 1 as well."""
    return x.clamp(0, 1)


def relu_picks(x: Tensor) -> Tensor:
    """Leave the negative entries out."""
    return x[x > 0]


def relu_from_one_on(x: Tensor) -> Tensor:
    """Make 1 the least value."""
    return x.clamp(min=1)


def relu_bound_by_the_mean(x: Tensor) -> Tensor:
    """Shift the entries by their mean first."""
    return torch.relu(x - x.mean())


def sigmoid_of_minus_x(x: Tensor) -> Tensor:
    """Leave the minus out of the exponent."""
    return 1 / (1 + torch.exp(x))


def sigmoid_is_tanh(x: Tensor) -> Tensor:
    """Take another curve of the same form."""
    return torch.tanh(x)


def sigmoid_without_one(x: Tensor) -> Tensor:
    """Leave the 1 out of the denominator."""
    return 1 / torch.exp(-x)


def sigmoid_minus_for_plus(x: Tensor) -> Tensor:
    """Subtract in the denominator."""
    return 1 / (1 - torch.exp(-x))


def sigmoid_upside_down(x: Tensor) -> Tensor:
    """Give the denominator."""
    return 1 + torch.exp(-x)


def sigmoid_slope(x: Tensor) -> Tensor:
    """Give the derivative."""
    share = torch.sigmoid(x)
    return share * (1 - share)


def sigmoid_decides(x: Tensor) -> Tensor:
    """Round to 0 and 1."""
    return (x > 0).to(x.dtype)


def sigmoid_hard(x: Tensor) -> Tensor:
    """Take a straight line that is cut off."""
    return torch.nn.functional.hardsigmoid(x)


def sigmoid_times_x(x: Tensor) -> Tensor:
    """Multiply by x."""
    return x * torch.sigmoid(x)


def sigmoid_logarithm(x: Tensor) -> Tensor:
    """Give the logarithm."""
    return torch.nn.functional.logsigmoid(x)


def sigmoid_base_two(x: Tensor) -> Tensor:
    """Raise 2 to the power."""
    return 1 / (1 + 2 ** (-x))


def gelu_by_tanh(x: Tensor) -> Tensor:
    """Approximate by tanh."""
    return torch.nn.functional.gelu(x, approximate="tanh")


def gelu_by_sigmoid(x: Tensor) -> Tensor:
    """Approximate by a sigmoid."""
    return x * torch.sigmoid(1.702 * x)


def gelu_is_silu(x: Tensor) -> Tensor:
    """Multiply by the sigmoid."""
    return x * torch.sigmoid(x)


def gelu_is_relu(x: Tensor) -> Tensor:
    """Give ReLU."""
    return torch.relu(x)


def gelu_without_root(x: Tensor) -> Tensor:
    """Leave the root of 2 out."""
    return x * (1 + torch.erf(x)) / 2


def gelu_divided_by_two(x: Tensor) -> Tensor:
    """Divide by 2 within erf."""
    return x * (1 + torch.erf(x / 2)) / 2


def gelu_times_root(x: Tensor) -> Tensor:
    """Multiply by the root of 2 within erf."""
    return x * (1 + torch.erf(x * math.sqrt(2))) / 2


def gelu_share_alone(x: Tensor) -> Tensor:
    """Leave the factor x out."""
    return (1 + torch.erf(x / math.sqrt(2))) / 2


def gelu_not_halved(x: Tensor) -> Tensor:
    """Leave the half out."""
    return x * (1 + torch.erf(x / math.sqrt(2)))


def gelu_without_one(x: Tensor) -> Tensor:
    """Leave the 1 out."""
    return x * torch.erf(x / math.sqrt(2)) / 2


def gelu_with_erfc(x: Tensor) -> Tensor:
    """Take the share above x."""
    return x * torch.erfc(x / math.sqrt(2)) / 2


def gelu_with_density(x: Tensor) -> Tensor:
    """Multiply by the density."""
    return x * torch.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)


def softmax_over_batch(Z: Tensor) -> Tensor:
    """Take the softmax of every column."""
    return torch.softmax(Z, dim=0)


def softmax_over_all(Z: Tensor) -> Tensor:
    """Divide by the sum of all entries."""
    return torch.softmax(Z.flatten(), dim=0).reshape(Z.shape)


def softmax_undivided(Z: Tensor) -> Tensor:
    """Give the exponentials."""
    return torch.exp(Z)


def softmax_shifted_undivided(Z: Tensor) -> Tensor:
    """Give the exponentials of the shifted numbers."""
    return torch.exp(Z - Z.amax(dim=1, keepdim=True))


def softmax_no_exponential(Z: Tensor) -> Tensor:
    """Divide the numbers themselves."""
    return Z / Z.sum(dim=1, keepdim=True)


def softmax_logarithm(Z: Tensor) -> Tensor:
    """Give the logarithms."""
    return torch.log_softmax(Z, dim=1)


def softmax_of_minus_z(Z: Tensor) -> Tensor:
    """Put in -Z."""
    return torch.softmax(-Z, dim=1)


def softmax_hard(Z: Tensor) -> Tensor:
    """Give everything to the largest."""
    return torch.nn.functional.one_hot(Z.argmax(dim=1), Z.shape[1]).to(Z.dtype)


def softmax_place_of_largest(Z: Tensor) -> Tensor:
    """Say where the largest stands."""
    return Z.argmax(dim=1)


def softmax_largest_share(Z: Tensor) -> Tensor:
    """Give the largest share of each row."""
    return torch.softmax(Z, dim=1).amax(dim=1)


def softmax_base_two(Z: Tensor) -> Tensor:
    """Raise 2 to the power."""
    return torch.softmax(Z * math.log(2), dim=1)


def softmax_is_sigmoid(Z: Tensor) -> Tensor:
    """Take the sigmoid of every entry."""
    return torch.sigmoid(Z)


def softmax_averaged(Z: Tensor) -> Tensor:
    """Divide by the mean of the exponentials."""
    powers = torch.exp(Z)
    return powers / powers.mean(dim=1, keepdim=True)


def softmax_overflows(Z: Tensor) -> Tensor:
    """Type the formula in as it stands; in float32 whatever comes, since float64 overflows elsewhere."""
    powers = torch.exp(Z.float())
    return (powers / powers.sum(dim=1, keepdim=True)).to(Z.dtype)


def softmax_overflow_hidden(Z: Tensor) -> Tensor:
    """Make 0 of what is nan."""
    return torch.nan_to_num(softmax_overflows(Z))


def softmax_limited(Z: Tensor) -> Tensor:
    """Cut large numbers off."""
    return softmax_overflows(Z.clamp(-80, 80))


def softmax_limited_above(Z: Tensor) -> Tensor:
    """Cut large numbers off, and leave those far below 0."""
    return softmax_overflows(Z.clamp(max=80))


def softmax_shifted_by_all(Z: Tensor) -> Tensor:
    """Subtract the largest number of the whole batch."""
    return softmax_overflows(Z - Z.max())


def softmax_scaled_by_largest(Z: Tensor) -> Tensor:
    """Divide by the largest number instead of subtracting it."""
    return softmax_overflows(Z / Z.amax(dim=1, keepdim=True))


def softmax_shifted_by_least(Z: Tensor) -> Tensor:
    """Subtract the smallest number of the row."""
    return softmax_overflows(Z - Z.amin(dim=1, keepdim=True))


def softmax_adds_largest(Z: Tensor) -> Tensor:
    """Add the largest number of the row."""
    return softmax_overflows(Z + Z.amax(dim=1, keepdim=True))


def collapsed_bias_lost(W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor) -> tuple[Tensor, Tensor]:
    """Keep the second bias alone."""
    return W1 @ W2, b2


def collapsed_second_bias_lost(W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor) -> tuple[Tensor, Tensor]:
    """Keep the first bias alone."""
    return W1 @ W2, b1 @ W2


def collapsed_bias_as_column(W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor) -> tuple[Tensor, Tensor]:
    """Give the bias as a matrix of one row."""
    return W1 @ W2, (b1 @ W2 + b2).unsqueeze(0)


def collapsed_swapped(W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor) -> tuple[Tensor, Tensor]:
    """Return the two the other way round."""
    return b1 @ W2 + b2, W1 @ W2


def collapsed_transposed(W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor) -> tuple[Tensor, Tensor]:
    """Turn the weights on their side."""
    return (W1 @ W2).T, b1 @ W2 + b2


def collapsed_with_relu(W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor) -> tuple[Tensor, Tensor]:
    """Put ReLU around the first layer's numbers."""
    return torch.relu(W1) @ W2, torch.relu(b1) @ W2 + b2


def collapsed_weights_alone(W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor) -> Tensor:
    """Return the weights alone."""
    return W1 @ W2


def collapsed_first_bias_spread(W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor) -> tuple[Tensor, Tensor]:
    """Add the sum of the first bias to every output."""
    return W1 @ W2, b1.sum() + b2


def collapsed_bias_through_both(W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor) -> tuple[Tensor, Tensor]:
    """Multiply the biases."""
    return W1 @ W2, (b1 @ W2) * b2


def collapsed_bias_subtracted(W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor) -> tuple[Tensor, Tensor]:
    """Subtract the second bias."""
    return W1 @ W2, b1 @ W2 - b2


def collapsed_not_at_all(W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor) -> tuple[Tensor, Tensor]:
    """Return the second layer."""
    return W2, b2


# Roads that my_softmax must not take: the right shares, but by torch's own softmax.


def softmax_of_torchs_own(Z: Tensor) -> Tensor:
    """Call the method."""
    return Z.softmax(dim=1)


def softmax_of_torchs_module(Z: Tensor) -> Tensor:
    """Call the module."""
    return torch.nn.Softmax(dim=1)(Z)


def softmax_of_functional(Z: Tensor) -> Tensor:
    """Call the function for networks."""
    return torch.nn.functional.softmax(Z, dim=-1)


def softmax_by_its_logarithm(Z: Tensor) -> Tensor:
    """Take the exponential of torch's logarithm of it."""
    return torch.exp(torch.log_softmax(Z, dim=1))


def softmax_by_softmin(Z: Tensor) -> Tensor:
    """Call the softmax of the opposite sign."""
    return torch.nn.functional.softmin(-Z, dim=1)
