"""A class on a real SLURM, by the job file and by the lines of docs/scale.md: the same marks as here."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.large_class import class_of
from tests.cli.program import environment, lagrader
from tests.cli.test_grade import count
from tests.cluster.certificates import certificates
from tests.cluster.slurms import Slurm, a_slurm
from tests.cluster.test_cluster import SEED, graded_here, pytestmark, table  # noqa: F401 - the same machines
from tests.submission.class_files import laid_out

ROOT = Path(__file__).resolve().parents[2]
JOB_FILE = ROOT / "examples" / "scale" / "shards.slurm"
LEARNERS, SHARDS = 90, 3
SECONDS = 240


@pytest.fixture(scope="module")
def slurm() -> Iterator[Slurm]:
    with a_slurm() as one:
        one.variables["PATH"] = f"{sys.prefix}/bin:{one.variables['PATH']}"
        yield one


def wait_for(happens: Callable[[], object]) -> None:
    deadline = time.monotonic() + SECONDS
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.slow
def test_sbatch_takes_the_job_file_as_it_stands(slurm: Slurm, tmp_path: Path) -> None:
    told = slurm.run("sbatch", "--test-only", str(JOB_FILE), "submissions", "parts", cwd=tmp_path)
    assert re.search(r"Job \d+ to start at .* using 4 processors", told)


@pytest.mark.slow
def test_an_array_grades_a_class_though_a_task_is_killed(slurm: Slurm, tmp_path: Path) -> None:
    laid_out(tmp_path / "subs", class_of("each", LEARNERS))
    file = tmp_path / "shards.slurm"
    file.write_text(JOB_FILE.read_text("utf-8").replace("shards=20", f"shards={SHARDS}"))
    words = [str(file), "subs", "parts"]
    job = slurm.submit(f"--array=1-{SHARDS}", f"--export=ALL,SEED={SEED[1]}", *words, cwd=tmp_path)
    wait_for(lambda: count(tmp_path, "parts/part-2"))
    slurm.run("scancel", "--signal=KILL", "--full", f"{job}_2", cwd=tmp_path)
    wait_for(lambda: not slurm.is_queued(job, tmp_path))
    log = tmp_path / f"lagrader-{job}-3.log"
    assert "Not graded through our fault: 0." in log.read_text("utf-8")
    assert count(tmp_path, "parts/part-2") < count(tmp_path, "parts/part-3")
    incomplete = lagrader("merge", *parts(), "--out", "marks", cwd=tmp_path)
    assert incomplete.code == 2
    assert "parts/part-2" in incomplete.err
    again = slurm.submit("--array=2", *words, cwd=tmp_path)
    command = f"lagrader merge {' '.join(parts())} --out marks"
    merge = slurm.submit(f"--dependency=afterok:{again}", "--wrap", command, cwd=tmp_path)
    wait_for(lambda: not slurm.is_queued(merge, tmp_path))
    assert f"{SHARDS} shards, {LEARNERS} learners" in (tmp_path / f"slurm-{merge}.out").read_text("utf-8")
    assert graded_here(tmp_path) == table(tmp_path)


def parts() -> list[str]:
    return [f"parts/part-{number}" for number in range(1, SHARDS + 1)]


@pytest.mark.slow
def test_the_lines_for_dask_jobqueue_start_workers_in_the_queue(slurm: Slurm, tmp_path: Path) -> None:
    pytest.importorskip("dask_jobqueue")
    laid_out(tmp_path / "subs", class_of("each", 12))
    ours = certificates(tmp_path)
    page = (ROOT / "docs" / "scale.md").read_text("utf-8")
    (lines,) = re.findall(r"^```python\n(from dask_jobqueue .*?)^```$", page, re.MULTILINE | re.DOTALL)
    for large, small in (("cores=8, processes=8", "cores=2, processes=2"), ("jobs=4", "jobs=1")):
        assert large in lines
        lines = lines.replace(large, small)
    variables = {**slurm.variables, "DASK_DISTRIBUTED__SCHEDULER__DASHBOARD": "False"}
    with subprocess.Popen(
        [sys.executable, "-u", "-c", lines],
        cwd=tmp_path,
        env=variables,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            told = ""
            while (found := re.search(r"--scheduler (tls://\S+);", told)) is None:
                piece = process.stdout.read(1)
                assert piece, told
                told += piece
            words = ["grade", "subs", "--out", "marks", *SEED, "--scheduler", found[1], *ours.options, "--wait", "120"]
            run = lagrader(*words, cwd=tmp_path, env=environment())
            assert run.code == 0, run.err
            assert "Not graded through our fault: 0." in run.out
            process.communicate("\n", timeout=60)
        finally:
            process.kill()
    wait_for(lambda: not slurm.run("squeue", "--noheader", cwd=tmp_path))
    assert graded_here(tmp_path) == table(tmp_path)
