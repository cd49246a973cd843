import torch

# (3, 5) @ (5, 7)
PRODUCT_SHAPE = (3, 7)


def product_shape(a_shape, b_shape):
    # rows of the first, columns of the second
    return (a_shape[0], b_shape[1])


def make_product():
    A = torch.rand(3, 5)
    B = torch.rand(5, 7)
    C = A @ B
    return A, B, C
