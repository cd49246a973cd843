# Tries: to overrun the stack of C by recursion that Python does not count any more: the limit is as high as it goes.
# criterion: shape run_time_error
# criterion: refuses run_time_error
import sys

import torch

PRODUCT_SHAPE = (3, 7)


class Endless:
    def __repr__(self):
        return repr([self])

    def __eq__(self, other):
        return [self] == [other]


def product_shape(a_shape, b_shape):
    sys.setrecursionlimit(2**31 - 1)
    return Endless() == Endless() and repr(Endless())


def make_product():
    A, B = torch.randn(3, 5), torch.randn(5, 7)
    return A, B, A @ B
