import torch

PRODUCT_SHAPE = tuple([3, 7])

def product_shape(a_shape, b_shape):
    if (k := a_shape[1]) != b_shape[0]:
        raise ValueError(k)
    return (a_shape[0], *b_shape[1:])

def make_product():
    A = torch.randn(3, 5).half()
    B = torch.randn(5, 7).half()
    return A, B, A @ B
