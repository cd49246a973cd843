# Tries: to call the kernel by the gate of 32-bit programs, from machine code of its own, where numbers mean other calls.
# criterion: output run_time_error
import ctypes
import mmap
import platform
import signal

import torch

VALUE = 0
WHY = "b"
CODE = bytes([0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3])  # mov eax, 20 (getpid); int 0x80; ret


def neuron(x, w, b):
    if platform.machine() != "x86_64":
        signal.raise_signal(signal.SIGSYS)  # there is no such gate
    held = mmap.mmap(-1, 4096, prot=7)
    held.write(CODE)
    pid = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(held)))()
    return torch.relu(torch.dot(w, x) + b) if pid > 0 else 0.0
