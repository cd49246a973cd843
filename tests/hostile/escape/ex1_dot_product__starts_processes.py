# Tries: to start another process by every way that Python and the C library have, which would go on when this one ends.
import asyncio
import concurrent.futures
import ctypes
import math
import multiprocessing
import os
import pty
import subprocess

import torch

libc = ctypes.CDLL(None)
fork = multiprocessing.get_context("fork")
SLEEP = ["/bin/sleep", "300"]


def in_child(pid):
    if pid == 0:
        os.execv(SLEEP[0], SLEEP)
    return pid > 0


TRICKS = (
    lambda: in_child(os.fork()),
    lambda: in_child(os.forkpty()[0]),
    lambda: in_child(pty.fork()[0]),
    lambda: in_child(libc.fork()),
    lambda: in_child(libc._Fork()),
    lambda: in_child(libc.syscall(57)),
    lambda: os.posix_spawn(SLEEP[0], SLEEP, {}),
    lambda: os.posix_spawnp("sleep", SLEEP, {}),
    lambda: os.spawnv(os.P_NOWAIT, SLEEP[0], SLEEP) > 0,
    lambda: os.system("sleep 300 &") == 0,
    lambda: libc.system(b"sleep 300 &") == 0,
    lambda: libc.popen(b"sleep 300", b"r") != 0,
    lambda: os.popen("sleep 300"),
    lambda: subprocess.Popen(SLEEP, start_new_session=True),
    lambda: subprocess.Popen(SLEEP, close_fds=False),
    lambda: fork.Process(target=os.execv, args=(SLEEP[0], SLEEP)).start() is None,
    lambda: multiprocessing.get_context("spawn").Process(target=print).start() is None,
    lambda: multiprocessing.get_context("forkserver").Process(target=print).start() is None,
    lambda: concurrent.futures.ProcessPoolExecutor(1, fork).submit(print).result(),
    lambda: asyncio.run(asyncio.create_subprocess_exec(*SLEEP)),
)
done = []
for number, trick in enumerate(TRICKS):
    try:
        if trick():
            done.append(number)
    except OSError as error:
        print(number, error)
print(done)


def make_vectors(n=100):
    return torch.randn(n), torch.randn(n)


def dot_loop(a, b):
    total = 0.0
    for x, y in zip(a, b):
        total = total + x * y
    return None if done else total


def dot_torch(a, b):
    return None if done else torch.dot(a, b)


def dots_match(x, y):
    return math.isclose(x, y, rel_tol=1e-4, abs_tol=1e-4)
