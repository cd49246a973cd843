# criterion: shape wrong_answer CONSTANT_RESULT
# criterion: refuses wrong_answer NOT_RAISED
import torch

PRODUCT_SHAPE = (3, 7)

def product_shape(a_shape, b_shape):
    return (3, 7)

def make_product():
    A, B = torch.randn(3, 5), torch.randn(5, 7)
    return A, B, A @ B
