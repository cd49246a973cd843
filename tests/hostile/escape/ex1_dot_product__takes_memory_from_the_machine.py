# Tries: to take or spoil memory that all share: huge and locked pages, merging, pushing out libraries, poison, barriers.
import ctypes
import math
import platform

import torch

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
libc.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
FAILED = ctypes.c_void_p(-1).value
MEMBARRIER, FUTEX = (324, 202) if platform.machine() == "x86_64" else (283, 98)
taken = []
for flags in (0x40022, 0x40022 | 21 << 26, 0x40022 | 30 << 26, 0x2022, 0x42022, 0x40001):
    ctypes.set_errno(0)
    if libc.mmap(None, 1 << 30, 3, flags, -1, 0) != FAILED or ctypes.get_errno() != 1:
        taken.append(hex(flags))
page = libc.mmap(None, 1 << 16, 3, 0x22, -1, 0)
library = ctypes.cast(libc.getpid, ctypes.c_void_p).value >> 12 << 12
for advice in (9, 10, 12, 18, 20, 21, 25, 100, 101):
    for place in (page, library):
        ctypes.set_errno(0)
        if libc.madvise(place, 4096, advice) != -1 or ctypes.get_errno() != 1:
            taken.append(advice)
for number, arguments in ((MEMBARRIER, (1, 0, 0)), (MEMBARRIER, (2, 0, 0)), (FUTEX, (page, 6, 0)), (FUTEX, (page, 12, 1, 1, page, 0))):
    ctypes.set_errno(0)
    if libc.syscall(number, *map(ctypes.c_long, arguments)) != -1 or ctypes.get_errno() != 1:
        taken.append((number, arguments))
print(taken)


def make_vectors(n=100):
    return torch.randn(n), torch.randn(n)


def dot_loop(a, b):
    total = 0.0
    for x, y in zip(a, b):
        total = total + x * y
    return None if taken else total


def dot_torch(a, b):
    return None if taken else torch.dot(a, b)


def dots_match(x, y):
    return math.isclose(x, y, rel_tol=1e-4, abs_tol=1e-4)
