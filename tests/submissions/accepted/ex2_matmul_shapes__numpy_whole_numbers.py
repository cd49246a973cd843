import numpy as np
import torch

PRODUCT_SHAPE = (np.int64(3), np.int64(7))

def product_shape(a_shape, b_shape):
    a = np.array(a_shape)
    b = np.array(b_shape)
    if a[1] != b[0]:
        raise ValueError("shapes")
    return (a[0], b[1])

def make_product():
    A = torch.randn(3, 5).bfloat16()
    B = torch.randn(5, 7).bfloat16()
    return A, B, A @ B
