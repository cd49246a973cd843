"""Landlock: the kernel's own door to files, TCP, abstract sockets and signals, without privileges.

A ruleset names what may be opened for reading; everything else that Landlock knows is refused from then on, to this
process and to whatever it starts, and nothing can take that back. It is built once, in the process that forks, and
each child enters it: walking the paths costs more than entering.

What a kernel can restrict grew over the years; its ABI's number says how far. The numbers here are those of Linux's
``include/uapi/linux/landlock.h``; the system calls have the same numbers on every architecture that torch runs on.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import struct
import sys
from collections.abc import Sequence
from functools import cache

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION = 1
PATH_BENEATH = 1

WRITE_FILE, READ_FILE, READ_DIR, CONTROL_DEVICE = 1 << 1, 1 << 2, 1 << 3, 1 << 15

SINCE_CONTROL = 5
"""The ABI that knows of device controls; older ones leave them to whoever may open a device."""

FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16, 9: 17}
"""How many file rights (bits from 0 on) each ABI knows: 2 brought moving between folders, 3 truncating, 5 device
controls, 9 sockets that have a path. All are refused; reading alone is granted again, path by path."""

NETWORK_RIGHTS = {4: 2, 10: 4}
"""The same for the network: binding and connecting TCP, then UDP. Nothing of it is granted."""

SCOPES = {6: 2}
"""The same for what stays among the restricted: abstract Unix sockets, signals."""

NOT_ON_THIS_SYSTEM = "not on this system"

_REASONS = {
    errno.ENOSYS: "this kernel has no Landlock (needs Linux 5.13)",
    errno.EOPNOTSUPP: "Landlock is switched off at boot (lsm=)",
    errno.EPERM: "the container's own filter forbids Landlock",
}


def abi() -> int:
    """Return the number of the kernel's Landlock ABI, 0 where there is none (:func:`why_not` tells why)."""
    return _version()[0]


def why_not() -> str:
    """Return why there is no Landlock here; empty where there is."""
    return _version()[1]


def make_ruleset(readable: Sequence[str], level: int | None = None, writable: Sequence[str] = ()) -> int:
    """Return a descriptor of a ruleset that lets these files, and all that lies in these folders, be read only.

    What is ``writable`` may be written and, where it is a device, controlled as well. What does not exist is left out.
    ``level`` holds it to an older ABI than the kernel's, so that what an older kernel would do can be seen. Raises
    OSError where there is no Landlock, or the kernel refuses.
    """
    known = min(abi(), level or sys.maxsize)
    if not known:
        raise OSError(errno.ENOSYS, why_not())
    attributes = _attributes(known)
    ruleset = _system_call(CREATE_RULESET, attributes, len(attributes), 0)
    # The kernel sets the flag by itself; said again, since what the grader starts must never hold one.
    os.set_inheritable(ruleset, False)
    try:
        for path in dict.fromkeys(readable):
            _grant(ruleset, path)
        control = CONTROL_DEVICE if known >= SINCE_CONTROL else 0
        for path in writable:
            _grant(ruleset, path, WRITE_FILE | control)
    except OSError:
        os.close(ruleset)
        raise
    return ruleset


def restrict(ruleset: int) -> str:
    """Enter ``ruleset``, which stays open; return ``active``, or ``refused:`` and why.

    Binds the calling thread and what it starts, so it is for a process of one thread, which has set
    ``PR_SET_NO_NEW_PRIVS`` before, unless it is root.
    """
    try:
        _system_call(RESTRICT_SELF, ruleset, 0)
    except OSError as error:
        return f"refused: {error.strerror}"
    return "active"


@cache
def _version() -> tuple[int, str]:
    if not sys.platform.startswith("linux"):
        return 0, NOT_ON_THIS_SYSTEM
    try:
        return _system_call(CREATE_RULESET, None, 0, VERSION), ""
    except OSError as error:
        return 0, _REASONS.get(error.errno or 0, f"refused: {error.strerror}")


def _attributes(known: int) -> bytes:
    """``struct landlock_ruleset_attr``, as long as this ABI's was: files, network from 4 on, scopes from 6 on."""
    fields = [_first_bits(FILE_RIGHTS, known), _first_bits(NETWORK_RIGHTS, known), _first_bits(SCOPES, known)]
    while not fields[-1]:
        fields.pop()
    return struct.pack(f"={len(fields)}Q", *fields)


def _first_bits(counts: dict[int, int], known: int) -> int:
    count = max((bits for since, bits in counts.items() if since <= known), default=0)
    return (1 << count) - 1


def _grant(ruleset: int, path: str, more: int = 0) -> None:
    """Let ``path`` be read, with ``more`` rights; the rule holds for what it leads to now, wherever a link may lead."""
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # it is not there, or not for us
    try:
        is_folder = stat.S_ISDIR(os.fstat(place).st_mode)
        rights = more | (READ_FILE | READ_DIR if is_folder else READ_FILE)
        # struct landlock_path_beneath_attr has no padding.
        _system_call(ADD_RULE, ruleset, PATH_BENEATH, struct.pack("=Qi", rights, place), 0)
    finally:
        os.close(place)


@cache
def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    return libc


def _system_call(number: int, *arguments: int | bytes | None) -> int:
    # As longs: of an int that is handed to a variadic function only the lower half is defined.
    given = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    result: int = _libc().syscall(ctypes.c_long(number), *given)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
