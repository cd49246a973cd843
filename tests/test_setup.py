"""``make`` says in one line why it can't set lagrader up, before anything is made."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="needs make")


def make(folder: Path, python: str) -> str:
    environment = folder / "environment"
    command = ["make", "--no-print-directory", "demo", f"VENV={environment}", f"PYTHON={python}"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert not environment.exists()
    return ran.stderr.splitlines()[0]


def python_that(folder: Path, script: str) -> str:
    """A Python of the folder's own."""
    path = folder / "python"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_there_is_no_such_python(tmp_path: Path) -> None:
    line = "There is no python_of_nobody. Name another Python: make PYTHON=python3.11 demo"
    assert make(tmp_path, "python_of_nobody") == line


def test_it_is_too_old(tmp_path: Path) -> None:
    older = python_that(
        tmp_path,
        f"exec {sys.executable} -c \"import sys; sys.version_info = (3, 9, 2); exec(open('$1').read())\"",
    )
    said = make(tmp_path, older)
    assert said.startswith("lagrader needs Python 3.11 or newer; ")
    assert said.endswith(" is 3.9.2. Name another Python: make PYTHON=python3.11")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_a_process_may_use_too_little_time(tmp_path: Path) -> None:
    limited = python_that(tmp_path, f'ulimit -S -t 1; exec {sys.executable} "$@"')
    assert make(tmp_path, limited) == (
        "A process may use 1 s of CPU time here (ulimit -t), too little to install torch and to run the tests: "
        "raise that limit, or ask whoever runs this machine."
    )
