"""The command line and environment of a worker's interpreter: isolated, and with nothing of ours in reach."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from pathlib import Path

import lagrader
from lagrader.errors import SandboxError

_BOOT = """
import json, sys
own, libraries = json.loads(sys.argv.pop())
sys.path[:0] = [own]
sys.path += [path for path in libraries if path not in sys.path]
import lagrader.wire, lagrader.worker
sys.path[:] = [path for path in sys.path if path in libraries or path != own]
from lagrader.worker.{module} import main
main({arguments})
"""

_KEPT = ("LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "CUDA_HOME", "SYSTEMROOT", "WINDIR", "DYLD_LIBRARY_PATH")
"""What torch or the operating system needs to load libraries; nothing that tells of the person or the grader."""


def worker_command(module: str, arguments: str) -> list[str]:
    """Return the command that runs ``main(arguments)`` of ``lagrader.worker.<module>``.

    ``-I`` ignores PYTHONPATH, the user's site folder and the current folder; the folders that torch and
    NumPy were found in are handed over, since a user-site torch would be lost. The folder of this package
    leaves the search path once the worker is imported: in a checkout the course lies beside it.
    """
    own = str(Path(lagrader.__file__).resolve().parent.parent)
    boot = _BOOT.format(module=module, arguments=arguments)
    return [sys.executable, "-I", "-c", boot, json.dumps([own, _library_folders()])]


def worker_environment() -> dict[str, str]:
    """Return the whole environment of a worker: one thread, UTF-8, no CUDA context by a mere question."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**kept, **threads, "LC_ALL": "C.UTF-8", "PYTORCH_NVML_BASED_CUDA_CHECK": "1"}


def _library_folders() -> list[str]:
    folders = []
    for package in ("torch", "numpy"):
        spec = importlib.util.find_spec(package)
        if spec is None or spec.origin is None:
            where = f"beside this Python ({sys.executable})"
            raise SandboxError(f"{package} is not installed {where}: pip install {package}")
        folders.append(str(Path(spec.origin).resolve().parent.parent))
    return list(dict.fromkeys(folders))
