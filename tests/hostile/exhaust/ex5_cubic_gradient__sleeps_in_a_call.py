# Tries: to wait without using any time: on a pipe that nobody writes to, in C, with the timers stopped and signals blocked.
# criterion: gradient time_limit_exceeded
import os
import signal

import torch

GRADIENT_AT_2 = 3.0


def f(x):
    return x**3 - 4 * x**2 + 7 * x - 1


def gradient_at(x):
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    os.read(os.pipe()[0], 1)
    point = torch.tensor(x, requires_grad=True)
    f(point).backward()
    return point.grad
