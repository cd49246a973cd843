"""Arguments are checked, and each step has a name."""

import torch


def gram_matrix(data: torch.Tensor) -> torch.Tensor:
    if data.dim() != 2:
        raise ValueError(f"a matrix was expected, not {tuple(data.shape)}")
    features_first = data.swapaxes(0, 1)
    return features_first.matmul(data)


def outer_product(u: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
    assert u.dim() == v.dim() == 1
    column = u.view(len(u), 1)
    return column.mul(v.view(1, len(v)))


def class_scores(X: torch.Tensor, W: torch.Tensor) -> torch.Tensor:
    if X.size(1) != W.size(1):
        raise ValueError("X and W must have the same number of features")
    return X.matmul(W.t())


shapes = {"a": [(4, 6), (5, 6)], "b": [(4, 6), (6, 5)], "c": [(6, 4), (5, 6)], "d": [(6, 4), (6, 5)]}
FITTING_PRODUCT = next(letter for letter, (left, right) in shapes.items() if left[1] == right[0])
