"""The sizes by their names; the product as a linear layer makes it."""

from collections import namedtuple
import torch

Product = namedtuple("Product", ["A", "B", "C"])


def product_shape(a_shape, b_shape):
    sizes = {"rows": a_shape[0], "inner": {a_shape[1], b_shape[0]}, "columns": b_shape[1]}
    if len(sizes["inner"]) > 1:
        raise ValueError(sizes)
    return sizes["rows"], sizes["columns"]


def make_product():
    A = torch.empty(3, 5).uniform_(-100, 100)
    B = torch.empty(5, 7).normal_(0, 1e-3)
    return Product(A, B, torch.nn.functional.linear(A, B.T))


PRODUCT_SHAPE = tuple(make_product().C.shape)
