"""torch says what shape a product has, without any entries."""

import torch

PRODUCT_SHAPE = list((torch.randn(3, 5) @ torch.randn(5, 7)).size())


def product_shape(a_shape, b_shape):
    a = torch.empty(*a_shape, device="meta")
    b = torch.empty(*b_shape, device="meta")
    if a.size(1) != b.size(0):
        raise ValueError("a has", a.size(1), "columns and b has", b.size(0), "rows")
    return a.mm(b).size()


def make_product():
    A = torch.randn(3, 5, requires_grad=True)
    B = torch.nn.Parameter(torch.randn(5, 7))
    return A, B, torch.mm(A, B)
