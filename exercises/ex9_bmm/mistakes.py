"""Known wrong answers to exercise 9, to recognise them by their results; and wrong roads that must be refused."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

Shape = Sequence[int]


def bmm_first_of_b(A: Tensor, B: Tensor) -> Tensor:
    """Use the first matrix of B for all."""
    return A @ B[0]


def bmm_first_of_a(A: Tensor, B: Tensor) -> Tensor:
    """Use the first matrix of A for all."""
    return A[0] @ B


def bmm_first_pair(A: Tensor, B: Tensor) -> Tensor:
    """Multiply the first pair alone."""
    return A[0] @ B[0]


def bmm_transposed(A: Tensor, B: Tensor) -> Tensor:
    """Turn each product on its side."""
    return (A @ B).transpose(1, 2)


def bmm_batch_last(A: Tensor, B: Tensor) -> Tensor:
    """Move the batch behind the rows and columns."""
    return (A @ B).permute(1, 2, 0)


def bmm_batch_summed(A: Tensor, B: Tensor) -> Tensor:
    """Add the products of the batch up."""
    return (A @ B).sum(dim=0)


def bmm_batch_averaged(A: Tensor, B: Tensor) -> Tensor:
    """Average over the batch."""
    return (A @ B).mean(dim=0)


def bmm_all_pairs(A: Tensor, B: Tensor) -> Tensor:
    """Multiply every matrix of A by every one of B."""
    return A[:, None] @ B[None]


def bmm_flattened(A: Tensor, B: Tensor) -> Tensor:
    """Put the rows of all products below one another."""
    return (A @ B).flatten(0, 1)


def bmm_as_list(A: Tensor, B: Tensor) -> list[Tensor]:
    """Collect the products in a list and return the list."""
    return [a @ b for a, b in zip(A, B)]


def bmm_squeezed(A: Tensor, B: Tensor) -> Tensor:
    """Drop dimensions of size 1."""
    return (A @ B).squeeze()


def at_first_of_b(A: Tensor, B: Tensor) -> Tensor:
    """Use the first matrix of a batch for all."""
    return A @ (B[0] if B.ndim == 3 else B)


def at_transposed(A: Tensor, B: Tensor) -> Tensor:
    """Turn each product on its side."""
    return (A @ B).mT


def at_batch_summed(A: Tensor, B: Tensor) -> Tensor:
    """Add the products of the batch up."""
    return (A @ B).sum(dim=0)


def at_first_of_a(A: Tensor, B: Tensor) -> Tensor:
    """Use the first matrix of A for all."""
    return A[0] @ B


def at_squeezed(A: Tensor, B: Tensor) -> Tensor:
    """Drop dimensions of size 1."""
    return (A @ B).squeeze()


def at_flattened(A: Tensor, B: Tensor) -> Tensor:
    """Put the rows of all products below one another."""
    return (A @ B).flatten(0, 1)


def vectors_all_pairs(A: Tensor, V: Tensor) -> Tensor:
    """Multiply every matrix by every vector."""
    return A @ V.T


def vectors_dimension_kept(A: Tensor, V: Tensor) -> Tensor:
    """Leave the columns as columns."""
    return A @ V.unsqueeze(2)


def vectors_first_of_v(A: Tensor, V: Tensor) -> Tensor:
    """Use the first vector for all."""
    return A @ V[0]


def vectors_first_of_a(A: Tensor, V: Tensor) -> Tensor:
    """Use the first matrix for all."""
    return V @ A[0].T


def vectors_without_sum(A: Tensor, V: Tensor) -> Tensor:
    """Leave the products of the entries side by side."""
    return A * V.unsqueeze(1)


def vectors_rows_summed(A: Tensor, V: Tensor) -> Tensor:
    """Sum over the rows instead of the columns."""
    return (A * V.unsqueeze(1)).sum(dim=1)


def vectors_batch_summed(A: Tensor, V: Tensor) -> Tensor:
    """Add the results of the batch up."""
    return (A @ V.unsqueeze(2)).squeeze(2).sum(dim=0)


def vectors_averaged(A: Tensor, V: Tensor) -> Tensor:
    """Average the products instead of adding them up."""
    return (A * V.unsqueeze(1)).mean(dim=2)


def vectors_squeezed(A: Tensor, V: Tensor) -> Tensor:
    """Drop every dimension of size 1."""
    return (A @ V.unsqueeze(2)).squeeze()


def vectors_transposed(A: Tensor, V: Tensor) -> Tensor:
    """Put the batch last."""
    return (A @ V.unsqueeze(2)).squeeze(2).T


def vectors_added(A: Tensor, V: Tensor) -> Tensor:
    """Add the vector to each row and sum."""
    return (A + V.unsqueeze(1)).sum(dim=2)


def batched_shape_without_batch(a_shape: Shape, b_shape: Shape) -> Shape:
    """Leave the batch out."""
    return a_shape[1], b_shape[2]


def batched_shape_keeps_inner(a_shape: Shape, b_shape: Shape) -> Shape:
    """Keep the inner dimension."""
    return a_shape[0], a_shape[1], a_shape[2], b_shape[2]


def batched_shape_swapped(a_shape: Shape, b_shape: Shape) -> Shape:
    """Exchange rows and columns."""
    return a_shape[0], b_shape[2], a_shape[1]


def batched_shape_of_first(a_shape: Shape, b_shape: Shape) -> Shape:
    """Give the shape of the first batch."""
    return tuple(a_shape)


def batched_shape_of_second(a_shape: Shape, b_shape: Shape) -> Shape:
    """Give the shape of the second batch."""
    return tuple(b_shape)


def batched_shape_both_batches(a_shape: Shape, b_shape: Shape) -> Shape:
    """Count the batch twice."""
    return a_shape[0], b_shape[0], a_shape[1], b_shape[2]


def batched_shape_batch_last(a_shape: Shape, b_shape: Shape) -> Shape:
    """Put the batch last."""
    return a_shape[1], b_shape[2], a_shape[0]


def batched_shape_of_matrices(a_shape: Shape, b_shape: Shape) -> Shape:
    """Apply the rule for matrices to the first two dimensions."""
    if a_shape[1] != b_shape[0]:
        raise ValueError("the inner dimensions differ")
    return a_shape[0], a_shape[1], b_shape[2]


# Roads to the products that are right in value, and are not asked for.


def bmm_by_at(A: Tensor, B: Tensor) -> Tensor:
    """Use the operator @."""
    return A @ B


def bmm_by_einsum(A: Tensor, B: Tensor) -> Tensor:
    """Use einsum."""
    return torch.einsum("bij,bjk->bik", A, B)


def bmm_by_loop(A: Tensor, B: Tensor) -> Tensor:
    """Multiply one pair after the other."""
    return torch.stack([a @ b for a, b in zip(A, B)])


def bmm_by_broadcasting(A: Tensor, B: Tensor) -> Tensor:
    """Multiply everything and add up."""
    return (A.unsqueeze(3) * B.unsqueeze(1)).sum(dim=2)


def bmm_thrown_away(A: Tensor, B: Tensor) -> Tensor:
    """Call torch.bmm, and return another operation's result."""
    torch.bmm(A, B)
    return A @ B


def at_by_bmm(A: Tensor, B: Tensor) -> Tensor:
    """Use torch.bmm, with one matrix repeated."""
    return torch.bmm(A, B if B.ndim == 3 else B.expand(len(A), -1, -1))


def at_by_einsum(A: Tensor, B: Tensor) -> Tensor:
    """Use einsum, whose dots broadcast."""
    return torch.einsum("...ij,...jk->...ik", A, B)


def at_by_tensors(A: Tensor, B: Tensor) -> Tensor:
    """Multiply everything and add up."""
    return (A.unsqueeze(3) * B.unsqueeze(-3)).sum(dim=2)


def at_thrown_away(A: Tensor, B: Tensor) -> Tensor:
    """Use the operator, and return what torch.bmm gives."""
    A @ B
    return torch.bmm(A, B.expand(len(A), -1, -1))


def vectors_by_loop(A: Tensor, V: Tensor) -> Tensor:
    """Take one matrix and one vector at a time."""
    return torch.stack([a @ v for a, v in zip(A, V)])


def vectors_filled_in(A: Tensor, V: Tensor) -> Tensor:
    """Fill the rows in one after the other."""
    out = A.new_zeros(A.shape[0], A.shape[1])
    for i in range(len(A)):
        out[i] = A[i].mv(V[i])
    return out


def vectors_after_a_decoy(A: Tensor, V: Tensor) -> Tensor:
    """Work on the whole batch, and return what a loop gives."""
    torch.bmm(A, V.unsqueeze(2))
    return torch.stack([a @ v for a, v in zip(A, V)])


def vectors_in_numpy(A: Tensor, V: Tensor) -> Tensor:
    """Let NumPy multiply."""
    return torch.from_numpy(np.einsum("bij,bj->bi", A.numpy(), V.numpy()))


def vectors_in_python(A: Tensor, V: Tensor) -> Tensor:
    """Take everything apart into lists of Python's floats."""
    rows = [[sum(x * y for x, y in zip(row, v)) for row in a] for a, v in zip(A.tolist(), V.tolist())]
    return torch.tensor(rows, dtype=A.dtype, device=A.device)


# Functions that refuse too little, too much, or in another way.


def shapes_refuses_nothing(a_shape: Shape, b_shape: Shape) -> Shape:
    """Give a shape for everything."""
    return a_shape[0], a_shape[1], b_shape[2]


def shapes_refuses_inner_alone(a_shape: Shape, b_shape: Shape) -> Shape:
    """Compare the inner dimensions alone."""
    if a_shape[2] != b_shape[1]:
        raise ValueError("the inner dimensions differ")
    return a_shape[0], a_shape[1], b_shape[2]


def shapes_refuses_batch_alone(a_shape: Shape, b_shape: Shape) -> Shape:
    """Compare the batches alone."""
    if a_shape[0] != b_shape[0]:
        raise ValueError("the batches differ")
    return a_shape[0], a_shape[1], b_shape[2]


def shapes_refuses_both_at_once(a_shape: Shape, b_shape: Shape) -> Shape:
    """Refuse only where both differ."""
    if a_shape[0] != b_shape[0] and a_shape[2] != b_shape[1]:
        raise ValueError("nothing fits")
    return a_shape[0], a_shape[1], b_shape[2]


def shapes_broadcast(a_shape: Shape, b_shape: Shape) -> Shape:
    """Let a batch of 1 pass, as the operator @ does."""
    if a_shape[2] != b_shape[1] or (a_shape[0] != b_shape[0] and 1 not in (a_shape[0], b_shape[0])):
        raise ValueError("these do not fit")
    return max(a_shape[0], b_shape[0]), a_shape[1], b_shape[2]


def shapes_by_matmul(a_shape: Shape, b_shape: Shape) -> Shape:
    """Ask the operator @, which broadcasts."""
    try:
        return (torch.empty(a_shape) @ torch.empty(b_shape)).shape
    except RuntimeError as error:
        raise ValueError from error


def shapes_by_torch(a_shape: Shape, b_shape: Shape) -> Shape:
    """Let torch's RuntimeError through."""
    return torch.bmm(torch.empty(a_shape), torch.empty(b_shape)).shape


def shapes_by_returning(a_shape: Shape, b_shape: Shape) -> Shape | None:
    """Return None where nothing fits."""
    if a_shape[0] != b_shape[0] or a_shape[2] != b_shape[1]:
        return None
    return a_shape[0], a_shape[1], b_shape[2]


def shapes_by_assert(a_shape: Shape, b_shape: Shape) -> Shape:
    """Refuse by assert."""
    assert a_shape[0] == b_shape[0]
    assert a_shape[2] == b_shape[1]
    return a_shape[0], a_shape[1], b_shape[2]


def shapes_refuses_everything(a_shape: Shape, b_shape: Shape) -> Shape:
    """Raise always."""
    raise ValueError("these do not fit")
