# criterion: rows wrong_answer ROWS_COLUMNS_INSTEAD
# criterion: bilinear wrong_answer BILINEAR_BATCH_SUMMED
# criterion: pattern_meaning wrong_answer CHOICE_B
import torch

PATTERN_SHAPE = (8, 5, 4)
PATTERN_MEANING = "b"

def product(A, B):
    return torch.einsum("ij,jk->ik", A, B)

def row_dots(X, Y):
    return torch.einsum("ij,ij->j", X, Y)

def bilinear(X, W, Y):
    return torch.einsum("bi,ij,bj->ij", X, W, Y)
