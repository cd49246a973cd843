"""Known wrong answers to exercise 1, to recognise them by their results."""

import torch
from torch import Tensor


def loop_overwrites(a: Tensor, b: Tensor) -> Tensor:
    """Write ``total = …`` in the loop, so that only the last product is left."""
    return a[-1] * b[-1]


def loop_returns_early(a: Tensor, b: Tensor) -> Tensor:
    """Indent the ``return`` into the loop."""
    return a[0] * b[0]


def loop_stops_short(a: Tensor, b: Tensor) -> Tensor:
    """Run over ``range(len(a) - 1)``."""
    return torch.sum(a[:-1] * b[:-1])


def loop_skips_first(a: Tensor, b: Tensor) -> Tensor:
    """Run over ``range(1, len(a))``."""
    return torch.sum(a[1:] * b[1:])


def loop_starts_at_one(a: Tensor, b: Tensor) -> Tensor:
    """Begin with ``total = 1``."""
    return 1 + torch.dot(a, b)


def loop_adds_entries(a: Tensor, b: Tensor) -> Tensor:
    """Write ``total += a[i] + b[i]``."""
    return torch.sum(a + b)


def loop_in_a_loop(a: Tensor, b: Tensor) -> Tensor:
    """Pair every entry of a with every entry of b."""
    return torch.sum(a) * torch.sum(b)


def loop_without_sum(a: Tensor, b: Tensor) -> list[Tensor]:
    """Collect the products in a list and return the list."""
    return [x * y for x, y in zip(a, b, strict=True)]


def entries_not_summed(a: Tensor, b: Tensor) -> Tensor:
    """Take ``a * b`` for the dot product."""
    return a * b


def dot_with_itself(a: Tensor, b: Tensor) -> Tensor:
    """Pass a twice."""
    return torch.dot(a, a)


def dot_averaged(a: Tensor, b: Tensor) -> Tensor:
    """Take the mean of the products."""
    return torch.dot(a, b) / a.numel()


def dot_normalised(a: Tensor, b: Tensor) -> Tensor:
    """Compute the cosine of the angle."""
    return torch.dot(a, b) / torch.sqrt(torch.dot(a, a) * torch.dot(b, b))


def dot_outer(a: Tensor, b: Tensor) -> Tensor:
    """Take the outer product."""
    return torch.outer(a, b)


def match_exact(x: float | Tensor, y: float | Tensor) -> bool:
    """Compare with ``==``, or within less than float32 can show."""
    if isinstance(x, Tensor) != isinstance(y, Tensor):
        # A float32 tensor is compared with a Python float in float32, and so rounds it first.
        return bool(torch.tensor(float(x), dtype=torch.float32) == torch.tensor(float(y), dtype=torch.float32))
    return float(x) == float(y)


def match_without_abs(x: float | Tensor, y: float | Tensor) -> bool:
    """Compare the difference with its sign."""
    return float(x) - float(y) < 1e-4


def match_too_wide(x: float | Tensor, y: float | Tensor) -> bool:
    """Allow a difference of one half."""
    return abs(float(x) - float(y)) < 0.5


def match_inverted(x: float | Tensor, y: float | Tensor) -> bool:
    """Say True where the numbers differ."""
    return abs(float(x) - float(y)) > 1e-4


def match_always(x: float | Tensor, y: float | Tensor) -> bool:
    """Say True to everything."""
    return True


def match_never(x: float | Tensor, y: float | Tensor) -> bool:
    """Say False to everything."""
    return False


def loop_with_itself(a: Tensor, b: Tensor) -> Tensor:
    """Write ``a[i] * a[i]``."""
    return torch.sum(a * a)


def loop_every_second(a: Tensor, b: Tensor) -> Tensor:
    """Raise the index twice in each round."""
    return torch.sum(a[::2] * b[::2])
