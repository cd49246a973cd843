"""A child is shut in before any code of a learner's runs, and each layer says what came of it."""

import os
import subprocess
import sys
import textwrap

import pytest

from lagrader.runner import Job
from lagrader.wire import Read
from lagrader.worker.confine import DESCRIPTOR_LIMIT, FILE_SIZE_LIMIT
from lagrader.worker.shelter import LAYERS, OFF
from tests.runner.bench import bench, setup_of


def test_each_layer_says_what_came_of_it(fork):
    async def facts():
        child, ready = await fork.runner.child(setup_of(""))
        await fork.runner.release(child)
        return ready.facts

    found = dict(fork.run(facts()))  # a copy: equal replies are one object
    own = ["descriptors", "session", "dies_with_parent", "environment", "signals", "single_thread", "limits"]
    assert {name: found.pop(name) for name in own} == dict.fromkeys(own, "active")
    assert set(found) == set(LAYERS)
    assert all(found.values())
    with fork.exposed():
        # Capabilities went before the fork, for every child.
        off = [name for name in LAYERS if name != "capabilities"]
        assert {name: fork.run(facts())[name] for name in off} == dict.fromkeys(off, OFF)


def test_what_a_child_holds(exposed):
    source = """
        import os, resource, signal, threading
        def f():
            own = "/proc/self/fd/"
            opened = {n: os.readlink(f"{own}{n}") for n in range(4096) if os.path.lexists(f"{own}{n}")}
            limits = {name: resource.getrlimit(getattr(resource, "RLIMIT_" + name))
                      for name in ("CORE", "FSIZE", "NOFILE", "CPU", "AS")}
            handlers = {int(n): signal.getsignal(n) for n in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
            return {
                "leader": os.getsid(0) == os.getpid() == os.getpgid(0),
                "opened": opened, "limits": limits, "threads": threading.active_count(),
                "tasks": len(os.listdir("/proc/self/task")), "cwd": os.getcwd(),
                "handlers": {k: int(v) for k, v in handlers.items()},
                "blocked": len(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
            }
    """
    held = exposed.value(textwrap.dedent(source))
    assert held["leader"] is True
    assert held["opened"][0] == "/dev/null"
    assert held["opened"][1] == held["opened"][2]
    assert held["opened"][3].startswith("socket:")
    assert set(held["opened"]) == {0, 1, 2, 3}
    assert held["limits"]["CORE"] == (0, 0)
    assert held["limits"]["FSIZE"] == (FILE_SIZE_LIMIT,) * 2
    assert held["limits"]["NOFILE"] == (DESCRIPTOR_LIMIT,) * 2
    assert held["limits"]["CPU"] == (120, 125)
    assert 1 << 30 < held["limits"]["AS"][0] < 1 << 42
    assert (held["threads"], held["tasks"], held["cwd"], held["blocked"]) == (1, 1, "/", 0)
    assert held["handlers"] == {15: 0, 2: 1, 1: 0}


def test_the_courses_own_child_has_no_end_of_its_time(fork):
    async def limit():
        child, _ = await fork.runner.child(
            setup_of("import resource\nX = resource.getrlimit(resource.RLIMIT_CPU)[0]"), None
        )
        (outcome,) = await child.ask([Job(Read("m", "X"), 2.0)])
        await fork.runner.release(child)
        return outcome.reply.value

    assert fork.run(limit()) == -1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of Linux")
def test_the_kernel_stops_a_child_that_the_runner_would_forget():
    code = (
        "from lagrader.worker.confine import confine, Limits\n"
        "print(confine(Limits(None, 1), None)['limits'], flush=True)\n"
        "while True: pass\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=False)
    assert done.stdout == b"active\n"
    assert done.returncode == -24  # SIGXCPU, which says why, and not SIGKILL


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of Linux")
def test_where_the_machines_own_limit_is_lower_the_signal_that_says_why_comes_first():
    # With both at one number the kernel sends SIGKILL, which reads as too much memory.
    code = (
        "import resource\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (2, 2))\n"
        "from lagrader.worker.confine import confine, Limits\n"
        "print(confine(Limits(None, 60), None)['limits'], flush=True)\n"
        "while True: pass\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=False)
    assert done.stdout == b"active\n"
    assert done.returncode == -24


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a signal of Linux")
def test_a_child_dies_with_its_parent(tmp_path):
    code = textwrap.dedent("""
        import os, signal, sys, time
        from lagrader.worker.confine import confine, Limits
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            confine(Limits(None, None), parent)
            print(os.getpid(), flush=True)
            time.sleep(60)
        sys.stdin.read(1)
        os.kill(os.getpid(), signal.SIGKILL)
    """)
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        child = int(process.stdout.readline())
        assert os.path.exists(f"/proc/{child}")  # noqa: PTH110
        process.stdin.close()
        process.wait(20)
        # End of file comes when the last holder of the pipe is gone, which is the child.
        assert process.stdout.read() == b""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a signal of Linux")
def test_a_parent_that_is_gone_already_is_noticed():
    code = "from lagrader.worker.confine import confine, Limits\nconfine(Limits(None, None), 1 << 22)\nprint('lives')\n"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, b"")


def test_work_on_a_gpu_keeps_the_choice_of_the_gpu_and_nothing_else(monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "1")
    text = "import os\ndef f(): return dict(os.environ)"
    with bench() as own:
        assert own.value(text) == {"TORCHINDUCTOR_CACHE_DIR": "/"}
        with own.exposed():
            assert own.value(text) == {"CUDA_VISIBLE_DEVICES": "1", "TORCHINDUCTOR_CACHE_DIR": "/"}
