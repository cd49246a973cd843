# Tries: to read and to steer its parent and its siblings: ptrace, their memory, descriptors, clocks, limits, counters.
import ctypes
import os
import platform
import resource
import time

import torch

libc = ctypes.CDLL(None)
X86 = platform.machine() == "x86_64"
parent, own = os.getppid(), os.getpid()
buffer = ctypes.create_string_buffer(64)
here = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 64)
SEIZE, TRACE_ME = 0x4206, 0
PTRACE, READ, PERF, KCMP = (101, 310, 298, 312) if X86 else (117, 270, 241, 272)
seen = []


def tried(name, trick):
    try:
        if trick() not in (-1, None):
            seen.append(name)
    except OSError:
        pass


for pid in (parent, parent - 1, own - 1, own - 2, own + 1, 1):
    tried("ptrace", lambda: libc.syscall(PTRACE, SEIZE, pid, 0, 0))
    tried("read", lambda: libc.syscall(READ, pid, here, 1, here, 1, 0))
    tried("compare", lambda: libc.syscall(KCMP, own, pid, 0, 0, 0))
    tried("open", lambda: libc.syscall(434, pid, 0))
    tried("limits", lambda: resource.prlimit(pid, resource.RLIMIT_NOFILE))
    # What sets something sets what is set already: where it works it may do no harm.
    tried("limit it", lambda: resource.prlimit(pid, resource.RLIMIT_CORE, resource.prlimit(pid, resource.RLIMIT_CORE)))
    tried("clock", lambda: time.clock_gettime((~pid << 3) | 2))
    tried("resolution", lambda: time.clock_getres((~pid << 3) | 2))
    tried("session", lambda: os.getsid(pid))
    tried("group", lambda: os.getpgid(pid))
    tried("nice", lambda: os.getpriority(os.PRIO_PROCESS, pid))
    tried("scheduler", lambda: os.sched_getscheduler(pid))
    tried("move", lambda: os.sched_setaffinity(pid, os.sched_getaffinity(pid)) or 0)
    tried("event", lambda: libc.syscall(PERF, (ctypes.c_uint64 * 16)(1 | 112 << 32), pid, -1, -1, 0))
    tried("reap", lambda: os.waitpid(pid, os.WNOHANG))
    tried("watch", lambda: os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT))
tried("trace me", lambda: libc.syscall(PTRACE, TRACE_ME, 0, 0, 0))
tried("steal", lambda: libc.syscall(438, 3, 0, 0))
print(seen)

VALUE = 3 if seen else 0
WHY = "b"


def neuron(x, w, b):
    return torch.relu(torch.dot(w, x) + b) - len(seen)
