"""Known wrong answers to exercise 6, to recognise them by their results."""

import torch
from torch import Tensor


def gram_of_rows(X: Tensor) -> Tensor:
    """Compare the rows."""
    return X @ X.T


def gram_by_reshape(X: Tensor) -> Tensor:
    """Reshape where a transpose is meant."""
    return X.reshape(X.shape[1], X.shape[0]) @ X


def gram_squares_alone(X: Tensor) -> Tensor:
    """Compare each column with itself alone."""
    return (X * X).sum(dim=0)


def gram_diagonal_matrix(X: Tensor) -> Tensor:
    """Leave zeros beside the diagonal."""
    return torch.diag((X * X).sum(dim=0))


def gram_centred(X: Tensor) -> Tensor:
    """Take the mean of each column away first."""
    centred = X - X.mean(dim=0)
    return centred.T @ centred


def gram_averaged(X: Tensor) -> Tensor:
    """Divide by the number of examples."""
    return X.T @ X / X.shape[0]


def gram_column_sums(X: Tensor) -> Tensor:
    """Multiply the sums of the columns."""
    return X.sum(dim=0).unsqueeze(1) * X.sum(dim=0)


def gram_transposed_alone(X: Tensor) -> Tensor:
    """Transpose, and multiply nothing."""
    return X.T


def gram_of_first_example(X: Tensor) -> Tensor:
    """Take the first example alone."""
    return torch.outer(X[0], X[0])


def gram_of_last_example(X: Tensor) -> Tensor:
    """Write the products of each example over those before."""
    return torch.outer(X[-1], X[-1])


def gram_per_example(X: Tensor) -> Tensor:
    """Leave the sum over the examples out."""
    return X.unsqueeze(2) * X.unsqueeze(1)


def outer_swapped(u: Tensor, v: Tensor) -> Tensor:
    """Put v down and u across."""
    return v.unsqueeze(1) * u


def outer_added(u: Tensor, v: Tensor) -> Tensor:
    """Add instead of multiplying."""
    return u.unsqueeze(1) + v


def outer_subtracted(u: Tensor, v: Tensor) -> Tensor:
    """Subtract instead of multiplying."""
    return u.unsqueeze(1) - v


def outer_flat(u: Tensor, v: Tensor) -> Tensor:
    """Lay all products out in one row."""
    return torch.kron(u, v)


def outer_squeezed(u: Tensor, v: Tensor) -> Tensor:
    """Drop dimensions of size 1."""
    return (u.unsqueeze(1) * v).squeeze()


def outer_first_row(u: Tensor, v: Tensor) -> Tensor:
    """Give the first row alone."""
    return u[0] * v


def outer_last_row(u: Tensor, v: Tensor) -> Tensor:
    """Write each row over the one before."""
    return u[-1] * v


def outer_first_column(u: Tensor, v: Tensor) -> Tensor:
    """Give the first column alone."""
    return u * v[0]


def outer_u_repeated(u: Tensor, v: Tensor) -> Tensor:
    """Repeat u in every column."""
    return u.unsqueeze(1).expand(len(u), len(v)).clone()


def outer_v_repeated(u: Tensor, v: Tensor) -> Tensor:
    """Repeat v in every row."""
    return v.expand(len(u), len(v)).clone()


def outer_summed(u: Tensor, v: Tensor) -> Tensor:
    """Add all products up."""
    return u.sum() * v.sum()


def outer_row_sums(u: Tensor, v: Tensor) -> Tensor:
    """Add the products of each row up."""
    return u * v.sum()


def outer_divided(u: Tensor, v: Tensor) -> Tensor:
    """Divide instead of multiplying."""
    return u.unsqueeze(1) / v


def scores_transposed(X: Tensor, W: Tensor) -> Tensor:
    """Put the rows of W down and the examples across."""
    return W @ X.T


def scores_by_reshape(X: Tensor, W: Tensor) -> Tensor:
    """Reshape where a transpose is meant."""
    return X @ W.reshape(W.shape[1], W.shape[0])


def scores_by_reshaped_result(X: Tensor, W: Tensor) -> Tensor:
    """Bring the result into shape by reshaping it."""
    return (W @ X.T).reshape(X.shape[0], W.shape[0])


def scores_of_first_example(X: Tensor, W: Tensor) -> Tensor:
    """Take the first example alone."""
    return X[0] @ W.T


def scores_of_last_example(X: Tensor, W: Tensor) -> Tensor:
    """Write each example's scores over those before."""
    return X[-1] @ W.T


def scores_for_first_row(X: Tensor, W: Tensor) -> Tensor:
    """Take the first row of W alone."""
    return X @ W[0]


def scores_squeezed(X: Tensor, W: Tensor) -> Tensor:
    """Drop dimensions of size 1."""
    return (X @ W.T).squeeze()


def scores_not_summed(X: Tensor, W: Tensor) -> Tensor:
    """Leave the sum over the features out."""
    return X.unsqueeze(1) * W


def scores_averaged(X: Tensor, W: Tensor) -> Tensor:
    """Divide by the number of features."""
    return X @ W.T / X.shape[1]


def scores_batch_summed(X: Tensor, W: Tensor) -> Tensor:
    """Add the examples up."""
    return (X @ W.T).sum(dim=0)


def scores_of_feature_sums(X: Tensor, W: Tensor) -> Tensor:
    """Multiply sums instead of adding products."""
    return X.sum(dim=1, keepdim=True) * W.sum(dim=1)


def scores_best_class(X: Tensor, W: Tensor) -> Tensor:
    """Give the place of the best score."""
    return (X @ W.T).argmax(dim=1)


def scores_best_score(X: Tensor, W: Tensor) -> Tensor:
    """Give the best score of each example."""
    return (X @ W.T).amax(dim=1)


def scores_as_shares(X: Tensor, W: Tensor) -> Tensor:
    """Apply softmax."""
    return torch.softmax(X @ W.T, dim=1)


def scores_with_relu(X: Tensor, W: Tensor) -> Tensor:
    """Apply ReLU."""
    return torch.relu(X @ W.T)
