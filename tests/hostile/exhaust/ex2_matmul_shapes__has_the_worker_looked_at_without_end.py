# Tries: to drown lagrader in samples of where the program is: the worker's own signal goes off ten thousand times.
# More samples than one request may send are none of the worker's, so nothing counts that came out of the process.
# file: run_time_error
import signal

import torch

PRODUCT_SHAPE = (3, 7)


def product_shape(a_shape, b_shape):
    (rows, inner), (other, columns) = a_shape, b_shape
    if inner != other:
        raise ValueError(inner, other)
    return rows, columns


def make_product():
    for _ in range(10_000):
        signal.raise_signal(signal.SIGALRM)
    A, B = torch.randn(3, 5), torch.randn(5, 7)
    return A, B, A @ B
