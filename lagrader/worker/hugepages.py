"""Memory in huge pages, so that a fork copies a few entries of page tables where it copied thousands.

A fork's price is the page tables of what it is forked from, and each page that a child touches first is a fault of
its own. In pages of 2 MiB both shrink to a third. Collapsing takes a few tenths of a second, which some dozens of forks
repay. Nothing depends on it: where the kernel can't, or won't, everything is as it was.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterable, Iterator

HUGE = 2 * 1024 * 1024
"""Bytes of a huge page, on x86_64 and on aarch64 with pages of 4 KiB."""

MADV_HUGEPAGE, MADV_COLLAPSE = 14, 25
"""Linux's advice numbers (include/uapi/asm-generic/mman-common.h); the second is there from Linux 6.1 on."""


def collapse() -> int:
    """Collapse this process's own anonymous memory; return how many ranges the kernel took."""
    if not sys.platform.startswith("linux"):
        return 0
    try:
        with open("/proc/self/maps", encoding="utf-8", errors="replace") as file:
            ranges = list(anonymous(file))
    except OSError:
        return 0
    advise = ctypes.CDLL(None).madvise
    advise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    taken = 0
    for start, size in ranges:
        advise(start, size, MADV_HUGEPAGE)
        taken += advise(start, size, MADV_COLLAPSE) == 0
    return taken


def anonymous(maps: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield start and size, in whole huge pages, of each private writable range without a file, and of the heap.

    ``maps`` are the lines of ``/proc/PID/maps``.
    """
    for line in maps:
        place, rights, _, _, inode, *name = line.split(maxsplit=5)
        if rights != "rw-p" or inode != "0" or (name and name[0].strip() != "[heap]"):
            continue
        first, last = (int(end, 16) for end in place.split("-"))
        start, stop = -(-first // HUGE) * HUGE, last // HUGE * HUGE
        if start < stop:
            yield start, stop - start
