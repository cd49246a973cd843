"""The same submissions where the grader is an ordinary user: root has one that owns nothing grade them as a class.

A root without capabilities is still the owner of root's files, and an ordinary user has no capabilities to lose: other
layers do the work in each.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.grading import ROOT

CANNOT = 77
"""The script's exit code where this machine can't do it."""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="who runs this is an ordinary user")
def test_all_of_it_as_an_ordinary_user() -> None:
    script = str(ROOT / "scripts" / "as_ordinary_user.sh")
    tests = ["tests/hostile/test_as_a_class.py", "tests/runner/test_proof.py"]
    options = ["-q", "-p", "no:cacheprovider"]  # one after the other: limits of time are met by what others take
    command = [script, sys.executable, "-m", "pytest", *options, *tests]
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    ran = subprocess.run(
        command,
        cwd=ROOT,
        env={**own, "PYTHON": sys.executable, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode == CANNOT:
        pytest.skip(ran.stderr.strip())
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-2000:]
    assert "1 skipped" in ran.stdout.splitlines()[-1], ran.stdout  # root's own canary, and nothing else
