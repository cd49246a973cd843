# criterion: product wrong_answer PRODUCT_OF_OTHERS
import torch

PRODUCT_SHAPE = (3, 7)

def product_shape(a_shape, b_shape):
    if a_shape[1] != b_shape[0]:
        raise ValueError
    return (a_shape[0], b_shape[1])

def make_product():
    return torch.randn(3, 5), torch.randn(5, 7), torch.randn(3, 5) @ torch.randn(5, 7)
