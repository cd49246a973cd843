"""A class on the workers of a real scheduler: the same marks as here, whoever dies on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lagrader.gradebook import Gradebook
from lagrader.worker.landlock import abi
from lagrader.worker.syscalls import architecture
from tests.cli.large_class import class_of
from tests.cli.program import COMMAND, environment, lagrader
from tests.cli.test_grade import count, marks, start
from tests.cluster.clusters import Cluster, a_cluster, family, left_of
from tests.submission.class_files import laid_out

pytest.importorskip("distributed")
pytestmark = pytest.mark.skipif(not abi() or architecture() is None, reason="strangers' work needs the whole sandbox")

SEED = ("--seed", "3")
KEPT = "What was graded is kept: run the same command again to go on."


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with a_cluster(tmp_path / "cluster") as one:
        yield one


def graded_here(home: Path) -> bytes:
    """Return the table of the same class, graded on this machine with the same seed."""
    run = lagrader("grade", "subs", "--out", "here", *SEED, cwd=home)
    assert run.code == 0, run.err
    return (home / "here" / "grades.csv").read_bytes()


def table(home: Path) -> bytes:
    return (home / "marks" / "grades.csv").read_bytes()


def reports(folder: Path) -> dict[bytes, object]:
    with Gradebook.reading(folder) as book:
        return dict(book.reports())


def test_marks_and_reports_are_those_of_this_machine(cluster: Cluster, tmp_path: Path) -> None:
    laid_out(tmp_path / "subs", class_of("each", 8) | {"empty/notes.txt": "", "broken/ex3_neuron.py": "def neuron(:\n"})
    cluster.worker(threads=2)
    cluster.worker()
    run = lagrader("grade", "subs", "--out", "marks", "--scheduler", cluster.address, *SEED, cwd=tmp_path)
    assert run.code == 0, run.err
    assert f"workers of the scheduler at {cluster.address}." in run.err
    assert "Not graded through our fault: 0." in run.out
    assert table(tmp_path).startswith(b"\xef\xbb\xbfid,")
    assert graded_here(tmp_path) == table(tmp_path)
    assert reports(tmp_path / "here") == reports(tmp_path / "marks")
    again = lagrader("grade", "subs", "--out", "marks", "--scheduler", cluster.address, cwd=tmp_path)
    assert (again.code, count(tmp_path)) == (0, len(reports(tmp_path / "here")))


@pytest.mark.slow
def test_a_small_cluster_of_its_own_comes_and_goes_with_the_run(tmp_path: Path) -> None:
    laid_out(tmp_path / "subs", class_of("each", 6))
    run = lagrader("grade", "subs", "--out", "marks", "--scheduler", "local", "--jobs", "2", *SEED, cwd=tmp_path)
    assert run.code == 0, run.err
    assert "Grading on 2 workers of the scheduler on this machine." in run.err
    assert graded_here(tmp_path) == table(tmp_path)


# --- who dies on the way ---------------------------------------------------------------------------------

LARGE = 120


@pytest.fixture
def large(tmp_path: Path) -> Path:
    laid_out(tmp_path / "subs", class_of("each", LARGE))
    return tmp_path


def begun(home: Path, process: subprocess.Popen[bytes], most: int = 20) -> int:
    """Wait until the gradebook has some marks, and return how many."""
    deadline = time.monotonic() + 120
    while (done := count(home)) < most:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return done


@pytest.mark.slow
def test_a_worker_that_is_killed_loses_nothing(cluster: Cluster, large: Path) -> None:
    cluster.worker()
    victim = cluster.worker()
    process = start(large, "--scheduler", cluster.address, *SEED)
    begun(large, process)
    victim.send_signal(signal.SIGKILL)
    _, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    assert len(marks(large)) == LARGE
    assert graded_here(large) == table(large)


@pytest.mark.slow
def test_all_workers_are_killed_and_another_one_comes(cluster: Cluster, large: Path) -> None:
    victims = [cluster.worker(), cluster.worker()]
    process = start(large, "--scheduler", cluster.address, *SEED)
    begun(large, process)
    for victim in victims:
        victim.send_signal(signal.SIGKILL)
    cluster.worker()
    _, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    assert graded_here(large) == table(large)


@pytest.mark.slow
def test_without_any_worker_it_ends_and_goes_on_later(cluster: Cluster, large: Path) -> None:
    victim = cluster.worker()
    process = start(large, "--scheduler", cluster.address, "--wait", "3", *SEED)
    done = begun(large, process)
    victim.send_signal(signal.SIGKILL)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 3, err
    told = err.decode().splitlines()[-1]
    assert told == f"The scheduler at {cluster.address} had no worker for 3 s. {KEPT}"
    assert done <= count(large) < LARGE
    cluster.worker()
    again = lagrader("grade", "subs", "--out", "marks", "--scheduler", cluster.address, cwd=large)
    assert again.code == 0, again.err
    assert graded_here(large) == table(large)


@pytest.mark.slow
def test_a_connection_that_drops_ends_it_and_it_goes_on_here(cluster: Cluster, large: Path) -> None:
    cluster.worker()
    process = start(large, "--scheduler", cluster.address, *SEED)
    begun(large, process)
    cluster.processes[0].send_signal(signal.SIGKILL)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 3, err
    assert err.decode().splitlines()[-1] == f"The connection to the scheduler at {cluster.address} was lost. {KEPT}"
    assert b"Traceback" not in err
    assert lagrader("grade", "subs", "--out", "marks", cwd=large).code == 0
    assert graded_here(large) == table(large)


@pytest.mark.slow
def test_the_command_itself_is_killed_and_goes_on(cluster: Cluster, large: Path) -> None:
    cluster.worker()
    cluster.worker()
    process = start(large, "--scheduler", cluster.address, *SEED)
    done = begun(large, process)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert 0 < done <= count(large) < LARGE
    again = lagrader("grade", "subs", "--out", "marks", "--scheduler", cluster.address, *SEED, cwd=large)
    assert again.code == 0, again.err
    assert graded_here(large) == table(large)


@pytest.mark.slow
def test_ctrl_c_keeps_what_was_graded(cluster: Cluster, large: Path) -> None:
    cluster.worker()
    process = start(large, "--scheduler", cluster.address, *SEED)
    done = begun(large, process)
    process.send_signal(signal.SIGINT)
    assert stopped(process) == [KEPT, "Stopped."]
    assert done <= count(large) < LARGE


def stopped(process: subprocess.Popen[bytes]) -> list[str]:
    """Return what a run that was interrupted says in the end."""
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert b"Traceback" not in err
    return err.decode().splitlines()[-2:]


@pytest.mark.slow
def test_a_cluster_of_its_own_leaves_nothing_behind(large: Path) -> None:
    words = [*COMMAND, "grade", "subs", "--out", "marks", "--scheduler", "local", "--jobs", "2", *SEED]
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}

    def running() -> tuple[subprocess.Popen[bytes], set[int]]:
        process = subprocess.Popen(words, cwd=large, env=environment(), start_new_session=True, **streams)
        begun(large, process, count(large) + 5)
        return process, family(process.pid)

    process, all_ = running()
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    assert stopped(process) == [KEPT, "Stopped."]
    assert left_of(all_) == set()
    process, all_ = running()
    assert len(all_) > 5
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert left_of(all_) == set()
    assert count(large) < LARGE
    assert lagrader(*words[3:], cwd=large).code == 0
    assert graded_here(large) == table(large)


@pytest.mark.slow
def test_a_time_limit_is_confirmed_alone_on_a_worker(cluster: Cluster, tmp_path: Path) -> None:
    files = class_of("each", 4) | {"slow/ex3_neuron.py": "def neuron(x, w, b):\n    while True:\n        pass\n"}
    laid_out(tmp_path / "subs", files)
    cluster.worker()
    cluster.worker()
    run = lagrader("grade", "subs", "--out", "marks", "--scheduler", cluster.address, *SEED, cwd=tmp_path)
    assert run.code == 0, run.err
    with Gradebook.reading(tmp_path / "marks") as book:
        row = book.row("slow")
        assert row is not None
        assert row.key is not None
        known = book.known(row.key)
    assert known is not None
    assert (known.kind, known.waiting) == ("stopped", frozenset())
    assert graded_here(tmp_path) == table(tmp_path)
