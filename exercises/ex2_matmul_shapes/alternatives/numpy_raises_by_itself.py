"""NumPy multiplies, and raises the ValueError itself."""

import numpy as np
import torch

PRODUCT_SHAPE = np.zeros((3, 5)).dot(np.zeros((5, 7))).shape


def product_shape(a_shape, b_shape):
    return (np.zeros(a_shape) @ np.zeros(b_shape)).shape


def make_product():
    A = np.random.rand(3, 5)
    B = np.random.rand(5, 7)
    C = A.dot(B)
    return torch.from_numpy(A), torch.from_numpy(B), torch.from_numpy(C)
