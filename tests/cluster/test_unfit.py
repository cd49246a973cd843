"""Workers that must not grade, schedulers that are none, wrong certificates: a clear line, the right exit code."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from lagrader.gradebook import Gradebook
from lagrader.worker.landlock import abi
from lagrader.worker.syscalls import architecture
from tests import lacking
from tests.cli.large_class import class_of
from tests.cli.program import Run, course, lagrader
from tests.cluster.certificates import Authority, certificates
from tests.cluster.clusters import Cluster, a_cluster
from tests.submission.class_files import laid_out

pytest.importorskip("distributed")
pytestmark = pytest.mark.skipif(not abi() or architecture() is None, reason="strangers' work needs the whole sandbox")

KEPT = "What was graded is kept: run the same command again to go on."


@pytest.fixture
def home(tmp_path: Path) -> Path:
    laid_out(tmp_path / "subs", class_of("each", 3))
    return tmp_path


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with a_cluster(tmp_path / "cluster") as one:
        yield one


def grade(home: Path, address: str, *words: str) -> Run:
    return lagrader("grade", "subs", "--out", "marks", "--scheduler", address, *words, cwd=home)


def last_line(run: Run) -> str:
    return run.err.splitlines()[-1]


# --- workers ---------------------------------------------------------------------------------------------

DESK = "import lagrader.cluster.desk as desk"
ANOTHER = f"{DESK}\nreal = desk.versions\ndesk.versions = lambda torch: {{**real(torch), %r: '1.0'}}"
SPOILT = f"""{DESK}
real = desk.laid_out
def laid_out(data, folder):
    real(data, folder)
    (folder / 'exercises' / 'course.yaml').write_text('title: Another\\nversion: "1"\\n')
desk.laid_out = laid_out"""
GENEROUS = f"""{DESK}
from dataclasses import replace
from fractions import Fraction
real = desk.result_of
def result_of(submission, report, waiting):
    def more(one):
        return replace(one, criteria=tuple(replace(c, points=c.max_points + 1) for c in one.criteria))
    return real(submission, replace(report, exercises=tuple(map(more, report.exercises))), waiting)
desk.result_of = result_of"""


@pytest.mark.parametrize(
    ("preload", "reason"),
    [
        (ANOTHER % "torch", "it has torch 1.0, and this machine "),
        (ANOTHER % "NumPy", "it has NumPy 1.0, and this machine "),
        (ANOTHER % "Python", "it has Python 1.0, and this machine 3."),
        (ANOTHER % "lagrader", "it has lagrader 1.0, and this machine "),
        (ANOTHER % "distributed", "it has distributed 1.0, and this machine "),
        (SPOILT, "the course reached it with another digest."),
        (
            "import sys\nsys.modules['lagrader.cluster.desk'] = None",
            "lagrader could not be run there (ModuleNotFoundError",
        ),
    ],
    ids=["torch", "numpy", "python", "lagrader", "distributed", "course", "no-lagrader"],
)
@pytest.mark.slow
def test_a_worker_that_would_give_other_marks_gets_no_work(
    preload: str, reason: str, cluster: Cluster, home: Path
) -> None:
    worker = cluster.worker(preload)
    run = grade(home, cluster.address)
    assert worker.poll() is None, cluster.log(worker)  # others may need it
    assert run.code == 3, run.err
    assert f"gets no work: {reason}" in run.err
    assert last_line(run) == f"No worker of the scheduler at {cluster.address} may grade; above stands why. {KEPT}"
    with Gradebook.reading(home / "marks") as book:
        assert book.rows() == []


@pytest.mark.slow
def test_a_worker_without_the_sandbox_gets_no_work_and_others_do_it(cluster: Cluster, home: Path) -> None:
    bare = cluster.worker(wrapper=lacking.wrapper("landlock=ENOSYS"))
    run = grade(home, cluster.address)
    assert run.code == 3, run.err
    told = next(line for line in run.err.splitlines() if "gets no work" in line)
    assert "strangers' programs must not run there (Landlock: this kernel has no Landlock" in told
    cluster.worker()
    run = grade(home, cluster.address, "--wait", "30")
    assert bare.poll() is None
    assert run.code in (0, 3), run.err
    # The good one may have come a moment after the bare one had been refused: then it is there now.
    assert run.code == 0 or grade(home, cluster.address).code == 0


@pytest.mark.slow
def test_a_worker_whose_answers_cannot_be_believed_is_let_go(cluster: Cluster, home: Path) -> None:
    cluster.worker(GENEROUS)
    run = grade(home, cluster.address)
    assert run.code == 3, run.err
    assert "gets no work: a report of its has points for ex1_dot_product that the rubric does not give." in run.err
    with Gradebook.reading(home / "marks") as book:
        assert book.rows() == []


def test_no_worker_at_all(cluster: Cluster, home: Path) -> None:
    run = grade(home, cluster.address, "--wait", "1")
    assert run.code == 3
    assert run.err.splitlines()[-2:] == [
        f"The scheduler at {cluster.address} has no worker: waiting 1 s for one.",
        f"The scheduler at {cluster.address} had no worker for 1 s. {KEPT}",
    ]


@pytest.mark.slow
def test_a_broken_course_is_told_as_it_is_here(cluster: Cluster, home: Path) -> None:
    broken = course(home) / "solutions" / "ex3_neuron.py"
    broken.write_text("def neuron(x, w, b):\n    raise ValueError\n")
    cluster.worker()
    runs = [
        lagrader("grade", "subs", "--out", out, "--course", "course", *words, cwd=home)
        for out, words in (("here", ()), ("marks", ("--scheduler", cluster.address)))
    ]
    assert [run.code for run in runs] == [2, 2]
    here, there = map(last_line, runs)
    assert "ex3_neuron" in here
    assert there.replace(f"{home}/", "") == here


# --- schedulers ------------------------------------------------------------------------------------------


@contextlib.contextmanager
def listener(answer: bytes) -> Iterator[str]:
    """Something on a port of this machine's that says ``answer`` to whoever comes, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    with connection:
                        connection.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.mark.slow
def test_nobody_listens_there(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    run = grade(home, f"127.0.0.1:{port}")
    assert run.code == 3
    assert last_line(run).startswith(f"No scheduler of dask answers at tcp://127.0.0.1:{port} (")
    assert last_line(run).endswith("Is it running, is this its address, and was it started without TLS?")


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n" * 40], ids=["hangs-up", "http"])
def test_what_listens_there_is_no_scheduler(answer: bytes, home: Path) -> None:
    with listener(answer) as address:
        run = grade(home, address)
    assert run.code == 3
    assert last_line(run).startswith(f"No scheduler of dask answers at tcp://{address} (")


def test_a_scheduler_of_another_version(home: Path) -> None:
    older = "import distributed.versions as v\nreal = v._version_cached\n"
    older += "v._version_cached = lambda name: '2024.1.0' if name == 'distributed' else real(name)"
    with a_cluster(home / "older", preload=[older]) as cluster:
        run = grade(home, cluster.address)
    assert run.code == 3
    told = last_line(run)
    assert told.startswith(f"The scheduler at {cluster.address} is distributed 2024.1.0, and here it is ")
    assert "Install distributed==2024.1.0 here, or the scheduler anew." in told


# --- certificates ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return certificates(tmp_path_factory.mktemp("ours"))


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return certificates(tmp_path_factory.mktemp("theirs"))


@pytest.mark.slow
def test_both_sides_show_certificates(ours: Authority, theirs: Authority, home: Path) -> None:
    with a_cluster(home / "safe", options=ours.of_dask) as cluster:
        assert cluster.address.startswith("tls://")
        cluster.worker()
        run = grade(home, cluster.address, *ours.options)
        assert run.code == 0, run.err
        strange = grade(home, cluster.address, *theirs.options)
        assert strange.code == 3
        assert last_line(strange).startswith(f"No scheduler of dask answers at {cluster.address} (")
        assert last_line(strange).endswith("are these the certificates that it was started with?")
        # Signed by others than the scheduler trusts: ours sees nothing wrong, the scheduler does.
        mixed = grade(home, cluster.address, "--tls-ca", str(ours.ca), *theirs.options[2:])
        assert (mixed.code, "No scheduler of dask answers" in mixed.err) == (3, True)
        bare = grade(home, cluster.address.replace("tls", "tcp"))
        assert bare.code == 3
        assert last_line(bare).endswith("and was it started without TLS?")
