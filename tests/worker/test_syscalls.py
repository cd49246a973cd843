"""The list of what a child may ask of the kernel: right numbers, nothing that reaches past the process."""

import re
from pathlib import Path

import pytest

from lagrader.worker import syscalls
from lagrader.worker.syscalls import ARCHITECTURES, CHECKED, CHECKS, NEWEST, OWN_PID, allowed, unheard_of

GROUPS = {
    name: group
    for name, group in vars(syscalls).items()
    if isinstance(group, dict)
    and group
    and all(isinstance(value, tuple) and len(value) == 2 for value in group.values())
}
HEADERS = {
    "x86_64": [Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"), Path("/usr/include/asm/unistd_64.h")],
    "aarch64": [Path("/usr/include/asm-generic/unistd.h")],
}
WITHOUT_FSTATAT64 = {"fstatat": "newfstatat"}


def listed(arch):
    column = ARCHITECTURES[arch].column
    return {name: both[column] for group in GROUPS.values() for name, both in group.items() if both[column] is not None}


def of_the_kernel(arch):
    """What the kernel's own header says, where this machine has it."""
    found = next((path for path in HEADERS[arch] if path.exists()), None)
    if found is None:
        pytest.skip("no kernel headers on this machine")
    pairs = re.findall(r"^#define __NR(?:3264)?_(\w+)\s+(\d+)", found.read_text(), re.MULTILINE)
    return {WITHOUT_FSTATAT64.get(name, name) if arch == "aarch64" else name: int(number) for name, number in pairs}


def test_the_groups_are_found():
    assert {"READING", "WRITING", "MEMORY", "THREADS", "CHECKED", "UNHEARD_OF"} <= set(GROUPS)


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_the_numbers_are_the_kernels(arch):
    kernels = of_the_kernel(arch)
    newest = max(kernels.values())
    ours = {name: number for name, number in listed(arch).items() if number <= newest}
    assert len(ours) > 90
    assert ours == {name: kernels.get(name) for name in ours}


def test_no_header_is_needed_to_see_that_calls_since_2019_have_one_number():
    for group in GROUPS.values():
        for name, (ours, other) in group.items():
            if ours >= 424:
                assert ours == other, name


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_no_number_stands_for_two_calls(arch):
    numbers = listed(arch)
    assert len(set(numbers.values())) == len(numbers) == sum(ours is not None for ours in numbers.values())
    assert max(numbers.values()) <= NEWEST
    assert set(allowed(arch)) | unheard_of(arch) == set(numbers.values())
    assert not set(allowed(arch)) & unheard_of(arch)


def test_every_call_that_is_to_be_looked_at_has_its_checks():
    assert set(CHECKS) == set(CHECKED)
    assert all(CHECKS.values())


def test_the_hole_is_no_pid():
    assert OWN_PID > 1 << 22  # PID_MAX_LIMIT


@pytest.mark.parametrize(
    "name",
    [
        *[
            "execve",
            "execveat",
            "fork",
            "vfork",
            "clone3",
            "socket",
            "connect",
            "bind",
            "sendmsg",
            "sendmmsg",
            "ptrace",
        ],
        *[
            "chmod",
            "fchmodat",
            "chown",
            "unlinkat",
            "renameat2",
            "mkdirat",
            "truncate",
            "ftruncate",
            "creat",
            "openat2",
        ],
        *["memfd_create", "seccomp", "bpf", "io_uring_setup", "unshare", "setns", "mount", "setuid", "setrlimit"],
        *["pidfd_open", "pidfd_send_signal", "process_vm_readv", "shmget", "mq_open", "userfaultfd", "setpriority"],
    ],
)
def test_what_reaches_past_the_process_is_not_on_the_list(name):
    assert not any(name in group for key, group in GROUPS.items() if key != "UNHEARD_OF")


def test_an_interpreter_of_32_bits_has_no_list(monkeypatch):
    monkeypatch.setattr("sys.maxsize", (1 << 31) - 1)
    assert syscalls.architecture() is None


@pytest.mark.parametrize(
    ("machine", "platform", "found"),
    [
        ("x86_64", "linux", "x86_64"),
        ("aarch64", "linux", "aarch64"),
        ("riscv64", "linux", None),
        ("x86_64", "darwin", None),
    ],
)
def test_what_machine_this_is(monkeypatch, machine, platform, found):
    kernel = type("Uname", (), {"machine": machine})
    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.setattr("os.uname", lambda: kernel, raising=False)
    assert syscalls.architecture() == found
