"""The warm process: one thread, a frozen collector, no CUDA, no word, and commands that it obeys in order."""

import contextlib
import json
import os
import signal
import socket
import textwrap
import time
from pathlib import Path

import pytest

from lagrader.starting import default_start, start_zygote
from lagrader.wire import Call, Setup, pack_request
from tests.runner.bench import alive

pytestmark = pytest.mark.skipif(default_start() != "fork", reason="no fork on this system")


@pytest.fixture(scope="module")
def zygote():
    started = start_zygote()
    started.control.setblocking(True)
    started.control.settimeout(60)
    yield started
    started.control.close()
    started.process.wait(20)
    assert started.process.stderr.read() == b""  # it had nothing to complain about
    started.process.stderr.close()


def command(zygote, descriptors=(), **words):
    socket.send_fds(zygote.control, [json.dumps(words).encode()], list(descriptors))
    data, received, _, _ = socket.recv_fds(zygote.control, 4096, 4)
    return json.loads(data), received


@contextlib.contextmanager
def forked(zygote, *, shelter="cpu"):
    ours, theirs = socket.socketpair()
    output = os.memfd_create("output")
    answer, (handle,) = command(
        zygote, (theirs.fileno(), output), do="fork", memory=None, seconds=None, shelter=shelter
    )
    theirs.close()
    try:
        yield answer["pid"], ours, output
    finally:
        ours.close()
        os.close(output)
        os.close(handle)


def status_of(pid):
    return dict(line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":\t" in line)


def test_it_has_one_thread_and_no_cuda(zygote):
    with forked(zygote) as (pid, ours, _):
        assert status_of(zygote.process.pid)["Threads"] == "1"
        opened = [str(path.readlink()) for path in Path(f"/proc/{zygote.process.pid}/fd").iterdir()]
        assert not [name for name in opened if "nvidia" in name]
        ours.close()
        command(zygote, do="wait", pid=pid)


def test_it_starts_in_a_session_of_its_own_and_at_the_root(zygote):
    assert os.getsid(zygote.process.pid) == zygote.process.pid
    assert str(Path(f"/proc/{zygote.process.pid}/cwd").readlink()) == "/"


def test_a_child_that_is_let_go_leaves_by_itself(zygote):
    with forked(zygote) as (pid, ours, output):
        ours.close()
        answer, _ = command(zygote, do="wait", pid=pid)
        assert answer == {"status": 0}
        assert not Path(f"/proc/{pid}").exists()
        assert os.fstat(output).st_size == 0


def test_a_killed_child_is_reaped_with_its_signal(zygote):
    with forked(zygote) as (pid, _, _):
        os.kill(pid, signal.SIGKILL)
        answer, _ = command(zygote, do="wait", pid=pid)
        assert os.waitstatus_to_exitcode(answer["status"]) == -signal.SIGKILL


def test_it_keeps_no_descriptor_of_a_child(zygote):
    def held():
        return len(list(Path(f"/proc/{zygote.process.pid}/fd").iterdir()))

    counts = []
    for _ in range(4):
        with forked(zygote) as (pid, ours, _):
            ours.close()
            command(zygote, do="wait", pid=pid)
        counts.append(held())  # the first time it has just finished its own start
    assert set(counts) == {counts[0]}


def test_what_it_is_like_inside(fork):
    source = """
        import gc, sys, torch
        def f():
            return gc.get_freeze_count() > 10_000, gc.isenabled(), torch.cuda.is_initialized(), torch.get_num_threads()
    """
    frozen, enabled, cuda, threads = fork.value(textwrap.dedent(source))
    assert (frozen, enabled, cuda, threads) == (True, True, False, 1)


def test_the_first_operations_print_nothing(fork):
    source = """
        import torch
        def f():
            x = torch.ones(300, requires_grad=True)
            (torch.relu(x @ torch.ones(300, 300)) * x).sum().backward()
            return torch.linalg.svd(torch.eye(3)).S.sum().item()
    """
    outcome = fork.call(textwrap.dedent(source))
    assert (outcome.output, outcome.reply.value) == ("", 3.0)


def test_what_torch_imports_late_is_quick_once_it_was_preloaded(fork):
    source = """
        import time, torch
        def f():
            before = time.process_time()
            torch.vmap(torch.func.grad(lambda x: x * x))(torch.ones(3))
            weight = torch.ones(1, requires_grad=True)
            torch.optim.SGD([weight], lr=1.0)
            return time.process_time() - before
    """
    fork.run(fork.runner.preload())
    fork.run(fork.runner.preload())  # asked for again it does nothing
    assert fork.value(textwrap.dedent(source)) < 0.4


def test_it_ends_what_it_forked_when_it_is_let_go(tmp_path):
    path = tmp_path / "pid"
    started = start_zygote()
    started.control.setblocking(True)
    with forked(started, shelter=None) as (pid, ours, _):
        source = f"""
            import os, time
            def f():
                if os.fork() == 0:
                    os.setsid()
                    open({str(path)!r}, 'w').write(str(os.getpid()))
                time.sleep(600)
        """
        setup = Setup((("m", "m.py", textwrap.dedent(source)),))
        ours.sendall(pack_request(0, setup) + pack_request(1, Call("m", "f")))
        end = time.monotonic() + 60
        while not (path.exists() and path.read_text()) and time.monotonic() < end:
            time.sleep(0.01)
        started.control.close()
        started.process.wait(20)
        started.process.stderr.close()
        assert not alive(pid)
        assert not alive(int(path.read_text()))
