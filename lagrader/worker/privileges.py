"""Give up what could give more: new privileges through a program that is started, and root's capabilities.

``no_new_privs`` is also what lets an ordinary user install Landlock and a filter of system calls. Capabilities are
dropped once, in the zygote, and its children are born without. A root without them is still the owner of root's
files and may signal root's processes: keeping a child from those is Landlock's and the filter's work.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys

PR_SET_NO_NEW_PRIVS = 38
PR_CAPBSET_DROP = 24
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4

CAPABILITY_VERSION_3 = 0x20080522
"""Sets of 64 bits, in two halves (include/uapi/linux/capability.h)."""

NO_CAPABILITIES = bytes(24)
"""Effective, permitted and inheritable, twice."""


def no_new_privs() -> str:
    """Let no program that is started from here gain rights, for good; return "active", or why not."""
    if not sys.platform.startswith("linux"):
        return "not on this system"
    libc = ctypes.CDLL(None, use_errno=True)
    # The kernel looks at all four arguments, as longs.
    rest = [ctypes.c_ulong(value) for value in (1, 0, 0, 0)]
    if libc.prctl(PR_SET_NO_NEW_PRIVS, *rest) != 0:
        return f"refused: {os.strerror(ctypes.get_errno())}"
    return "active"


def drop_capabilities() -> str:
    """Empty every set of capabilities of this thread; return "active", "not needed: not root", or why not.

    What is left is what the files' owner, group and others may do: a root whose interpreter lies in another user's
    closed folder (mode 0700) can load nothing more from there.
    """
    if not sys.platform.startswith("linux"):
        return "not on this system"
    libc = ctypes.CDLL(None, use_errno=True)
    if os.geteuid() != 0 and not any(_held(libc)):
        return "not needed: not root"
    _empty_bounding_set(libc)
    libc.prctl(PR_CAP_AMBIENT, *[ctypes.c_ulong(value) for value in (PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)])
    if libc.capset(_header(), NO_CAPABILITIES) != 0:
        return f"refused: {os.strerror(ctypes.get_errno())}"
    return "refused: some are left" if any(_held(libc)) else "active"


def _empty_bounding_set(libc: ctypes.CDLL) -> None:
    """Drop each as far as there are any. Without CAP_SETPCAP nothing happens, and no_new_privs alone has to do."""
    capability = 0
    while libc.prctl(PR_CAPBSET_DROP, ctypes.c_ulong(capability), *[ctypes.c_ulong(0)] * 3) == 0:
        capability += 1


def _held(libc: ctypes.CDLL) -> bytes:
    """All three sets as bytes: any that is not 0 is a capability. Where they cannot be read, as if all were held."""
    sets = ctypes.create_string_buffer(len(NO_CAPABILITIES))
    return sets.raw if libc.capget(_header(), sets) == 0 else b"\xff"


def _header() -> bytes:
    return struct.pack("Ii", CAPABILITY_VERSION_3, 0)
