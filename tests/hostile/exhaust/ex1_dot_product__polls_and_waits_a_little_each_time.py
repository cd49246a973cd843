# Tries: to add up short waits, each of which is allowed: poll, select, sigtimedwait, a condition, an asyncio loop.
import asyncio
import math
import select
import signal
import threading
import time

import torch

waits = [
    lambda: select.poll().poll(20),
    lambda: select.select([], [], [], 0.02),
    lambda: signal.sigtimedwait([signal.SIGUSR1], 0.02),
    lambda: asyncio.run(asyncio.sleep(0.02)),
    lambda: threading.Event().wait(0.02),
    lambda: time.sleep(0.02),
]


def make_vectors(n=100):
    return torch.randn(n), torch.randn(n)


def dot_loop(a, b):
    total = 0.0
    for x, y in zip(a, b):
        total = total + x * y
    return total


def dot_torch(a, b):
    return torch.dot(a, b)


def dots_match(x, y):
    for wait in waits:
        wait()
    return math.isclose(float(x), float(y), rel_tol=1e-4, abs_tol=1e-4)
