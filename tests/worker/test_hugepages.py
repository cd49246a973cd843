"""Huge pages: which ranges are meant, that the kernel takes them, and that nothing changes but the pages."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from lagrader.worker.hugepages import HUGE, anonymous

ROOT = Path(__file__).resolve().parents[2]
THP = Path("/sys/kernel/mm/transparent_hugepage/enabled")

MAPS = f"""\
00400000-00e00000 r--p 00000000 08:01 1234 /usr/bin/python3
01000000-02000000 rw-p 00000000 08:01 1234 /usr/bin/python3
20000000-20900000 rw-p 00000000 00:00 0 [heap]
7f0000100000-7f0000900000 rw-p 00000000 00:00 0 \n\
7f0001000000-7f0001100000 rw-p 00000000 00:00 0 \n\
7f0002000000-7f0003000000 rw-s 00000000 00:01 99 /dev/zero (deleted)
7f0004000000-7f0005000000 r--p 00000000 00:00 0 \n\
7f0006000000-7f0007000000 rw-p 00000000 00:00 0 [stack]
7f0008000000-7f00{HUGE + 0x8000000:08x} rw-p 00000000 00:00 0 \n\
"""


def test_whole_huge_pages_of_private_anonymous_memory_and_of_the_heap() -> None:
    assert [(hex(start), size // HUGE) for start, size in anonymous(MAPS.splitlines())] == [
        ("0x20000000", 4),
        ("0x7f0000200000", 3),
        ("0x7f0008000000", 1),
    ]


COLLAPSE = """
    import os, re
    from lagrader.worker.hugepages import HUGE, collapse
    data = [bytearray(os.urandom(4096)) for _ in range(8 * HUGE // 4096)]
    before = hash(tuple(map(bytes, data)))
    huge = lambda: int(re.search(r"AnonHugePages: +(\\d+)", open("/proc/self/smaps_rollup").read())[1]) * 1024
    first = huge()
    ranges = collapse()
    pid = os.fork()
    if pid == 0:
        data[0][0] ^= 1
        os._exit(hash(tuple(map(bytes, data))) == before)
    _, status = os.waitpid(pid, 0)
    print(ranges > 0, huge() - first >= 4 * HUGE, hash(tuple(map(bytes, data))) == before, status)
"""


@pytest.mark.skipif(
    not THP.exists() or "[never]" in THP.read_text(), reason="this kernel makes no huge pages of anonymous memory"
)
def test_memory_is_in_huge_pages_afterwards_and_says_the_same() -> None:
    command = [sys.executable, "-c", textwrap.dedent(COLLAPSE)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    if ran.stdout.startswith("False"):
        pytest.skip("the kernel collapses nothing when it is asked (Linux before 6.1)")
    assert ran.stdout == "True True True 0\n"
