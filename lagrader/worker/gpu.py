"""What work on an NVIDIA GPU needs beyond the profile of the CPU: device files, their controls, and a thread's name.

Not tried on a GPU yet. What stands here is read: control numbers from NVIDIA's open kernel modules
(``nv-ioctl-numbers.h``: type ``F``; ``uvm_linux_ioctl.h`` and ``uvm_ioctl.h``: small numbers without a type, and two of
their own), files from reports of others who shut CUDA in by Landlock (NVIDIA/OpenShell#710, #1486; nolabs-ai/nono#651,
#673: ``nvidia-uvm-tools`` is opened from driver 570 on, and naming a thread writes its ``comm``, without which
``cuInit`` ends with error 304).

It is the weaker profile: whoever may talk to the driver reaches as much of the kernel as the driver has, and the
address space can't be capped, since CUDA reserves it by the hundred gigabytes.
"""

from __future__ import annotations

import glob
import os

from lagrader.worker.syscalls import ALL_BITS, CHECKS, WRITE_FLAGS, Check, Either, Numbers, OneOf, none_of

DEVICES = ("/dev/nvidiactl", "/dev/nvidia[0-9]*", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools", "/dev/nvidia-caps/*")
"""Opened for reading and writing, and controlled. Not ``nvidia-modeset``, which is about screens."""

FACTS = (
    "/proc/driver/nvidia", "/proc/driver/nvidia-uvm", "/proc/devices", "/proc/modules", "/proc/meminfo",
    "/proc/cpuinfo", "/sys/bus/pci/devices", "/sys/devices/pci*", "/sys/devices/system/node", "/sys/devices/system/cpu",
    "/sys/module/nvidia*",
)  # fmt: skip
"""Where the driver's library learns what there is. None of them tells of another process."""

CALLS: Numbers = {
    # NUMA: where memory for the GPU should lie.
    "get_mempolicy": (239, 236),
    "mbind": (237, 235),
    # How the library's own threads are scheduled.
    "sched_getparam": (143, 121),
    "sched_getscheduler": (145, 120),
    "sched_get_priority_max": (146, 125),
    "sched_get_priority_min": (147, 126),
    "mincore": (27, 232),
    "statfs": (137, 43),
    "fstatfs": (138, 44),
}

# O_WRONLY and O_RDWR: which file may be opened so is Landlock's to say, and it says the devices alone.
_NEW_FILES = WRITE_FLAGS ^ 0x3

_NVIDIA = OneOf(1, (ord("F") << 8,), 0xFF00)
_UVM = OneOf(1, (0,), ALL_BITS ^ 0xFF)
_UVM_BEGIN_END = OneOf(1, (0x30000001, 0x30000002))

CHECKS_ON_A_GPU: dict[str, tuple[Check, ...]] = CHECKS | {
    "open": (none_of(1, _NEW_FILES),),
    "openat": (none_of(2, _NEW_FILES),),
    "ioctl": (Either((*(one for one in CHECKS["ioctl"] if isinstance(one, OneOf)), _NVIDIA, _UVM, _UVM_BEGIN_END)),),
}


def readable() -> list[str]:
    """Return what a child reads beyond a child for the CPU."""
    return [path for pattern in FACTS for path in glob.glob(pattern)]


def writable() -> list[str]:
    """Return what this process, which is the child, may write: the devices, and the names of its own threads."""
    return [*(path for pattern in DEVICES for path in glob.glob(pattern)), f"/proc/{os.getpid()}/task"]
