"""Known wrong answers to exercise 10, to recognise them by their results; and wrong roads that must be refused."""

import numpy as np
import torch
from torch import Tensor


def einsum_transposed(A: Tensor, B: Tensor) -> Tensor:
    """Exchange the letters behind the arrow."""
    return torch.einsum("ij,jk->ki", A, B)


def einsum_summed(A: Tensor, B: Tensor) -> Tensor:
    """Leave nothing behind the arrow."""
    return torch.einsum("ij,jk->", A, B)


def einsum_keeps_inner(A: Tensor, B: Tensor) -> Tensor:
    """Keep the letter that should be summed over."""
    return torch.einsum("ij,jk->ijk", A, B)


def einsum_inner_alone(A: Tensor, B: Tensor) -> Tensor:
    """Keep the letter that should be summed over, and no other."""
    return torch.einsum("ij,jk->j", A, B)


def einsum_rows_alone(A: Tensor, B: Tensor) -> Tensor:
    """Sum over the columns of B as well."""
    return torch.einsum("ij,jk->i", A, B)


def einsum_columns_alone(A: Tensor, B: Tensor) -> Tensor:
    """Sum over the rows of A as well."""
    return torch.einsum("ij,jk->k", A, B)


def einsum_inner_first(A: Tensor, B: Tensor) -> Tensor:
    """Keep j, and sum over i."""
    return torch.einsum("ij,jk->jk", A, B)


def einsum_inner_last(A: Tensor, B: Tensor) -> Tensor:
    """Keep j, and sum over k."""
    return torch.einsum("ij,jk->ij", A, B)


def einsum_letters_apart(A: Tensor, B: Tensor) -> Tensor:
    """Give the inner axes two letters, so that each is summed alone."""
    return torch.einsum("ij,kl->il", A, B)


def rows_entries(X: Tensor, Y: Tensor) -> Tensor:
    """Keep both letters."""
    return torch.einsum("bi,bi->bi", X, Y)


def rows_all_summed(X: Tensor, Y: Tensor) -> Tensor:
    """Leave nothing behind the arrow."""
    return torch.einsum("bi,bi->", X, Y)


def rows_columns_instead(X: Tensor, Y: Tensor) -> Tensor:
    """Sum over the batch."""
    return torch.einsum("bi,bi->i", X, Y)


def rows_all_pairs(X: Tensor, Y: Tensor) -> Tensor:
    """Give the batches two letters, and keep both."""
    return torch.einsum("bi,ci->bc", X, Y)


def rows_batches_apart(X: Tensor, Y: Tensor) -> Tensor:
    """Give the batches two letters, so that each row of X meets the sum of all rows of Y."""
    return torch.einsum("bi,ci->b", X, Y)


def rows_letters_apart(X: Tensor, Y: Tensor) -> Tensor:
    """Give the summed axes two letters, so that each is summed alone."""
    return torch.einsum("bi,bj->b", X, Y)


def rows_outer(X: Tensor, Y: Tensor) -> Tensor:
    """Multiply every entry of a row by every entry of the other."""
    return torch.einsum("bi,bj->bij", X, Y)


def rows_with_itself(X: Tensor, Y: Tensor) -> Tensor:
    """Use X twice."""
    return torch.einsum("bi,bi->b", X, X)


def rows_dimension_kept(X: Tensor, Y: Tensor) -> Tensor:
    """Leave a column."""
    return torch.einsum("bi,bi->b", X, Y).unsqueeze(1)


def bilinear_summed(X: Tensor, W: Tensor, Y: Tensor) -> Tensor:
    """Leave nothing behind the arrow."""
    return torch.einsum("bi,ij,bj->", X, W, Y)


def bilinear_all_pairs(X: Tensor, W: Tensor, Y: Tensor) -> Tensor:
    """Give the batches two letters, and keep both."""
    return torch.einsum("bi,ij,cj->bc", X, W, Y)


def bilinear_batches_apart(X: Tensor, W: Tensor, Y: Tensor) -> Tensor:
    """Give the batches two letters, and keep the first."""
    return torch.einsum("bi,ij,cj->b", X, W, Y)


def bilinear_not_over_j(X: Tensor, W: Tensor, Y: Tensor) -> Tensor:
    """Sum over i alone."""
    return torch.einsum("bi,ij,bj->bj", X, W, Y)


def bilinear_not_over_i(X: Tensor, W: Tensor, Y: Tensor) -> Tensor:
    """Sum over j alone."""
    return torch.einsum("bi,ij,bj->bi", X, W, Y)


def bilinear_keeps_all(X: Tensor, W: Tensor, Y: Tensor) -> Tensor:
    """Sum over nothing."""
    return torch.einsum("bi,ij,bj->bij", X, W, Y)


def bilinear_batch_summed(X: Tensor, W: Tensor, Y: Tensor) -> Tensor:
    """Sum over the batch instead."""
    return torch.einsum("bi,ij,bj->ij", X, W, Y)


def bilinear_without_y(X: Tensor, W: Tensor, Y: Tensor) -> Tensor:
    """Leave Y out."""
    return torch.einsum("bi,ij->bj", X, W)


def bilinear_y_summed(X: Tensor, W: Tensor, Y: Tensor) -> Tensor:
    """Leave Y out, and sum over j all the same."""
    return torch.einsum("bi,ij->b", X, W)


def bilinear_without_w(X: Tensor, W: Tensor, Y: Tensor) -> Tensor:
    """Leave W out."""
    return torch.einsum("bi,bj->b", X, Y)


def bilinear_turned(X: Tensor, W: Tensor, Y: Tensor) -> Tensor:
    """Read W the wrong way round, which fits square matrices alone."""
    return torch.einsum("bi,ji,bj->b", X, W, Y)


# Roads that are right in value, and don't go through torch.einsum.


def product_by_at(A: Tensor, B: Tensor) -> Tensor:
    """Use the operator @."""
    return A @ B


def product_by_tensordot(A: Tensor, B: Tensor) -> Tensor:
    """Use torch.tensordot."""
    return torch.tensordot(A, B, dims=1)


def product_thrown_away(A: Tensor, B: Tensor) -> Tensor:
    """Call torch.einsum, and return another operation's result."""
    torch.einsum("ij,jk->ik", A, B)
    return A @ B


def product_by_numpy(A: Tensor, B: Tensor) -> Tensor:
    """Use NumPy's einsum."""
    return torch.from_numpy(np.einsum("ij,jk->ik", A.numpy(), B.numpy()))


def product_by_broadcasting(A: Tensor, B: Tensor) -> Tensor:
    """Multiply everything and add up."""
    return (A[:, :, None] * B).sum(dim=1)


def rows_by_sum(X: Tensor, Y: Tensor) -> Tensor:
    """Multiply entry by entry, and add up."""
    return (X * Y).sum(dim=1)


def rows_by_diagonal(X: Tensor, Y: Tensor) -> Tensor:
    """Take the diagonal of all pairs."""
    return (X @ Y.T).diagonal()


def rows_by_bmm(X: Tensor, Y: Tensor) -> Tensor:
    """Make rows and columns of the vectors."""
    return torch.bmm(X.unsqueeze(1), Y.unsqueeze(2)).flatten()


def rows_thrown_away(X: Tensor, Y: Tensor) -> Tensor:
    """Call torch.einsum, and return another operation's result."""
    torch.einsum("bi,bi->b", X, Y)
    return (X * Y).sum(dim=1)


def rows_added_and_taken_away(X: Tensor, Y: Tensor) -> Tensor:
    """Add what torch.einsum gives, and take it away again."""
    dots = torch.einsum("bi,bi->b", X, Y)
    return (X * Y).sum(dim=1) + dots - dots


def bilinear_by_products(X: Tensor, W: Tensor, Y: Tensor) -> Tensor:
    """Multiply by @, and add up."""
    return (X @ W * Y).sum(dim=1)


def bilinear_by_diagonal(X: Tensor, W: Tensor, Y: Tensor) -> Tensor:
    """Take the diagonal of all pairs."""
    return (X @ W @ Y.T).diagonal()


def bilinear_by_torch(X: Tensor, W: Tensor, Y: Tensor) -> Tensor:
    """Use the function that torch has for it."""
    return torch.nn.functional.bilinear(X, Y, W[None])[:, 0]


def bilinear_thrown_away(X: Tensor, W: Tensor, Y: Tensor) -> Tensor:
    """Call torch.einsum, and return another operation's result."""
    torch.einsum("bi,ij,bj->b", X, W, Y)
    return (X @ W * Y).sum(dim=1)


def bilinear_by_loop(X: Tensor, W: Tensor, Y: Tensor) -> Tensor:
    """Take one row of the batch at a time."""
    return torch.stack([x @ W @ y for x, y in zip(X, Y)])
