"""Known wrong answers to exercise 1, to recognise them by their results; and wrong roads that must be refused."""

import random

import numpy as np
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


def loop_without_index(a: Tensor, b: Tensor) -> Tensor:
    """Write ``total += a * b`` in the loop."""
    return a.numel() * a * b


def loop_subtracts(a: Tensor, b: Tensor) -> Tensor:
    """Write ``total += a[i] - b[i]``."""
    return torch.sum(a - b)


def loop_divides(a: Tensor, b: Tensor) -> Tensor:
    """Write ``total += a[i] / b[i]``."""
    return torch.sum(a / b)


def loop_multiplies_all(a: Tensor, b: Tensor) -> Tensor:
    """Begin with ``total = 1`` and write ``total *= a[i] * b[i]``."""
    return torch.prod(a * b)


def loop_reversed(a: Tensor, b: Tensor) -> Tensor:
    """Walk through b from its end."""
    return torch.dot(a, b.flip(0))


def loop_first_twice(a: Tensor, b: Tensor) -> Tensor:
    """Begin with the first product, and add all of them."""
    return a[0] * b[0] + torch.dot(a, b)


def dot_of_b_with_itself(a: Tensor, b: Tensor) -> Tensor:
    """Pass b twice."""
    return torch.dot(b, b)


# What make_vectors may get wrong: for the criterion `vectors`, whose check names these.


def vectors_not_two(n: int = 100) -> Tensor:
    """Make a matrix with two rows."""
    return torch.randn(2, n)


def vectors_lists(n: int = 100) -> tuple[list[float], list[float]]:
    """Make lists of floats."""
    return [random.random() for _ in range(n)], [random.random() for _ in range(n)]


def vectors_not_tensors(n: int = 100) -> tuple[np.ndarray, np.ndarray]:
    """Make NumPy arrays."""
    return np.random.rand(n), np.random.rand(n)


def vectors_n_ignored(n: int = 100) -> tuple[Tensor, Tensor]:
    """Write the number 100 where n belongs."""
    return torch.randn(100), torch.randn(100)


def vectors_shape(n: int = 100) -> tuple[Tensor, Tensor]:
    """Make matrices with one column."""
    return torch.randn(n, 1), torch.randn(n, 1)


def vectors_integers(n: int = 100) -> tuple[Tensor, Tensor]:
    """Count in whole numbers."""
    return torch.arange(n), torch.arange(1, n + 1)


def vectors_not_finite(n: int = 100) -> tuple[Tensor, Tensor]:
    """Divide by a vector in which a zero stands."""
    return torch.randn(n), 1 / torch.arange(0.0, n)


def vectors_constant(n: int = 100) -> tuple[Tensor, Tensor]:
    """Make one vector of ones and one of zeros."""
    return torch.ones(n), torch.zeros(n)


def vectors_equal(n: int = 100) -> tuple[Tensor, Tensor]:
    """Give the first vector a second name."""
    a = torch.randn(n)
    b = a
    return a, b


# Further vectors that the criterion `vectors` must refuse, each for one of the reasons above.


def vectors_one_short(n: int = 100) -> tuple[Tensor, Tensor]:
    """Begin to count at 1 and stop before n."""
    return torch.arange(1.0, n), torch.arange(1.0, n) ** 2


def vectors_of_another_default(n: int = 20) -> tuple[Tensor, Tensor]:
    """Take another length where none is asked for."""
    return torch.randn(n), torch.randn(n)


def vectors_of_unequal_length(n: int = 100) -> tuple[Tensor, Tensor]:
    """Make the second vector longer than the first."""
    return torch.randn(n), torch.randn(n + 1)


def vectors_second_is_ones(n: int = 100) -> tuple[Tensor, Tensor]:
    """Take care of the first vector alone."""
    return torch.randn(n), torch.ones(n)


def vectors_seeded_twice(n: int = 100) -> tuple[Tensor, Tensor]:
    """Set the seed again before the second draw."""
    torch.manual_seed(0)
    a = torch.randn(n)
    torch.manual_seed(0)
    b = torch.randn(n)
    return a, b


# Roads that dot_loop must not take: each gives the right number, and none multiplies pair by pair.


def loop_calls_dot(a: Tensor, b: Tensor) -> Tensor:
    """Leave the work to torch.dot."""
    return torch.dot(a, b)


def loop_sums_a_product(a: Tensor, b: Tensor) -> Tensor:
    """Multiply the whole vectors, and let torch add up."""
    return (a * b).sum()


def loop_over_products(a: Tensor, b: Tensor) -> Tensor:
    """Multiply the whole vectors, and write out the sum alone."""
    total = 0
    for product in a * b:
        total = total + product
    return total


def loop_as_a_decoy(a: Tensor, b: Tensor) -> Tensor:
    """Go through the pairs, and return what torch.dot gives."""
    total = 0
    for x, y in zip(a, b):
        total = total + x * y
    return torch.dot(a, b)


def loop_around_dot(a: Tensor, b: Tensor) -> Tensor:
    """Call torch.dot in each round, on one pair more."""
    total = 0
    for i in range(len(a)):
        total = torch.dot(a[: i + 1], b[: i + 1])
    return total


def loop_over_chunks(a: Tensor, b: Tensor) -> Tensor:
    """Take two pairs at a time."""
    total = 0
    for i in range(0, len(a), 2):
        total = total + (a[i : i + 2] * b[i : i + 2]).sum()
    return total


def loop_by_matmul(a: Tensor, b: Tensor) -> float:
    """Multiply a row by a column."""
    return (a.reshape(1, -1) @ b.reshape(-1, 1)).item()


def loop_by_einsum(a: Tensor, b: Tensor) -> Tensor:
    """Write the product as an Einstein sum."""
    return torch.einsum("i,i->", a, b)


def loop_by_stacking(a: Tensor, b: Tensor) -> Tensor:
    """Put the vectors into a matrix, and multiply down its columns."""
    return torch.stack([a, b]).prod(dim=0).sum()


def loop_by_squares(a: Tensor, b: Tensor) -> Tensor:
    """Work the products out from squares of sums and differences."""
    a, b = a.double(), b.double()
    return ((a + b) ** 2 - (a - b) ** 2).sum() / 4


def loop_by_numpy(a: Tensor, b: Tensor) -> float:
    """Let NumPy multiply the whole vectors."""
    return float(np.dot(a.numpy(), b.numpy()))


def loop_over_numpy_products(a: Tensor, b: Tensor) -> float:
    """Let NumPy multiply the whole vectors, and write out the sum alone."""
    total = 0.0
    for product in a.numpy() * b.numpy():
        total = total + float(product)
    return total


# Roads that dot_torch must not take: the right number by another operation than torch.dot.


def dot_by_matmul(a: Tensor, b: Tensor) -> Tensor:
    """Use the operator of the matrix product."""
    return a @ b


def dot_by_inner(a: Tensor, b: Tensor) -> Tensor:
    """Use torch.inner."""
    return torch.inner(a, b)


def dot_by_vdot(a: Tensor, b: Tensor) -> Tensor:
    """Use torch.vdot."""
    return torch.vdot(a, b)


def dot_by_sum(a: Tensor, b: Tensor) -> Tensor:
    """Add the products up."""
    return torch.sum(a * b)


def dot_by_einsum(a: Tensor, b: Tensor) -> Tensor:
    """Write the product as an Einstein sum."""
    return torch.einsum("i,i->", a, b)


def dot_by_loop(a: Tensor, b: Tensor) -> Tensor:
    """Go through the pairs as in dot_loop."""
    total = 0
    for x, y in zip(a, b):
        total = total + x * y
    return total


def dot_thrown_away(a: Tensor, b: Tensor) -> Tensor:
    """Call torch.dot, and return another operation's result."""
    torch.dot(a, b)
    return a @ b
