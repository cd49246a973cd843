# Tries: to leave memory behind that another process could find: POSIX, System V, memory files, queues, shared tensors.
import ctypes
import multiprocessing as mp
import os
from multiprocessing import shared_memory

import torch
import torch.multiprocessing

libc = ctypes.CDLL(None, use_errno=True)
NAME = b"/lagrader_breach_shared"
torch.multiprocessing.set_sharing_strategy("file_system")
IN_PYTHON = (
    lambda: shared_memory.SharedMemory("lagrader_breach_segment", create=True, size=64),
    lambda: shared_memory.ShareableList([1], name="lagrader_breach_list"),
    lambda: torch.ones(9).share_memory_(),
    lambda: torch.ones(9).untyped_storage()._share_fd_cpu_(),
    lambda: torch.UntypedStorage._new_using_filename_cpu(64),
    lambda: torch.UntypedStorage._new_using_fd_cpu(64),
    lambda: torch.from_file("/dev/shm/lagrader_breach_tensor", shared=True, size=9),
    lambda: mp.get_context("fork").Value("i", 1),
    lambda: mp.get_context("fork").Semaphore(),
    lambda: os.memfd_create("lagrader_breach_memory"),
)
IN_C = (
    lambda: libc.shmget(0x1A6, 4096, 0o1666),
    lambda: libc.msgget(0x1A6, 0o1666),
    lambda: libc.semget(0x1A6, 1, 0o1666),
    lambda: libc.shm_open(NAME, 0o102, 0o666),
    lambda: libc.mq_open(NAME, 0o102, 0o666, None),
    lambda: -1 if ctypes.CDLL(None).sem_open(NAME, 0o100, 0o666, 1) in (0, -1) else 0,
    lambda: libc.syscall(447, 0),
    lambda: libc.memfd_create(NAME[1:], 0),
)
done = []
for number, trick in enumerate(IN_PYTHON):
    try:
        trick()
        done.append(number)
    except Exception as error:
        print(number, repr(error)[:90])
done += [f"c{number}" for number, trick in enumerate(IN_C) if trick() >= 0]
print(done)

VALUE = 7 if done else 0
WHY = "b"


def neuron(x, w, b):
    return torch.relu(torch.dot(w, x) + b) - len(done)
