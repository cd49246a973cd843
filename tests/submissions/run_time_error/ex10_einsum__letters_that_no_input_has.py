# criterion: product run_time_error EINSUM_PATTERN
# criterion: rows run_time_error NEEDS_DIMENSIONS
import torch

PATTERN_SHAPE = (8, 5, 4)
PATTERN_MEANING = "c"

def product(A, B):
    return torch.einsum("ij,jk->il", A, B)

def row_dots(X, Y):
    return torch.einsum("i,i->", X, Y)

def bilinear(X, W, Y):
    return torch.einsum("bi,ij,bj->b", X, W, Y)
