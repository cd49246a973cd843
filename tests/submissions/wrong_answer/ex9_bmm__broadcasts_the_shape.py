# criterion: refuses wrong_answer NOT_RAISED
# criterion: why_not wrong_answer CHOICE_C
import torch

WHY_NOT = "c"

def products(A, B):
    return torch.bmm(A, B)

def products_at(A, B):
    return A @ B

def times_vectors(A, V):
    return (A @ V[..., None])[..., 0]

def batched_shape(a_shape, b_shape):
    try:
        return (torch.ones(a_shape) @ torch.ones(b_shape)).shape
    except RuntimeError as error:
        raise ValueError("these do not fit") from error
