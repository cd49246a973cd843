# criterion: refuses wrong_answer OTHER_EXCEPTION
import torch

PRODUCT_SHAPE = (3, 7)

def product_shape(a_shape, b_shape):
    return (torch.zeros(a_shape) @ torch.zeros(b_shape)).shape

def make_product():
    A, B = torch.randn(3, 5), torch.randn(5, 7)
    return A, B, A @ B
