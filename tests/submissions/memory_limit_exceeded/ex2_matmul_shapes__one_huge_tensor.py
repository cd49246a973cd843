# criterion: shape memory_limit_exceeded MEMORY_LIMIT
import torch

PRODUCT_SHAPE = (3, 7)

def product_shape(a_shape, b_shape):
    if a_shape[1] != b_shape[0]:
        raise ValueError
    return torch.zeros(a_shape[0] * 10**9, b_shape[1]).shape

def make_product():
    A, B = torch.randn(3, 5), torch.randn(5, 7)
    return A, B, A @ B
