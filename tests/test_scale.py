"""The job files of docs/scale.md: their own tools read them, and each task grades another shard of one class."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from tests.cli.program import lagrader
from tests.gradebook.parts import shards

ROOT = Path(__file__).resolve().parent.parent
SCALE = ROOT / "examples" / "scale"
SLURM, KUBERNETES, GITHUB = (SCALE / name for name in ("shards.slurm", "kubernetes.yaml", "github.yml"))
ACTIONLINT = Path(sys.prefix) / "bin" / "actionlint"

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="the job files are for bash and sh")

FAKE = '#!/bin/sh\nprintf "%s\\n" "$@"\n'
"""A program that prints the words that it was called with."""


@pytest.fixture
def fake(tmp_path: Path) -> Path:
    """A folder with nothing but such a program in the place of lagrader."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "lagrader").write_text(FAKE)
    (tmp_path / "bin" / "lagrader").chmod(0o755)
    return tmp_path / "bin"


def words_of(command: list[str], fake: Path, cwd: Path | None = None, **variables: str) -> list[str]:
    """Run a job's command; return the words with which it called lagrader."""
    env = {"PATH": f"{fake}:/usr/bin:/bin", **variables}
    done = subprocess.run(command, env=env, cwd=cwd or fake, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def option(words: list[str], name: str) -> str:
    return words[words.index(name) + 1]


def require_all_shards(calls: list[list[str]]) -> None:
    """Each call is for another shard into another folder, all with the same seed; the program takes its options."""
    count = len(calls)
    assert [option(words, "--shard") for words in calls] == [f"{number}/{count}" for number in range(1, count + 1)]
    assert len({option(words, "--out") for words in calls}) == count
    assert all(option(words, "--out").endswith(f"part-{number}") for number, words in enumerate(calls, 1))
    assert {option(words, "--seed") for words in calls} == {"41"}
    assert count > 1


def require_taken(words: list[str], home: Path) -> None:
    """The program itself takes these words, for a class that is there."""
    (home / "subs" / "anna").mkdir(parents=True)
    (home / "subs" / "anna" / "ex3_neuron.py").write_text("VALUE = 1\n")
    run = lagrader(words[0], "subs", *words[2:], "--dry-run", cwd=home)
    assert run.code == 0, run.err
    assert f"Shard {option(words, '--shard')} has " in run.err


# --- the document -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", [SLURM, KUBERNETES, GITHUB], ids=lambda file: file.name)
def test_the_document_quotes_the_file(file: Path) -> None:
    page = (ROOT / "docs" / "scale.md").read_text("utf-8")
    quoted = re.findall(r"^```\w+\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert file.read_text("utf-8") in quoted
    assert f"(../examples/scale/{file.name})" in page


# --- SLURM --------------------------------------------------------------------------------------------------


def slurm(fake: Path, **variables: str) -> list[str]:
    return words_of(["bash", str(SLURM), "submissions", "parts"], fake, **variables)


def test_a_slurm_array_grades_every_shard(fake: Path, tmp_path: Path) -> None:
    found = re.search(r"^#SBATCH --array=1-(\d+)$", SLURM.read_text("utf-8"), re.MULTILINE)
    assert found is not None
    tasks = range(1, int(found[1]) + 1)
    calls = [slurm(fake, SLURM_ARRAY_TASK_ID=str(n), SLURM_CPUS_PER_TASK="4", SEED="41") for n in tasks]
    require_all_shards(calls)
    assert {option(words, "--jobs") for words in calls} == {"4"}
    require_taken(calls[0], tmp_path)


def test_a_part_of_the_array_submitted_again_is_of_the_same_division(fake: Path) -> None:
    again = slurm(fake, SLURM_ARRAY_TASK_ID="7", SLURM_ARRAY_TASK_COUNT="2", SLURM_ARRAY_TASK_MAX="7")
    assert option(again, "--shard") == "7/20"
    assert "--seed" not in again
    assert option(again, "--jobs") == "1"


def test_bash_reads_the_slurm_file() -> None:
    assert subprocess.run(["bash", "-n", str(SLURM)], check=False).returncode == 0  # noqa: S607
    text = SLURM.read_text("utf-8")
    last, first = text.rindex("#SBATCH"), re.search(r"^[^#\n]", text, re.MULTILINE)
    assert first is not None
    assert last < first.start()  # behind the first command sbatch reads none any more


# --- Kubernetes ---------------------------------------------------------------------------------------------


def job() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(KUBERNETES.read_text("utf-8"))
    return found


def test_an_indexed_job_grades_every_shard(fake: Path, tmp_path: Path) -> None:
    spec = job()["spec"]
    (container,) = spec["template"]["spec"]["containers"]
    given = {one["name"]: one.get("value", "41") for one in container["env"]}
    command = [*container["command"], *container["args"]]
    indices = range(spec["completions"])
    calls = [words_of(command, fake, JOB_COMPLETION_INDEX=str(index), **given) for index in indices]
    require_all_shards(calls)
    assert {option(words, "--jobs") for words in calls} == {container["resources"]["limits"]["cpu"]}
    mounts = {mount["mountPath"]: mount.get("readOnly", False) for mount in container["volumeMounts"]}
    assert mounts == {"/class": True, "/parts": False}
    assert calls[0][1].startswith("/class/")
    require_taken(calls[0], tmp_path)


def releases() -> tuple[str, str]:
    """The oldest release that the document names, and the newest whose schema there is."""
    (oldest,) = re.findall(r"Kubernetes (1\.\d+) or newer", (ROOT / "docs" / "scale.md").read_text("utf-8"))
    return oldest, kubernetes_validate.latest_version()


@pytest.mark.parametrize("release", releases())
def test_the_job_is_of_kubernetes_own_schema(release: str) -> None:
    kubernetes_validate.validate(job(), release, strict=True)
    broken = job()
    broken["spec"]["completion"] = broken["spec"].pop("completions")
    with pytest.raises(kubernetes_validate.ValidationError, match="'completion' was unexpected"):
        kubernetes_validate.validate(broken, release, strict=True)


def test_the_job_keeps_what_the_schema_leaves_open() -> None:
    pod = job()["spec"]["template"]["spec"]
    assert pod["restartPolicy"] == "Never"  # a podFailurePolicy asks for it
    volumes, mounts = pod["volumes"], pod["containers"][0]["volumeMounts"]
    assert [volume["name"] for volume in volumes] == [mount["name"] for mount in mounts]
    (rule,) = job()["spec"]["podFailurePolicy"]["rules"]
    assert rule["onExitCodes"]["containerName"] == pod["containers"][0]["name"]


# --- GitHub -------------------------------------------------------------------------------------------------


def steps(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(GITHUB.read_text("utf-8"))["jobs"][name]["steps"]
    return found


def script(name: str, begins: str) -> dict[str, Any]:
    return next(step for step in steps(name) if step.get("run", "").startswith(begins))


def test_the_matrix_grades_every_shard(fake: Path, tmp_path: Path) -> None:
    matrix = yaml.safe_load(GITHUB.read_text("utf-8"))["jobs"]["grade"]["strategy"]["matrix"]["shard"]
    step = script("grade", "lagrader grade ")
    assert step["env"] == {
        "SHARD": "${{ matrix.shard }}",
        "SHARDS": "${{ strategy.job-total }}",
        "SEED": "${{ secrets.LAGRADER_SEED }}",
    }
    command = ["bash", "-eo", "pipefail", "-c", step["run"]]
    calls = [words_of(command, fake, SHARD=str(n), SHARDS=str(len(matrix)), SEED="41") for n in matrix]
    require_all_shards(calls)
    require_taken(calls[0], tmp_path)
    (kept,) = (one for one in steps("grade") if "upload-artifact" in one.get("uses", ""))
    assert kept["with"]["path"] == kept["with"]["name"] == "part-${{ matrix.shard }}"


def test_the_workflow_merges_what_its_matrix_left(fake: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    names = shards(home, 4)
    step = script("merge", "lagrader merge ")
    words = words_of(["bash", "-eo", "pipefail", "-c", step["run"]], fake, cwd=home)
    assert words == ["merge", *names, "--out", "marks"]
    assert lagrader(*words, cwd=home).code == 0


@pytest.mark.skipif(not ACTIONLINT.exists(), reason="there is no actionlint")
@pytest.mark.parametrize(("old", "new", "code"), [("", "", 0), ("matrix.shard", "matrix.part", 1)])
def test_actionlint_takes_the_workflow(old: str, new: str, code: int, tmp_path: Path) -> None:
    file = tmp_path / "github.yml"
    file.write_text(GITHUB.read_text("utf-8").replace(old, new) if old else GITHUB.read_text("utf-8"))
    done = subprocess.run([str(ACTIONLINT), "-no-color", str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout
