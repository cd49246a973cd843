"""What every test stands on: a settled environment, the repository's folder, and Hypothesis' profiles."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The slowest example says more about the machine than about the code, so no deadline. In CI the examples are the same
# at every run, so that a failure there is a change's fault; at home they are new ones each time.
settings.register_profile("home", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("home"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "home")

# What a terminal, a CI service or a developer's shell may have set, and what would then change a report.
UNSETTLED = (
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "COLUMNS",
    "FORCE_COLOR",
    "GITHUB_ACTIONS",
    "LINES",
    "NO_COLOR",
    "PY_COLORS",
    "PYTHONIOENCODING",
    "PYTHONUTF8",
    "TTY_COMPATIBLE",
    "TTY_INTERACTIVE",
)


@pytest.fixture(autouse=True)
def settled_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what would make a report depend on where the tests run; a test sets what it wants."""
    for name in UNSETTLED:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout: the course's ``exercises/`` and ``solutions/`` stand there."""
    return Path(__file__).resolve().parent.parent
