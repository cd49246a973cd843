# criterion: vectors run_time_error NEEDS_DIMENSIONS
# criterion: at run_time_error NEEDS_DIMENSIONS
import torch

WHY_NOT = "b"

def products(A, B):
    return torch.bmm(A, B)

def products_at(A, B):
    return torch.bmm(A, B)

def times_vectors(A, V):
    return torch.bmm(A, V)

def batched_shape(a_shape, b_shape):
    if a_shape[0] != b_shape[0] or a_shape[2] != b_shape[1]:
        raise ValueError("these do not fit")
    return a_shape[0], a_shape[1], b_shape[2]
