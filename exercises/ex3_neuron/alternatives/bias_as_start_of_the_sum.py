"""The sum of the products starts at the bias."""

import torch

VALUE = 0.0
WHY = "b"


def neuron(x: torch.Tensor, w: torch.Tensor, b: torch.Tensor) -> float:
    return max(sum((a * c for a, c in zip(x, w)), b), torch.tensor(0.0))
