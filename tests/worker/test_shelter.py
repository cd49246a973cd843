"""What a sheltered child can reach: nothing. And honest torch work goes on as if nothing were there."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path

import pytest

from lagrader.worker.landlock import abi
from lagrader.worker.syscalls import architecture
from tests.runner.bench import Bench, bench

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(not abi() or architecture() is None, reason="needs Landlock and seccomp")


def refusal(own: Bench, body: str) -> str:
    """Run statements in a child; return the name of the exception that stopped them, empty where none did."""
    text = textwrap.indent(textwrap.dedent(body), "        ")
    program = "import ctypes, os, signal, socket, subprocess, sys, tempfile, threading\ndef f():\n    try:\n"
    return str(
        own.value(
            f"{program}{text}\n    except BaseException as error:\n        return type(error).__name__\n    return ''\n"
        )
    )


@pytest.mark.parametrize(
    "body",
    [
        "open('/etc/passwd').read()",
        "open('/proc/self/environ').read()",
        "open('/proc/self/maps').read()",
        "os.listdir('/')",
        f"open({os.fspath(ROOT / 'solutions' / 'ex3_neuron.py')!r}).read()",
        f"open({os.fspath(ROOT / 'exercises' / 'ex3_neuron' / 'rubric.yaml')!r}).read()",
        f"open({os.fspath(ROOT / 'lagrader' / 'grader.py')!r}).read()",
        "import lagrader.grader",
        "open('/tmp/lagrader-was-here', 'w')",
        "os.mkdir('/tmp/lagrader-was-here')",
        "os.chmod('/tmp', 0o777)",
        "os.unlink('/etc/passwd')",
        "tempfile.mkstemp()",
        "socket.socket()",
        "socket.create_connection(('127.0.0.1', 80), 1)",
        "os.fork()",
        "subprocess.run(['/bin/true'])",
        "os.execv('/bin/true', ['true'])",
        "os.kill(os.getppid(), 0)",
        "os.kill(1, signal.SIGKILL)",
        "os.setuid(0); os.chown('/tmp', 0, 0)",
        "os.memfd_create('x')",
    ],
)
def test_it_is_refused(fork: Bench, body: str) -> None:
    assert refusal(fork, body) in {"PermissionError", "FileNotFoundError", "ModuleNotFoundError", "OSError"}


def test_the_same_without_it_shows_that_the_layers_do_it(exposed: Bench) -> None:
    assert refusal(exposed, "open('/etc/passwd').read()") == ""
    assert refusal(exposed, "socket.socket().close()") == ""


HONEST = """
    import asyncio, random, threading, time
    import numpy as np
    import torch
    def f():
        model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 1))
        X, y = torch.randn(16, 3), torch.randn(16, 1)
        optimiser = torch.optim.Adam(model.parameters(), lr=0.05)
        first = last = None
        for _ in range(20):
            loss = ((model(X) - y) ** 2).mean()
            optimiser.zero_grad(); loss.backward(); optimiser.step()
            first, last = first or loss.item(), loss.item()
        slope = torch.func.vmap(torch.func.grad(lambda x: x**3))(torch.tensor([1.0, 2.0]))
        square = torch.einsum('ij,jk->ik', X.T, X)
        found = [slope.tolist(), square.shape == (3, 3), torch.bmm(X[None], X.T[None]).shape[1]]
        found += [torch.linalg.svd(X)[1].shape[0], float(torch.distributions.Normal(0., 1.).log_prob(torch.tensor(0.)))]
        torch.set_num_threads(2)
        found += [(torch.ones(600, 600) @ torch.ones(600, 600))[0, 0].item()]
        done = []
        thread = threading.Thread(target=done.append, args=(1,)); thread.start(); thread.join()
        found += [done, asyncio.run(asyncio.sleep(0, 'slept')), random.random() < 1, np.random.rand() < 1]
        time.sleep(0.001)
        return last < first, found
"""


def test_honest_work_goes_on(fork: Bench) -> None:
    fork.run(fork.runner.preload())
    learned, found = fork.value(textwrap.dedent(HONEST), seconds=20)
    assert learned is True
    assert found[:4] == [[3.0, 12.0], True, 16, 3]
    assert found[5:] == [600.0, [1], "slept", True, True]


def test_a_spawned_worker_has_the_same_layers() -> None:
    with bench("spawn") as own:
        assert refusal(own, "open('/etc/passwd').read()") == "PermissionError"
        assert refusal(own, "socket.socket()") == "PermissionError"


def test_what_needs_dynamo_unforeseen_still_works(fork: Bench) -> None:
    text = """
        import torch
        from torch.utils.checkpoint import checkpoint
        def f():
            return checkpoint(lambda x: x * 2, torch.ones(2, requires_grad=True), use_reentrant=False).tolist()
    """
    assert fork.value(textwrap.dedent(text), seconds=20) == [2.0, 2.0]
