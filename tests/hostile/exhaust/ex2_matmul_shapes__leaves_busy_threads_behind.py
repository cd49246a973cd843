# Tries: to have the next exercises pay for it: two threads go on for ever behind right answers.
# In one process the time of a call is everything that runs in it, so the others are tried again, alone.
import threading

import torch

PRODUCT_SHAPE = (3, 7)


def spin():
    while True:
        pass


def product_shape(a_shape, b_shape):
    (rows, inner), (other, columns) = a_shape, b_shape
    if inner != other:
        raise ValueError(inner, other)
    return rows, columns


def make_product():
    if threading.active_count() < 3:
        for _ in range(2):
            threading.Thread(target=spin, daemon=True).start()
    A, B = torch.randn(3, 5), torch.randn(5, 7)
    return A, B, A @ B
