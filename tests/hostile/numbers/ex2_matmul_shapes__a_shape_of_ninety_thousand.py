# Tries: to keep the grader busy with what looks like a shape: each of its questions goes through 90,000 sizes again.
# criterion: constant wrong_answer
# criterion: shape wrong_answer SHAPE_LENGTH
# criterion: refuses wrong_answer NOT_RAISED
import torch

PRODUCT_SHAPE = tuple(range(90_000))


def product_shape(a_shape, b_shape):
    return PRODUCT_SHAPE[:30_000]


def make_product():
    A, B = torch.randn(3, 5), torch.randn(5, 7)
    return A, B, A @ B
