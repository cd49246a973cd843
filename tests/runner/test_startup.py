"""Where no worker can be had, the sentence says what to do about it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from lagrader.runner import startup

LIMITED = """
import resource
resource.setrlimit(resource.RLIMIT_CPU, (1, resource.getrlimit(resource.RLIMIT_CPU)[1]))
from lagrader.runner.startup import never_ready
print(never_ready(""))
print(never_ready("ImportError: no"))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_a_low_limit_of_cpu_time_is_named_as_the_cause() -> None:
    said = subprocess.run([sys.executable, "-c", LIMITED], capture_output=True, text=True, check=True).stdout
    limited, told = said.splitlines()
    assert limited == (
        "The worker could not be started. A process may use 1 s of CPU time here (ulimit -t), and importing torch can "
        "take more: raise that limit, or ask whoever runs this machine."
    )
    assert told.startswith("The worker could not be started. It ended with: ImportError: no Try: ")


@pytest.mark.parametrize("limit", [None, 3600])
def test_otherwise_there_is_a_command_that_shows_what_is_wrong(limit: int | None, monkeypatch) -> None:
    monkeypatch.setattr(startup, "processor_limit", lambda: limit)
    said = startup.never_ready("ModuleNotFoundError: No module named 'torch'")
    assert said.endswith(f"No module named 'torch' Try: {sys.executable} -c 'import torch, numpy'")
