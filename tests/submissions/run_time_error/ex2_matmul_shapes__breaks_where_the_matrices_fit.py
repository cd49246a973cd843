# criterion: shape run_time_error NAME_NOT_DEFINED
import torch

PRODUCT_SHAPE = (3, 7)

def product_shape(a_shape, b_shape):
    if a_shape[1] != b_shape[0]:
        raise ValueError("shapes do not fit")
    return (a_shape[0], b_shpe[1])

def make_product():
    A, B = torch.randn(3, 5), torch.randn(5, 7)
    return A, B, A @ B
