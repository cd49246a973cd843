"""What every test stands on: a settled environment, the repository's folder, and Hypothesis' profiles."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The slowest example says more about the machine than about the code, so no deadline. In CI the examples are the same
# at every run, so that a failure there is a change's fault; at home they are new ones each time.
settings.register_profile("home", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("home"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "home")

# Who starts the tests in the background has programs ignore these, and what ignores them passes that on.
for _name in ("SIGINT", "SIGQUIT", "SIGHUP"):
    if hasattr(signal, _name) and signal.getsignal(getattr(signal, _name)) is signal.SIG_IGN:
        signal.signal(getattr(signal, _name), signal.SIG_DFL)

# What a terminal, a CI service or a developer's shell may have set, and what would then change a report.
UNSETTLED = (
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "COLUMNS",
    "FORCE_COLOR",
    "GITHUB_ACTIONS",
    "GITHUB_STEP_SUMMARY",
    "GITHUB_WORKSPACE",
    "LINES",
    "NO_COLOR",
    "PY_COLORS",
    "PYTHONIOENCODING",
    "PYTHONUTF8",
    "TTY_COMPATIBLE",
    "TTY_INTERACTIVE",
)


LONGEST = (
    "test_as_ordinary_user.py",
    "test_hostile.py",
    "test_course.py",
    "test_warm.py",
    "test_many_seeds.py",
    "test_handover.py",
    "test_class_page.py",
    "test_debug.py",
    "test_mistakes.py",
    "test_regrade.py",
    "test_watch.py",
    "test_explain.py",
    "test_wrong_answers.py",
    "test_grader.py",
    "test_notebook.py",
    "test_places.py",
)
"""Files that go first, so that no worker is left alone with one of them at the end."""


SLOW = frozenset(
    {
        "cli/test_debug.py",
        "cli/test_handover.py",
        "cli/test_spawn.py",
        "places/test_notebook.py",
        "places/test_places.py",
        "places/test_pytest_plugin.py",
        "reports/test_class_page.py",
        "test_mistakes.py",
        "test_wrong_answers.py",
    }
)
"""Files that are slow as a whole: many processes, kernels and browsers, or a thousand wrong answers."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first, and mark those that are slow as a whole."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.name, len(LONGEST)))
    tests = Path(__file__).parent
    for item in items:
        if item.path.relative_to(tests).as_posix() in SLOW:
            item.add_marker(pytest.mark.slow)


_NUMBERS = count()


@pytest.fixture(scope="session", autouse=True)
def state_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep what the program remembers out of the real folder, also where a fixture of a whole module runs it."""
    folder = tmp_path_factory.mktemp("state")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAGRADER_STATE", str(folder / "of_fixtures"))
        patch.setenv("LAGRADER_WARM", "0")
        yield folder


@pytest.fixture(scope="session", autouse=True)
def runtime_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give what waits between two runs of the program a place of its own, and end it with the session."""
    folder = tmp_path_factory.mktemp("runtime")
    folder.chmod(0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAGRADER_TESTS_RUNTIME", str(folder))
        yield
        if sys.platform.startswith("linux"):
            from lagrader import warmth
            from tests.cli import forked

            forked.close()
            patch.setenv("XDG_RUNTIME_DIR", str(folder))
            warmth.stop()


@pytest.fixture(autouse=True)
def settled_environment(monkeypatch: pytest.MonkeyPatch, state_folders: Path) -> None:
    """Take away what would make a report depend on where the tests run; a test sets what it wants.

    Each test begins with nothing remembered.
    """
    for name in UNSETTLED:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LAGRADER_WARM", "0")  # nothing is left behind, unless a test is about that
    monkeypatch.setenv("LAGRADER_STATE", str(state_folders / f"of_test_{next(_NUMBERS)}"))


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout: the course's ``exercises/`` and ``solutions/`` stand there."""
    return Path(__file__).resolve().parent.parent
