# Tries: to take another user, group or right, namespaces of its own, other roots and mounts, and the kernel's keys.
import ctypes
import os
import platform
import struct

import torch

libc = ctypes.CDLL(None)
X86 = platform.machine() == "x86_64"
CAPSET, ADD_KEY, REQUEST_KEY, KEYCTL, PIVOT = (126, 248, 249, 250, 155) if X86 else (91, 217, 218, 219, 41)
NAMESPACES = {"user": 0x10000000, "mnt": 0x20000, "pid": 0x20000000, "net": 0x40000000, "ipc": 0x8000000, "uts": 0x4000000,
              "cgroup": 0x2000000, "time": 0x80}
uid, gid = os.getuid(), os.getgid()
done = []


def tried(name, trick):
    try:
        if trick() in (None, 0):
            done.append(name)
    except OSError:
        pass


for name, trick in {
    "uid": lambda: os.setuid(uid), "gid": lambda: os.setgid(gid), "groups": lambda: os.setgroups([]),
    "euid": lambda: os.seteuid(0), "resuid": lambda: os.setresuid(-1, 0, -1), "resgid": lambda: os.setresgid(-1, 0, -1),
    "fsuid": lambda: min(libc.syscall(122 if X86 else 151, 0), 0),
    "capabilities": lambda: libc.syscall(CAPSET, struct.pack("Ii", 0x20080522, 0), b"\xff" * 24),
    "root": lambda: os.chroot("/"), "pivot": lambda: libc.syscall(PIVOT, b"/", b"/"),
    "mount": lambda: libc.mount(None, b"/", None, 1 << 18, None), "umount": lambda: libc.umount2(b"/lagrader_breach", 2),
    "files": lambda: min(libc.unshare(0x400), 0), "key": lambda: min(libc.syscall(ADD_KEY, b"user", b"lagrader_breach", b"x", 1, -3), 0),
    "ring": lambda: min(libc.syscall(KEYCTL, 0, -3, 1), 0), "request": lambda: min(libc.syscall(REQUEST_KEY, b"user", b"x", None, -3), 0),
    "host": lambda: libc.sethostname(os.uname().nodename.encode(), len(os.uname().nodename)),
    "persona": lambda: min(libc.personality(0x0400000), 0), "query": lambda: min(libc.personality(0xFFFFFFFF), 0),
}.items():
    tried(name, trick)
for name, flag in NAMESPACES.items():
    tried(name, lambda: libc.unshare(flag))
    tried(f"enter {name}", lambda: libc.setns(os.open(f"/proc/self/ns/{name}", os.O_RDONLY), 0))
    tried(f"of init {name}", lambda: libc.setns(os.open(f"/proc/1/ns/{name}", os.O_RDONLY), flag))
print(done)

GRADIENT_AT_2 = None if done else 3.0


def f(x):
    return None if done else x**3 - 4 * x**2 + 7 * x - 1


def gradient_at(x):
    point = torch.tensor(x, requires_grad=True)
    f(point).backward()
    return point.grad
