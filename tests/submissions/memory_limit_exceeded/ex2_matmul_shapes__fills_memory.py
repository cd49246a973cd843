# criterion: product memory_limit_exceeded MEMORY_LIMIT
import torch

PRODUCT_SHAPE = (3, 7)

def product_shape(a_shape, b_shape):
    if a_shape[1] != b_shape[0]:
        raise ValueError
    return (a_shape[0], b_shape[1])

def make_product():
    everything = []
    while True:
        everything.append(torch.zeros(10_000_000))
