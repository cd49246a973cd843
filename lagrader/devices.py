"""Devices by name: which words are devices, and which of them are here."""

from __future__ import annotations

import difflib
import re

from lagrader.errors import DeviceError, UsageError
from lagrader.wire import Found

_NAMES = ("auto", "cpu", "cuda", "mps")


def check_name(name: str) -> None:
    """Raise UsageError where ``name`` is no device at all."""
    if name in _NAMES or re.fullmatch(r"cuda:\d+", name):
        return
    word = name.partition(":")[0].lower()
    close = ["cuda"] if word == "gpu" else difflib.get_close_matches(word, ("cuda", "cpu", "mps", "auto"), n=1)
    advice = f'; did you mean "{close[0]}"?' if close else "."
    raise UsageError(f'There is no device "{name}"{advice} It can be auto, cpu, cuda, cuda:N or mps.')


def resolve(wanted: str, found: Found) -> str:
    """Return the device to use out of those that torch found; raise DeviceError where it is not here.

    ``auto`` is the first GPU, else Apple's, else the CPU.
    """
    gpus = [name for name in found.names if name != "cpu"]
    if wanted == "auto":
        return gpus[0] if gpus else "cpu"
    if wanted == "cuda" and "cuda:0" in found.names:
        return "cuda:0"
    if wanted in found.names:
        return wanted
    reason = ""
    if wanted.startswith("cuda") and not found.details.get("cuda_build"):
        reason = f": this torch ({found.torch}) is a CPU build"
    raise DeviceError(f"Device {wanted} is not here{reason}. Here: {', '.join(found.names)}.")
