"""Arguments are checked, and helpers do the steps."""

import math

import torch

ROOT_OF_TWO = math.sqrt(2.0)


def my_relu(x: torch.Tensor) -> torch.Tensor:
    if not torch.is_tensor(x):
        raise TypeError("a tensor was expected")
    return torch.clamp(x, 0)


def my_sigmoid(x: torch.Tensor) -> torch.Tensor:
    positive = 1 / (1 + torch.exp(-x.abs()))
    return torch.where(x >= 0, positive, 1 - positive)


def normal_share_below(x: torch.Tensor) -> torch.Tensor:
    return 0.5 * (1.0 + torch.erf(x / ROOT_OF_TWO))


def my_gelu(x: torch.Tensor) -> torch.Tensor:
    return normal_share_below(x) * x


def shifted(Z: torch.Tensor) -> torch.Tensor:
    return Z - Z.topk(1, dim=1).values


def my_softmax(Z: torch.Tensor) -> torch.Tensor:
    assert Z.dim() == 2
    powers = shifted(Z).exp()
    return powers * powers.sum(dim=1, keepdim=True).reciprocal()


def collapsed(W1, b1, W2, b2):
    assert W1.shape[1] == W2.shape[0] == len(b1)
    bias = b2.clone()
    for weight, row in zip(b1, W2, strict=True):
        bias += weight * row
    return W1.matmul(W2), bias


WHY_ACTIVATIONS = "(c)"
