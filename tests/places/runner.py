"""A GitHub runner for the steps of a workflow or of an action: as much of one as their shell can tell."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import yaml

from tests.cli.program import ROOT, environment

INSTALLED = Path(sys.prefix)
"""The environment of the tests, as a cache would bring it back."""

HAS_BASH = shutil.which("bash") is not None and (INSTALLED / "bin" / "lagrader").exists()

_ANNOUNCED = any(entry.name == "lagrader" for entry in entry_points(group="pytest11"))
PLUGIN: tuple[str, ...] = () if _ANNOUNCED else ("-p", "lagrader.pytest_plugin")
"""What has pytest load the plugin where an installation of before does not announce it."""

_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


@dataclass
class Done:
    """What the steps of a job left: its exit code, its log, and the files that its variables named."""

    code: int
    log: str
    summary: str
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)


def read(path: Path) -> dict[str, Any]:
    """Read a workflow or an action."""
    found: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return found


def run_steps(
    steps: list[dict[str, Any]],
    repository: Path,
    temporary: Path,
    values: Mapping[str, str],
    job: Mapping[str, str] | None = None,
    **variables: str,
) -> Done:
    """Run the steps that have a script, each by GitHub's own ``bash --noprofile --norc -eo pipefail``.

    ``values`` are what expressions stand for; a step that installs is left out, as where the cache had it all.
    """
    known = {"steps.cache.outputs.cache-hit": "true", "steps.python.outputs.python-version": "3.11", **values}
    outputs: dict[str, dict[str, str]] = {}
    summary = temporary / "summary.md"
    summary.touch()
    log = ""
    base = {
        **environment(PYTHONPATH=str(ROOT)),
        "RUNNER_TEMP": str(temporary),
        "GITHUB_WORKSPACE": str(repository),
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_STEP_SUMMARY": str(summary),
        "GITHUB_ACTIONS": "true",
        "CI": "true",
        **{key: evaluated(value, known) for key, value in (job or {}).items()},
        **variables,
    }
    for number, step in enumerate(steps):
        if "run" not in step or "cache-hit" in step.get("if", ""):
            continue
        output = temporary / f"output-{number}"
        output.touch()
        script = temporary / f"step-{number}.sh"
        script.write_text(step["run"])
        given = {key: evaluated(str(value), known) for key, value in step.get("env", {}).items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],  # noqa: S607 - as a runner does
            cwd=repository,
            env={**base, "GITHUB_OUTPUT": str(output), **given},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        log += done.stdout + done.stderr
        if "id" in step:
            outputs[step["id"]] = dict(line.split("=", 1) for line in output.read_text().splitlines())
            # What the action makes of its own is where the cache would have put it.
            found = {**outputs[step["id"]], **({"venv": str(INSTALLED)} if "venv" in outputs[step["id"]] else {})}
            known |= {f"steps.{step['id']}.outputs.{key}": value for key, value in found.items()}
        if done.returncode:
            return Done(done.returncode, log, summary.read_text("utf-8"), outputs)
    return Done(0, log, summary.read_text("utf-8"), outputs)


def evaluated(text: str, known: Mapping[str, str]) -> str:
    """Put values in the place of expressions; one that is not known is a fault of the test."""
    return _EXPRESSION.sub(lambda match: known[match[1]], text)


def python_path() -> str:
    """Where programs of the environment lie."""
    return os.pathsep.join([str(INSTALLED / "bin"), os.environ.get("PATH", "")])
