# Tries: to call the kernel by the second set of numbers that x86-64 has (x32), past a list of the first.
# criterion: gradient run_time_error
import ctypes
import platform
import signal

import torch

GRADIENT_AT_2 = 3.0
libc = ctypes.CDLL(None, use_errno=True)


def f(x):
    return x**3 - 4 * x**2 + 7 * x - 1


def gradient_at(x):
    if platform.machine() != "x86_64":
        signal.raise_signal(signal.SIGSYS)  # there are no such numbers
    answers = [libc.syscall(0x40000000 + number) for number in (39, 57, 520, 545)]
    point = torch.tensor(x, requires_grad=True)
    f(point).backward()
    return point.grad if answers else None
