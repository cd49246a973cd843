# criterion: through_bmm wrong_answer NOT_THROUGH_TORCH_BMM
# criterion: whole_batch wrong_answer COUNT_GROWS
import torch

WHY_NOT = "b"

def products(A, B):
    return torch.stack([A[i] @ B[i] for i in range(len(A))])

def products_at(A, B):
    if B.dim() == 2:
        return torch.stack([a @ B for a in A])
    return products(A, B)

def times_vectors(A, V):
    return torch.stack([A[i] @ V[i] for i in range(len(A))])

def batched_shape(a_shape, b_shape):
    if a_shape[0] != b_shape[0] or a_shape[2] != b_shape[1]:
        raise ValueError("these do not fit")
    return a_shape[0], a_shape[1], b_shape[2]
