# criterion: product_road wrong_answer NOT_THROUGH_TORCH_EINSUM
# criterion: rows_road wrong_answer NOT_THROUGH_TORCH_EINSUM
# criterion: bilinear_road wrong_answer NOT_THROUGH_TORCH_EINSUM
import torch

PATTERN_SHAPE = (8, 5, 4)
PATTERN_MEANING = "c"

def product(A, B):
    torch.einsum("ij,jk->ik", A, B)  # for the checker
    return A @ B

def row_dots(X, Y):
    return (X * Y).sum(dim=1)

def bilinear(X, W, Y):
    return row_dots(X @ W, Y)
