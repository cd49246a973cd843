"""The first product, and the dot product of the rest."""

import torch


def make_vectors(n: int = 100) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.empty(n).normal_(), torch.empty(n).uniform_(-1, 1)


def dot_loop(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if len(a) == 0:
        return torch.tensor(0.0)
    return a[0] * b[0] + dot_loop(a[1:], b[1:])


def dot_torch(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    result: torch.Tensor = torch.dot(a, b)
    return result


def dots_match(x: torch.Tensor, y: torch.Tensor) -> bool:
    return bool(torch.abs(x - y) <= 1e-5 + 1e-5 * torch.abs(y))
