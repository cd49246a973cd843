# Tries: to print more than a call may, and to make the file that it prints to shorter, emptier or another one again.
# criterion: output output_limit_exceeded OUTPUT_LIMIT
import ctypes
import mmap
import os

import torch

VALUE = 0
WHY = "b"
libc = ctypes.CDLL(None)
libc.fallocate.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_long, ctypes.c_long]


def neuron(x, w, b):
    print("z" * 3_000_000, flush=True)
    size = os.fstat(1).st_size
    for trick in (
        lambda: os.truncate("/proc/self/fd/1", 0),
        lambda: os.open("/proc/self/fd/1", os.O_WRONLY | os.O_TRUNC),
        lambda: os.open("/dev/fd/1", os.O_RDWR | os.O_TRUNC),
        lambda: libc.fallocate(1, 0x3, 0, size),
        lambda: libc.fallocate(1, 0x8, 0, size),
        lambda: mmap.mmap(1, size).madvise(mmap.MADV_REMOVE),
        lambda: [os.lseek(1, 0, os.SEEK_SET), os.write(1, b"nothing was printed")],
        lambda: os.pwrite(1, b"\0" * size, 0),
        lambda: os.ftruncate(1, 0),
    ):
        try:
            trick()
        except (OSError, ValueError):
            continue
    return torch.relu(torch.dot(w, x) + b)
