"""Have the kernel refuse every system call that is not on the list of ``syscalls``.

The list becomes a program of the kernel's packet filter (BPF), assembled once in the zygote and installed in each
child. It is a tree of comparisons, not a row of them: at each install the kernel tries the program on every number
to learn which need no filter at all, so a short way through it is what makes the install cheap.

A refused call fails with EPERM, which Python raises as PermissionError, and the learner sees the line; a call of
another architecture, whose numbers mean something else, ends the process.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Mapping

from lagrader.worker.syscalls import (
    ALL_BITS,
    ARCHITECTURES,
    NEWEST,
    OWN_PID,
    Check,
    Either,
    Null,
    OneOf,
    allowed,
    architecture,
    unheard_of,
)

KILL_PROCESS, ERRNO, ALLOW = 0x80000000, 0x00050000, 0x7FFF0000

LOAD, AND, RETURN = 0x20, 0x54, 0x06
IF_EQUAL, IF_AT_LEAST = 0x15, 0x35

NUMBER_AT, ARCH_AT, ARGUMENTS_AT = 0, 4, 16
"""Offsets in bytes in the kernel's ``struct seccomp_data``."""

SET_MODE_FILTER, FOR_ALL_THREADS = 1, 1

LONGEST_JUMP = 255

Code = list[bytes]
Meaning = int | tuple[Check, ...]
"""What a number gets: an action, or what has to hold for its arguments."""


Listed = Mapping[int, tuple[Check, ...]]


def program(arch: str, listed: Listed | None = None) -> bytes:
    """Assemble the filter for ``arch`` ("x86_64" or "aarch64"), with a hole wherever the child's pid belongs.

    ``listed`` is what another profile than the CPU's allows.
    """
    kind = ARCHITECTURES[arch]
    code = [_do(LOAD, ARCH_AT), _do(IF_EQUAL, kind.audit, 1, 0), _do(RETURN, KILL_PROCESS), _do(LOAD, NUMBER_AT)]
    if kind.foreign is not None:
        code += [_do(IF_AT_LEAST, kind.foreign, 0, 1), _do(RETURN, KILL_PROCESS)]
    return b"".join(code + _tree(_ranges(arch, listed)))


def install(filter_program: bytes) -> str:
    """Put this process under the filter for good, pid filled in; return "active", or "refused: " and why.

    Must come after :func:`lagrader.worker.privileges.no_new_privs`, and after all that the list no longer allows.
    """
    arch = architecture()
    if arch is None:
        return "not on this system"
    filled = filter_program.replace(struct.pack("<I", OWN_PID), struct.pack("<I", os.getpid()))
    held = ctypes.create_string_buffer(filled, len(filled))
    described = struct.pack("HxxxxxxQ", len(filled) // 8, ctypes.addressof(held))  # struct sock_fprog
    libc = ctypes.CDLL(None, use_errno=True)
    answer = libc.syscall(ARCHITECTURES[arch].install, SET_MODE_FILTER, FOR_ALL_THREADS, described)
    if answer > 0:
        return f"refused: thread {answer} has a filter of its own"
    return "active" if answer == 0 else f"refused: {os.strerror(ctypes.get_errno())}"


def _ranges(arch: str, profile: Listed | None) -> list[tuple[int, Meaning]]:
    """The numbers where the meaning changes, each with what holds from there to the next."""
    known = allowed(arch) if profile is None else profile
    listed: dict[int, Meaning] = {**known, **dict.fromkeys(unheard_of(arch), ERRNO | errno.ENOSYS)}
    found: list[tuple[int, Meaning]] = []
    for number in range(NEWEST + 1):
        meaning = listed.get(number, ERRNO | errno.EPERM) or ALLOW
        if not found or found[-1][1] != meaning:
            found.append((number, meaning))
    return [*found, (NEWEST + 1, ERRNO | errno.ENOSYS)]


def _tree(ranges: list[tuple[int, Meaning]]) -> Code:
    """Find the range of the loaded number by halves."""
    if len(ranges) == 1:
        return _leaf(ranges[0][1])
    middle = len(ranges) // 2
    below, above = _tree(ranges[:middle]), _tree(ranges[middle:])
    if len(below) > LONGEST_JUMP:
        raise ValueError("the list has outgrown a jump of the filter's language")
    return [_do(IF_AT_LEAST, ranges[middle][0], len(below), 0), *below, *above]


def _leaf(meaning: Meaning) -> Code:
    if isinstance(meaning, int):
        return [_do(RETURN, meaning)]
    return [step for check in meaning for step in _check(check)] + [_do(RETURN, ALLOW)]


def _check(check: Check) -> Code:
    """Go on behind this code where the check holds; else refuse."""
    match check:
        case OneOf(argument, values, _):
            return [*_loaded(check), *_one_of(values)]
        case Null(argument):
            low = _low(argument)
            return [_do(LOAD, low), *_one_of((0,)), _do(LOAD, low + 4), *_one_of((0,))]
        case Either(alternatives):
            return _either(alternatives)


def _loaded(check: OneOf) -> Code:
    """Load the bits that count."""
    masked = [] if check.mask == ALL_BITS else [_do(AND, check.mask)]
    return [_do(LOAD, _low(check.argument)), *masked]


def _either(alternatives: tuple[OneOf, ...]) -> Code:
    """Try one after the other, from the last one on: what holds jumps over all that follows."""
    code = [_do(RETURN, ERRNO | errno.EPERM)]
    for check in reversed(alternatives):
        jumps: Code = []
        for value in reversed(check.values):
            jumps = [_do(IF_EQUAL, value, len(jumps) + len(code), 0), *jumps]
        code = [*_loaded(check), *jumps, *code]
    return code


def _one_of(values: tuple[int, ...]) -> Code:
    jumps = [_do(IF_EQUAL, value, len(values) - place, 0) for place, value in enumerate(values)]
    return [*jumps, _do(RETURN, ERRNO | errno.EPERM)]


def _low(argument: int) -> int:
    """Where the low half of an argument lies; both architectures have it first."""
    return ARGUMENTS_AT + 8 * argument


def _do(code: int, operand: int, if_so: int = 0, if_not: int = 0) -> bytes:
    """One instruction: ``struct sock_filter``."""
    return struct.pack("<HBBI", code, if_so, if_not, operand)
