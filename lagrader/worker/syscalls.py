"""What a confined child may ask of the kernel: the list, and the numbers of each call.

The list grew from what honest work was seen to use (torch's autograd, optimisers, transforms, kernels compiled as
they run, threads; asyncio, signals, late imports), rounded up to its nearest relatives, so that another version of
the C library finds what it needs. Whatever reaches past the process (another process, the network, a name on a
disk, the kernel's own switches) is not on it, and a call whose harm lies in an argument stands here with what that
argument may be. Memory may be made executable: oneDNN writes its kernels while it runs, and a late import maps code.

Numbers are those of Linux's ``arch/x86/entry/syscalls/syscall_64.tbl`` and ``include/uapi/asm-generic/unistd.h``
(which aarch64 follows); flags and codes those of ``include/uapi/linux``.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

OWN_PID = 0xA7B1C5D3
"""Stands for the pid of the child, which is known only in the child. No pid is this large, so that a filter whose
holes were never filled lets nothing through there."""

NEWEST = 470
"""The newest number that this list has considered (Linux 6.18). What lies above answers ENOSYS, as on a kernel that has
not heard of it, so that a newer C library takes its older way."""

ALL_BITS = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class OneOf:
    """The argument, which the kernel reads as 32 bits, is one of these; of its bits only those of the mask count."""

    argument: int
    values: tuple[int, ...]
    mask: int = ALL_BITS


@dataclass(frozen=True, slots=True)
class Null:
    """The argument is a null pointer."""

    argument: int


def none_of(argument: int, bits: int) -> OneOf:
    """None of these bits is set."""
    return OneOf(argument, (0,), bits)


@dataclass(frozen=True, slots=True)
class Either:
    """One of these holds; all of them are about the same argument."""

    alternatives: tuple[OneOf, ...]


Check = OneOf | Null | Either

Numbers = dict[str, tuple[int, int | None]]
"""A call's number on x86_64 and on aarch64; None where there is no such call."""

READING: Numbers = {
    "read": (0, 63),
    "pread64": (17, 67),
    "readv": (19, 65),
    "preadv": (295, 69),
    "preadv2": (327, 286),
    "lseek": (8, 62),
    "stat": (4, None),
    "lstat": (6, None),
    "fstat": (5, 80),
    "newfstatat": (262, 79),
    "statx": (332, 291),
    "access": (21, None),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "readlink": (89, None),
    "readlinkat": (267, 78),
    "getdents": (78, None),
    "getdents64": (217, 61),
    "getcwd": (79, 17),
    "chdir": (80, 49),
    "fchdir": (81, 50),
}

WRITING: Numbers = {
    "write": (1, 64),
    "pwrite64": (18, 68),
    "writev": (20, 66),
    "pwritev": (296, 70),
    "pwritev2": (328, 287),
}

DESCRIPTORS: Numbers = {
    "close": (3, 57),
    "close_range": (436, 436),
    "dup": (32, 23),
    "dup2": (33, None),
    "dup3": (292, 24),
    "pipe": (22, None),
    "pipe2": (293, 59),
    "poll": (7, None),
    "ppoll": (271, 73),
    "select": (23, None),
    "pselect6": (270, 72),
    "epoll_create": (213, None),
    "epoll_create1": (291, 20),
    "epoll_ctl": (233, 21),
    "epoll_wait": (232, None),
    "epoll_pwait": (281, 22),
    "epoll_pwait2": (441, 441),
    "eventfd": (284, None),
    "eventfd2": (290, 19),
    # On a socketpair, which asyncio wakes itself with.
    "shutdown": (48, 210),
    "getsockname": (51, 204),
    "getpeername": (52, 205),
}

MEMORY: Numbers = {
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "brk": (12, 214),
    "mremap": (25, 216),
}

THREADS: Numbers = {
    "set_robust_list": (273, 99),
    "set_tid_address": (218, 96),
    "rseq": (334, 293),
    "gettid": (186, 178),
    "getcpu": (309, 168),
    "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123),
    "exit": (60, 93),
    "exit_group": (231, 94),
}

SIGNALS: Numbers = {
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "rt_sigpending": (127, 136),
    "rt_sigtimedwait": (128, 137),
    "rt_sigsuspend": (130, 133),
    "sigaltstack": (131, 132),
    "pause": (34, None),
    "restart_syscall": (219, 128),
    "alarm": (37, None),
    "setitimer": (38, 103),
    "getitimer": (36, 102),
}

TIME: Numbers = {
    "nanosleep": (35, 101),
    "gettimeofday": (96, 169),
    "time": (201, None),
    "times": (100, 153),
}

FACTS: Numbers = {
    "getpid": (39, 172),
    "getppid": (110, 173),
    "getpgrp": (111, None),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "getresuid": (118, 148),
    "getresgid": (120, 150),
    "getgroups": (115, 158),
    "uname": (63, 160),
    "sysinfo": (99, 179),
    "getrusage": (98, 165),
    "getrlimit": (97, 163),
    "getrandom": (318, 278),
}

CHECKED: Numbers = {
    "open": (2, None),
    "openat": (257, 56),
    "fcntl": (72, 25),
    "ioctl": (16, 29),
    "socketpair": (53, 199),
    "sendto": (44, 206),
    "recvfrom": (45, 207),
    "getsockopt": (55, 209),
    "mmap": (9, 222),
    "madvise": (28, 233),
    "futex": (202, 98),
    "membarrier": (324, 283),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "getpgid": (121, 155),
    "getsid": (124, 156),
    "clone": (56, 220),
    "kill": (62, 129),
    "tkill": (200, 130),
    "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138),
    "prlimit64": (302, 261),
    "prctl": (157, 167),
    "arch_prctl": (158, None),
}

UNHEARD_OF: Numbers = {
    # Its flags lie in memory, where a filter cannot look; glibc then starts its threads by clone.
    "clone3": (435, 435),
    # Younger than what the C library needs them for: it has older ways.
    "futex_waitv": (449, 449),
    "futex_wake": (454, 454),
    "futex_wait": (455, 455),
    "futex_requeue": (456, 456),
}

# O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_PATH, __O_TMPFILE: the same numbers on both.
WRITE_FLAGS = 0x1 | 0x2 | 0x40 | 0x200 | 0x200000 | 0x400000

CLONE_THREAD = 0x10000
# CLONE_PIDFD, CLONE_PTRACE, CLONE_UNTRACED, and one for each kind of namespace.
CLONE_REFUSED = 0x1000 | 0x2000 | 0x800000 | 0x20000 | 0x7E000000

CHECKS: dict[str, tuple[Check, ...]] = {
    # Only to read: behind Landlock once more. O_PATH would give a handle to what may not be opened.
    "open": (none_of(1, WRITE_FLAGS),),
    "openat": (none_of(2, WRITE_FLAGS),),
    # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC. No owner, signal, lease, lock or notice of changes:
    # they reach whoever else has the file or the process.
    "fcntl": (OneOf(1, (0, 1, 2, 3, 4, 1030)),),
    # TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX.
    "ioctl": (OneOf(1, (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)),),
    # AF_UNIX; SOCK_STREAM, which may have SOCK_NONBLOCK and SOCK_CLOEXEC.
    "socketpair": (OneOf(0, (1,)), OneOf(1, (1,), ALL_BITS ^ 0x80800)),
    # A datagram with an address reaches any socket with a name, without connect (sendmsg has its address in memory).
    # MSG_DONTWAIT, MSG_NOSIGNAL: urgent data (MSG_OOB) on Unix sockets has let programs out of other sandboxes.
    "sendto": (Null(4), none_of(3, ALL_BITS ^ 0x4040)),
    "recvfrom": (none_of(3, ALL_BITS ^ 0x4162),),  # MSG_PEEK, MSG_TRUNC, MSG_WAITALL and those two
    # SOL_SOCKET: SO_TYPE, SO_ERROR, SO_SNDBUF, SO_RCVBUF, SO_PROTOCOL, SO_DOMAIN. SO_PEERPIDFD of the channel would be
    # a handle on the grader's process.
    "getsockopt": (OneOf(1, (1,)), OneOf(2, (3, 4, 7, 8, 38, 39))),
    # Neither MAP_LOCKED nor MAP_HUGETLB, which draws from a store that the whole machine shares.
    "mmap": (none_of(3, 0x2000 | 0x40000),),
    # MADV_NORMAL to MADV_DONTNEED, MADV_FREE, (NO)HUGEPAGE, DONTDUMP, DODUMP, POPULATE_*, GUARD_*. Not what pushes
    # shared libraries out of memory, merges pages with other processes', or poisons them.
    "madvise": (OneOf(2, (4, 0, 1, 2, 3, 8, 14, 15, 16, 17, 22, 23, 102, 103)),),
    # FUTEX_WAIT, WAKE, REQUEUE, CMP_REQUEUE, WAKE_OP, *_BITSET, private or not, by either clock. Not the ones that
    # lend priority: the C library asks for them only where a program does, and they have had holes.
    "futex": (OneOf(1, (0, 1, 9, 10, 3, 4, 5), ALL_BITS ^ 0x180),),
    "membarrier": (OneOf(0, (0, 8, 16, 32, 64)),),  # to ask, and among its own threads
    # A clock below 0 is a process's CPU time, another one's too, or a device's.
    "clock_gettime": (none_of(0, 0x80000000),),
    "clock_getres": (none_of(0, 0x80000000),),
    "clock_nanosleep": (none_of(0, 0x80000000),),
    "getpgid": (OneOf(0, (0, OWN_PID)),),
    "getsid": (OneOf(0, (0, OWN_PID)),),
    "clone": (OneOf(0, (CLONE_THREAD,), CLONE_THREAD | CLONE_REFUSED),),
    "kill": (OneOf(0, (OWN_PID,)),),
    "tkill": (OneOf(0, (OWN_PID,)),),
    "tgkill": (OneOf(0, (OWN_PID,)),),
    "rt_sigqueueinfo": (OneOf(0, (OWN_PID,)),),
    "prlimit64": (OneOf(0, (0, OWN_PID)), Null(2)),  # only to read
    # PR_GET_PDEATHSIG, PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_GET_SECCOMP, PR_CAPBSET_READ, PR_GET_TIMERSLACK,
    # PR_GET_NO_NEW_PRIVS.
    "prctl": (OneOf(0, (2, 3, 15, 16, 21, 23, 30, 39)),),
    # ARCH_GET_XCOMP_SUPP, ARCH_GET_XCOMP_PERM, ARCH_REQ_XCOMP_PERM: oneDNN asks before it uses AMX.
    "arch_prctl": (OneOf(0, (0x1021, 0x1022, 0x1023)),),
}


@dataclass(frozen=True, slots=True)
class Architecture:
    """How a kernel names itself to a filter, and which of the two columns is its own."""

    audit: int
    column: int
    foreign: int | None
    """Numbers from here on belong to another way of calling (x32)."""
    install: int
    """The number of seccomp(2), which no filter of ours allows."""


ARCHITECTURES = {
    "x86_64": Architecture(0xC000003E, 0, 0x40000000, 317),
    "aarch64": Architecture(0xC00000B7, 1, None, 277),
}


def architecture() -> str | None:
    """Name the architecture that this interpreter runs on; None where there is no list for it."""
    if not sys.platform.startswith("linux") or sys.maxsize < 1 << 32:  # 32 bits on a kernel of 64 use other numbers
        return None
    name = os.uname().machine
    return name if name in ARCHITECTURES else None


def allowed(
    arch: str, more: Numbers | None = None, checks: dict[str, tuple[Check, ...]] = CHECKS
) -> dict[int, tuple[Check, ...]]:
    """Return every allowed number on ``arch``, with all that must hold for its arguments.

    Another profile has ``more`` calls, and other ``checks``.
    """
    groups = (READING, WRITING, DESCRIPTORS, MEMORY, THREADS, SIGNALS, TIME, FACTS, CHECKED, more or {})
    found = {}
    for group in groups:
        for name, number in _column(group, arch).items():
            found[number] = checks[name] if group is CHECKED else ()
    return found


def unheard_of(arch: str) -> frozenset[int]:
    """Return the numbers on ``arch`` that are answered as by a kernel that lacks them."""
    return frozenset(_column(UNHEARD_OF, arch).values())


def _column(group: Numbers, arch: str) -> dict[str, int]:
    column = ARCHITECTURES[arch].column
    return {name: number for name, both in group.items() if (number := both[column]) is not None}
