"""One student's repository, in each place where learners are: the same points everywhere."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml

import lagrader
from lagrader.cli.installing import Install
from lagrader.cli.places import ci_file, gradescope_files
from tests.cli.program import COMMAND, EXERCISES, ROOT, environment
from tests.places.runner import HAS_BASH, INSTALLED, PLUGIN, Done, python_path, read, run_steps

pytestmark = pytest.mark.skipif(not HAS_BASH, reason="needs bash and an installed lagrader")

POINTS = {1: 16, 2: 16, 3: 8, 4: 4, 5: 16}
"""Of examples/learner."""

INDEXING = ROOT / "examples" / "indexing"
ACTION = ROOT / "action.yml"
INPUTS = {
    **dict.fromkeys(("inputs.path", "inputs.exercises", "inputs.fail-under", "inputs.version"), ""),
    "inputs.device": "cpu",
}


def git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=s", "-c", "user.email=s@example.org"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)  # noqa: S607


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A student's repository whose work is half right, and which tries to be its own judge."""
    folder = tmp_path_factory.mktemp("student")
    shutil.copytree(ROOT / "examples" / "learner", folder / "solutions", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "exercises", folder / "exercises")
    for rubric in (folder / "exercises").glob("*/rubric.yaml"):
        rubric.write_text(rubric.read_text("utf-8").replace("points: 12", "points: 0"), "utf-8")
    (folder / "lagrader.py").write_text("raise SystemExit(0)  # not the grader\n")
    (folder / "torch.py").write_text("raise SystemExit(0)\n")
    subprocess.run([*COMMAND, "init", str(folder), "--ci", "github"], check=True, env=environment())
    subprocess.run([*COMMAND, "init", str(folder), "--ci", "gitlab"], check=True, env=environment())
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "my work")
    return folder


@pytest.fixture
def repository(made: Path, tmp_path: Path) -> Path:
    """A fresh clone of it."""
    git(tmp_path, "clone", "-q", str(made), "clone")
    return tmp_path / "clone"


@pytest.fixture
def right(repository: Path) -> Path:
    """The same with right answers."""
    for path in (ROOT / "solutions").glob("*.py"):
        shutil.copy(path, repository / "solutions" / path.name)
    return repository


def points_in_log(log: str) -> dict[int, int]:
    """The points of each exercise in a terminal's report."""
    found = re.findall(r"^(\d)  \S.*?(\d+) of (\d+)$", log, re.MULTILINE)
    return {int(number): int(points) for number, points, _ in found}


def points_in_junit(path: Path) -> dict[int, int]:
    suites = ET.parse(path).getroot().findall("testsuite")  # noqa: S314 - our own
    values = [(suite.get("name", " ")[0], suite.find("properties/property[@name='points']")) for suite in suites]
    return {int(number): int(value.get("value", "")) for number, value in values if value is not None}


# --- github ------------------------------------------------------------------------------------------------


def workflow(repository: Path, temporary: Path) -> Done:
    job = read(repository / ".github" / "workflows" / "lagrader.yml")["jobs"]["check"]
    values = {"github.workspace": str(repository)}
    return run_steps(job["steps"], repository, temporary, values, VENV=str(INSTALLED))


def action(repository: Path, temporary: Path, **inputs: str) -> Done:
    given = {f"inputs.{key.replace('_', '-')}": value for key, value in inputs.items()}
    return run_steps(read(ACTION)["runs"]["steps"], repository, temporary, {**INPUTS, **given})


def test_the_workflow_that_init_writes(repository: Path, tmp_path: Path) -> None:
    done = workflow(repository, tmp_path)
    assert done.code == 1
    assert points_in_log(done.log) == POINTS
    assert "::error file=solutions/ex3_neuron.py,line=10," in done.log
    assert done.summary.startswith("# Linear algebra you actually need: 60 of 100\n")


def test_the_workflow_passes_where_all_is_right(right: Path, tmp_path: Path) -> None:
    done = workflow(right, tmp_path)
    assert done.code == 0
    assert "::error" not in done.log
    assert "100 of 100" in done.summary


def test_the_action(repository: Path, tmp_path: Path) -> None:
    done = action(repository, tmp_path)
    assert done.code == 1
    assert points_in_log(done.log) == POINTS
    assert points_in_junit(tmp_path / "lagrader.xml") == POINTS
    assert done.outputs["place"]["junit"] == str(tmp_path / "lagrader.xml")


def test_the_actions_inputs(repository: Path, tmp_path: Path) -> None:
    done = action(repository, tmp_path, exercises="3 5", path="solutions", fail_under="60")
    assert points_in_log(done.log) == {3: 8, 5: 16}
    assert done.code == 0  # 24 of 40


@pytest.mark.parametrize("word", ["$(touch forged)", "`touch forged`", "; touch forged", '"; touch forged; "'])
def test_an_input_is_never_a_part_of_the_script(repository: Path, tmp_path: Path, word: str) -> None:
    assert action(repository, tmp_path, path=word).code == 2
    assert not (repository / "forged").exists()


def test_the_summary_that_cannot_be_written_costs_a_line(repository: Path, tmp_path: Path) -> None:
    done = run_steps(
        read(ACTION)["runs"]["steps"], repository, tmp_path, INPUTS, GITHUB_STEP_SUMMARY=str(tmp_path / "no" / "file")
    )
    assert done.code == 1
    assert "GITHUB_STEP_SUMMARY names a file that could not be written (No such file or directory)" in done.log
    assert points_in_log(done.log) == POINTS


STUB = """#!/bin/sh
echo "$(basename "$0") $*" >> "$STUBS/log"
if [ "$1 $2" = "-m venv" ] || [ "$1" = venv ]; then
  for last in "$@"; do :; done
  mkdir -p "$last/bin" && cp "$STUBS/python" "$last/bin/python" && cp "$STUBS/python" "$last/bin/uv"
fi
"""


@pytest.fixture
def stubs(tmp_path: Path) -> Path:
    """Programs that only tell how they were called, for what would fetch something."""
    folder = tmp_path / "stubs"
    folder.mkdir()
    for name in ("python", "python3", "uv", "apt-get"):
        (folder / name).write_text(STUB)
        (folder / name).chmod(0o755)
    return folder


def installs(script: str, stubs: Path, **variables: str) -> str:
    """Run a script that installs; return the line that does."""
    own = {**environment(), "PATH": f"{stubs}{os.pathsep}{os.environ['PATH']}", "STUBS": str(stubs), **variables}
    subprocess.run(["bash", "-eo", "pipefail", "-c", script], env=own, check=True, cwd=stubs)  # noqa: S607
    (line,) = [line for line in (stubs / "log").read_text().splitlines() if "--torch-backend" in line]
    return line


@pytest.mark.parametrize(
    ("version", "wanted"), [("", f"{ROOT} --constraint {ROOT / 'constraints.txt'}"), ("0.3.1", "lagrader==0.3.1")]
)
def test_the_action_installs_itself_or_a_version(version: str, wanted: str, stubs: Path, tmp_path: Path) -> None:
    (step,) = [step for step in read(ACTION)["runs"]["steps"] if "uv" in step.get("run", "")]
    own = {"VENV": str(tmp_path / "venv"), "VERSION": version, "BACKEND": "cpu", "GITHUB_ACTION_PATH": str(ROOT)}
    line = installs(step["run"], stubs, **own)
    assert line.endswith(f"--torch-backend cpu {wanted}")


@pytest.mark.parametrize(
    "what", [(f"lagrader=={lagrader.__version__}",), ("git+https://x.org/a.git@v1#egg=$HOME `x` 'y'", "course==1.0")]
)
def test_what_init_writes_installs_what_was_said(what: tuple[str, ...], stubs: Path, tmp_path: Path) -> None:
    install = Install(what)
    found = {name: ci_file(name, install, "")[1] for name in ("github", "gitlab")}
    (step,) = [one for one in yaml.safe_load(found["github"])["jobs"]["check"]["steps"] if "uv" in one.get("run", "")]
    job = yaml.safe_load(found["gitlab"])["exercises"]
    scripts = (step["run"], job["before_script"][0], dict(gradescope_files(install))[Path("setup.sh")])
    for name, script in zip("abc", scripts, strict=True):
        own = {"VENV": str(tmp_path / name), "AUTOGRADER": str(tmp_path / name)}
        assert installs(script, stubs, **own).endswith(f"--torch-backend cpu {' '.join(what)}")
        (stubs / "log").unlink()


@pytest.mark.parametrize("folder", [".", "own course's"])
def test_a_course_of_the_repository_is_named_in_its_ci(folder: str, tmp_path: Path) -> None:
    """Checked with the course's own solutions: by the course that came with lagrader nothing of them would count."""
    home = tmp_path / "repository"
    shutil.copytree(INDEXING, home / folder, dirs_exist_ok=True)
    run = subprocess.run(
        [*COMMAND, "init", str(home), "--ci", "github", "--course", str(home / folder)],
        check=True,
        env=environment(),
        capture_output=True,
        text=True,
    )
    assert "There are no exercises" in run.stdout or folder == "."
    steps = read(home / ".github/workflows/lagrader.yml")["jobs"]["check"]["steps"]
    script = next(step["run"] for step in steps if step.get("name") == "Check").replace("--format github", "")
    (home / "venv/bin").mkdir(parents=True)
    (home / "venv/bin/lagrader").write_text(f'#!/bin/sh\nexec {" ".join(COMMAND)} "$@"\n')
    (home / "venv/bin/lagrader").chmod(0o755)
    own = environment(VENV=str(home / "venv"))
    ran = subprocess.run(["bash", "-c", f"{script.rstrip()} {shlex.quote(folder)}"], cwd=home, env=own, check=False)  # noqa: S607
    assert ran.returncode == 0
    assert "The rubric is this repository's own" in (home / ".github/workflows/lagrader.yml").read_text("utf-8")


def test_an_empty_repository(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    done = action(empty, tmp_path)
    assert done.code == 1
    assert "no file yet" in done.log


@pytest.mark.parametrize("path", [ACTION, *sorted((ROOT / "lagrader" / "cli" / "templates").glob("*.yml"))], ids=str)
def test_what_ci_runs_is_pinned_and_may_do_little(path: Path) -> None:
    text = path.read_text("utf-8")
    found = read(path)
    for line in text.splitlines():
        if "uses:" in line:
            assert re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line
    if path.name == "github.yml":
        assert found["permissions"] == {"contents": "read"}
    for script in scripts(found):
        assert "${{" not in script  # an expression in a script would let whoever writes it run something
        checked = subprocess.run(["bash", "-n"], input=script, text=True, check=False)  # noqa: S607
        assert checked.returncode == 0


USE = """on: push
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: ./.github/actions/lagrader
        id: lagrader
        with:
          exercises: 1 2
          fail-under: 60
          {more}
      - run: echo "$JUNIT"
        env:
          JUNIT: ${{{{ steps.lagrader.outputs.junit }}}}
"""


@pytest.mark.skipif(not (INSTALLED / "bin" / "actionlint").exists(), reason="there is no actionlint")
@pytest.mark.parametrize(("more", "code"), [("device: cpu", 0), ("divice: cpu", 1)])
def test_actionlint(more: str, code: int, repository: Path) -> None:
    """On the workflow that init writes, and on one that uses the action; it finds what is wrong there."""
    (repository / ".github" / "actions" / "lagrader").mkdir(parents=True)
    shutil.copy(ACTION, repository / ".github" / "actions" / "lagrader")
    (repository / ".github" / "workflows" / "use.yml").write_text(USE.format(more=more))
    command = [str(INSTALLED / "bin" / "actionlint"), "-no-color"]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout
    assert "lagrader.yml" not in done.stdout


def scripts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key in ("run", "script", "before_script"):
                yield from [item] if isinstance(item, str) else item
            else:
                yield from scripts(item)
    elif isinstance(value, list):
        for item in value:
            yield from scripts(item)


# --- gitlab ------------------------------------------------------------------------------------------------


def gitlab(repository: Path) -> subprocess.CompletedProcess[str]:
    job = read(repository / ".gitlab-ci.yml")["exercises"]
    script = "\n".join([*job["before_script"], *job["script"]])
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],  # noqa: S607
        cwd=repository,
        env={**environment(), "CI_PROJECT_DIR": str(repository), "VENV": str(INSTALLED)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_gitlabs_job(repository: Path) -> None:
    done = gitlab(repository)
    assert done.returncode == 1
    assert points_in_log(done.stdout) == POINTS
    assert points_in_junit(repository / "report.xml") == POINTS


def test_gitlabs_job_passes_where_all_is_right(right: Path) -> None:
    assert gitlab(right).returncode == 0


# --- gradescope --------------------------------------------------------------------------------------------


@pytest.fixture
def autograder(tmp_path: Path) -> Path:
    """The folders that Gradescope makes, with what ``init --gradescope`` writes in its zip."""
    home = tmp_path / "autograder"
    (home / "results").mkdir(parents=True)
    command = [*COMMAND, "init", str(home / "source"), "--gradescope"]
    subprocess.run(command, check=True, env=environment(), capture_output=True)
    shutil.copy(home / "source" / "run_autograder", home / "run_autograder")
    return home


def gradescope(home: Path, work: Path, **variables: str) -> tuple[int, dict[str, Any]]:
    shutil.copytree(work, home / "submission")
    own = {**environment(), "AUTOGRADER": str(home), "LAGRADER": str(INSTALLED / "bin" / "lagrader"), **variables}
    done = subprocess.run([str(home / "run_autograder")], env=own, capture_output=True, text=True, check=False)
    results = home / "results" / "results.json"
    return done.returncode, json.loads(results.read_text("utf-8")) if results.exists() else {}


def test_gradescope_reads_the_results(autograder: Path, repository: Path) -> None:
    code, results = gradescope(autograder, repository / "solutions")
    assert code == 0
    assert results["score"] == sum(POINTS.values())
    each = {
        number: sum(test["score"] for test in results["tests"] if test["number"][0] == str(number)) for number in POINTS
    }
    assert each == POINTS


def test_where_the_grader_fails_nobody_gets_a_zero(autograder: Path, repository: Path) -> None:
    (autograder / "results" / "results.json").write_text("{}")  # of an earlier submission
    code, results = gradescope(autograder, repository / "solutions", LAGRADER_START="nonsense")
    assert code == 2
    assert results == {}


def test_a_course_of_ones_own_goes_into_the_zip(tmp_path: Path) -> None:
    command = [*COMMAND, "init", str(tmp_path / "zip"), "--gradescope", "--course", str(ROOT)]
    subprocess.run(command, check=True, env=environment(), capture_output=True)
    assert (tmp_path / "zip" / "course" / "exercises" / EXERCISES[3] / "rubric.yaml").is_file()
    for name in ("setup.sh", "run_autograder"):
        text = (tmp_path / "zip" / name).read_text("utf-8")
        assert subprocess.run(["bash", "-n"], input=text, text=True, check=False).returncode == 0  # noqa: S607
        assert f"lagrader {lagrader.__version__}" in text
        assert (tmp_path / "zip" / name).stat().st_mode & 0o111


# --- pytest, notebooks, pre-commit, python -----------------------------------------------------------------


def in_pytest(repository: Path) -> dict[int, int]:
    command = [sys.executable, "-m", "pytest", *PLUGIN, "--junitxml=out.xml", "-q"]
    subprocess.run(command, cwd=repository, env=environment(), capture_output=True, check=False)
    points = dict.fromkeys(POINTS, 0)
    for case in ET.parse(repository / "out.xml").getroot().iter("testcase"):  # noqa: S314 - our own
        value = case.find("properties/property[@name='points']")
        assert value is not None
        number = re.search(r"ex(\d)_", case.get("classname", ""))
        assert number
        points[int(number[1])] += int(value.get("value", ""))
    return points


def as_notebook(repository: Path) -> dict[int, int]:
    cells = [(repository / "solutions" / f"{id_}.py").read_text("utf-8") for id_ in EXERCISES.values()]
    made = [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells]
    notebook = repository / "hw.ipynb"
    notebook.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made}))
    command = [*COMMAND, "check", "hw.ipynb"]
    own = environment(PYTHONPATH=str(ROOT), PYTHONSAFEPATH="1")
    done = subprocess.run(command, cwd=repository, env=own, capture_output=True, text=True, check=False)
    return points_in_log(done.stdout)


def in_python(repository: Path) -> dict[int, int]:
    report = lagrader.check(path=repository / "solutions")
    return {exercise.number: int(exercise.points) for exercise in report.exercises}


@pytest.mark.parametrize("place", [in_pytest, as_notebook, in_python])
def test_the_same_points_in(place: Callable[[Path], dict[int, int]], repository: Path) -> None:
    for name in ("lagrader.py", "torch.py"):
        (repository / name).unlink()  # whoever runs Python there runs these
    assert place(repository) == POINTS


def test_pre_commits_hook(repository: Path) -> None:
    (hook,) = read(ROOT / ".pre-commit-hooks.yaml")  # type: ignore[misc]
    assert hook["language"] == "python"
    names = ["solutions/ex3_neuron.py", "ex1_dot_product.ipynb", "README.md", "solutions/ex3_neuron.py.bak"]
    assert [bool(re.search(hook["files"], name)) for name in names] == [True, True, False, False]
    own = {**environment(), "PATH": python_path()}
    for folder, code in ((repository, 1), (ROOT / "examples", None)):
        done = subprocess.run(hook["entry"].split(), cwd=folder, env=own, capture_output=True, text=True, check=False)
        assert code is None or done.returncode == code
    assert (
        "solutions/ex3_neuron.py:10: error: You left the bias out."
        in subprocess.run(
            hook["entry"].split(), cwd=repository, env=own, capture_output=True, text=True, check=False
        ).stdout
    )
