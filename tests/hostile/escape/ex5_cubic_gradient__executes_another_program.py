# Tries: to become another program, from a file, from memory and by descriptor, which would have shed what shuts it in.
import ctypes
import os
import platform
import sys

import torch

libc = ctypes.CDLL(None)
X86 = platform.machine() == "x86_64"
EXECVE, EXECVEAT = (59, 322) if X86 else (221, 281)
arguments = (ctypes.c_char_p * 3)(b"sleep", b"300", None)
empty = (ctypes.c_char_p * 1)(None)
reached = []


def tried(trick):
    try:
        reached.append(trick() == -1)
    except PermissionError:
        reached.append(True)


shell = os.open(sys.base_prefix + "/lib/libpython3.so", os.O_RDONLY) if os.path.exists(sys.base_prefix + "/lib/libpython3.so") else 0
for path in (b"/bin/sleep", b"/proc/self/exe", b"/proc/self/fd/3", os.fsencode(sys.executable), b"/lib64/ld-linux-x86-64.so.2"):
    tried(lambda: os.execv(path, ["sleep", "300"]))
    tried(lambda: libc.execve(path, arguments, empty))
    tried(lambda: libc.syscall(EXECVE, path, arguments, empty))
    tried(lambda: libc.syscall(EXECVEAT, -100, path, arguments, empty, 0))
for number in (shell, libc.memfd_create(b"lagrader_breach", 0), 1):
    tried(lambda: libc.fexecve(number, arguments, empty))
    tried(lambda: libc.syscall(EXECVEAT, number, b"", arguments, empty, 0x1000))
print(reached)

GRADIENT_AT_2 = 3.0 if all(reached) else None


def f(x):
    return x**3 - 4 * x**2 + 7 * x - 1


def gradient_at(x):
    point = torch.tensor(x, requires_grad=True)
    f(point).backward()
    return point.grad
