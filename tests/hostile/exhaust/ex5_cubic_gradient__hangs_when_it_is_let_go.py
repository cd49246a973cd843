# Tries: to hang the worker after the answer: in the finaliser of what was returned, and in the collector.
# criterion: gradient time_limit_exceeded
import gc

import torch

GRADIENT_AT_2 = 3.0


class Slope(float):
    def __del__(self):
        gc.callbacks.append(lambda *_: self.__del__())
        while True:
            pass


def f(x):
    return x**3 - 4 * x**2 + 7 * x - 1


def gradient_at(x):
    point = torch.tensor(x, requires_grad=True)
    f(point).backward()
    return Slope(point.grad)
