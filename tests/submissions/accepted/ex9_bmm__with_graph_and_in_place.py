import torch

WHY_NOT = "b"

def products(A, B):
    A.requires_grad_()
    out = torch.bmm(A, B)
    assert out.requires_grad
    return out

def products_at(A, B):
    out = A @ B
    out *= 1
    return out

def times_vectors(A, V):
    V = V.unsqueeze_(-1)
    return torch.bmm(A, V).squeeze_(-1)

def batched_shape(a_shape, b_shape):
    a_shape, b_shape = tuple(a_shape), tuple(b_shape)
    if a_shape[0] != b_shape[0] or a_shape[2:] != b_shape[1:2]:
        raise ValueError(f"torch.bmm wants ({a_shape[0]}, {a_shape[2]}, any), and gets {b_shape}")
    return a_shape[:2] + b_shape[2:]
