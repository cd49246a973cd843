"""A scheduler and workers on hosts of their own: two networks that reach each other by a wire, and by TLS alone."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.large_class import class_of
from tests.cli.program import environment, lagrader
from tests.cluster.certificates import certificates
from tests.cluster.clusters import a_cluster
from tests.cluster.test_cluster import SEED, graded_here, pytestmark, table  # noqa: F401 - the same machines
from tests.submission.class_files import laid_out

HEAD, NODE = "192.0.2.1", "192.0.2.2"
"""Addresses of TEST-NET-1, which belong to nobody (RFC 5737)."""


def ip(*words: str) -> None:
    subprocess.run(["/usr/bin/env", "ip", *words], check=True, capture_output=True)


@pytest.fixture
def hosts() -> Iterator[tuple[list[str], list[str]]]:
    """Two networks joined by a wire; yields what runs a command in the one and in the other."""
    if shutil.which("ip") is None or os.geteuid() != 0:
        pytest.skip("networks of their own need root, and the program ip")
    names = [f"lagrader-{os.getpid()}-{part}" for part in ("head", "node")]
    made: list[str] = []
    try:
        try:
            for name in names:
                ip("netns", "add", name)
                made.append(name)
            ip("link", "add", "lagrader0", "netns", names[0], "type", "veth", "peer", "lagrader0", "netns", names[1])
        except subprocess.CalledProcessError as error:
            pytest.skip(f"no networks can be made here: {error.stderr.decode().strip()}")
        for name, address in zip(names, (HEAD, NODE), strict=True):
            ip("-n", name, "address", "add", f"{address}/24", "dev", "lagrader0")
            for device in ("lagrader0", "lo"):
                ip("-n", name, "link", "set", device, "up")
        yield (["ip", "netns", "exec", names[0]], ["ip", "netns", "exec", names[1]])
    finally:
        for name in made:
            ip("netns", "delete", name)


@pytest.mark.slow
def test_a_worker_on_another_host_grades_over_tls(hosts: tuple[list[str], list[str]], tmp_path: Path) -> None:
    head, node = hosts
    laid_out(tmp_path / "subs", class_of("each", 6))
    ours = certificates(tmp_path)
    words = ("grade", "subs", "--out", "marks", *SEED, "--scheduler")
    with a_cluster(tmp_path / "cluster", options=ours.of_dask, host=HEAD, wrapper=head) as cluster:
        assert cluster.address.startswith(f"tls://{HEAD}:")
        bare = lagrader(*words, cluster.address.replace("tls", "tcp"), cwd=tmp_path, wrapper=head)
        assert (bare.code, (tmp_path / "marks").exists()) == (2, False)
        assert "--insecure" in bare.err
        cluster.worker(host=NODE, wrapper=node)
        run = lagrader(*words, cluster.address, *ours.options, cwd=tmp_path, wrapper=head, env=environment())
        assert run.code == 0, run.err + "".join(map(cluster.log, cluster.processes))
        assert "Not graded through our fault: 0." in run.out
    assert graded_here(tmp_path) == table(tmp_path)
