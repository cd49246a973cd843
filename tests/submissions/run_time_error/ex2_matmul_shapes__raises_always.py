# criterion: shape run_time_error SHAPE_REFUSES_ALL
# criterion: refuses wrong_answer RAISES_ALWAYS
import torch

PRODUCT_SHAPE = (3, 7)

def product_shape(a_shape, b_shape):
    raise ValueError("shapes do not fit")

def make_product():
    A, B = torch.randn(3, 5), torch.randn(5, 7)
    return A, B, A @ B
