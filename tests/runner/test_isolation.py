"""What a child can see, and what is left of it: nothing of the grader, of others, or of itself."""

import os
import sys
import textwrap
import time
from pathlib import Path

import pytest

from lagrader import starting
from lagrader.results import Verdict
from lagrader.wire import Call, Returned
from tests.runner.bench import alive, bench, setup_of

SECRET = "lagrader_secret_7c1e"  # noqa: S105 - not one that opens anything


@pytest.fixture(scope="module")
def tempted(tmp_path_factory):
    """A zygote that was started where a secret, other modules and the course under another name lie about."""
    folder = tmp_path_factory.mktemp("tempting")
    (folder / "m.py").write_text("def f(): return 'the other one'\n")
    (folder / "helper.py").write_text("X = 'the other one'\n")
    link = folder / "by_another_name"
    link.symlink_to(Path(starting.__file__).parent.parent)
    # What an editable install's .pth line does.
    boot = starting._BOOT.replace("sys.path.insert(0, own)", f"sys.path[:0] = [own, {str(link)!r}]")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECRET", SECRET)
        patch.setenv("PYTHONPATH", os.pathsep.join([str(folder), f"/{SECRET}"]))
        patch.chdir(folder)
        patch.setattr(starting, "_BOOT", boot)
        made = bench()
        own = made.__enter__()
    yield own
    made.__exit__(None, None, None)


def test_the_environment_is_empty(tempted):
    text = """
        import os, sys
        def f():
            born_with, command = (open(f'/proc/self/{name}').read() for name in ('environ', 'cmdline'))
            return dict(os.environ), born_with, command, sys.path, sys.argv
    """
    with tempted.exposed():
        environment, born_with, command, path, argv = tempted.value(textwrap.dedent(text))
    assert environment == {"TORCHINDUCTOR_CACHE_DIR": "/"}
    assert SECRET not in born_with + command + str(path)
    names = {item.partition("=")[0] for item in born_with.split("\0") if item}
    assert names <= {
        *("LC_ALL", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "LD_LIBRARY_PATH"),
        *("PYTORCH_NVML_BASED_CUDA_CHECK", "TORCH_DEVICE_BACKEND_AUTOLOAD", "CUDA_VISIBLE_DEVICES", "CUDA_HOME"),
    }
    assert argv == [""]


def test_a_module_of_the_same_name_elsewhere_is_never_used(tempted):
    assert tempted.value("def f(): return 'mine'") == "mine"
    missing = tempted.call("def f():\n    import helper\n    return helper.X").reply
    assert (missing.type, missing.missing) == ("ModuleNotFoundError", "helper")


def test_an_editable_install_is_taken_off_the_search_path(tempted, repository):
    """Its .pth line may name the folder by another way than its real path."""
    path = tempted.value("import sys\ndef f(): return sys.path")
    assert not [folder for folder in path if Path(folder).resolve() == repository]


def test_the_command_line_names_no_path_of_ours(exposed, repository):
    text = "import os\ndef f(): return [open(f'/proc/{pid}/cmdline').read() for pid in ('self', os.getppid())]"
    for command in exposed.value(text):
        assert str(repository) not in command.replace(sys.prefix, "")  # the environment may lie in it
        assert "solutions" not in command


def test_the_course_cannot_be_imported(fork, repository):
    """In a checkout it lies beside the package, and an editable install puts that folder on the search path."""
    assert (repository / "solutions" / "ex3_neuron.py").is_file()
    text = """
        import importlib, sys
        def f():
            found = []
            for name in ('lagrader', 'lagrader.wire', 'lagrader.worker.serve', 'solutions', 'solutions.ex3_neuron',
                         'exercises', 'tests', 'ex3_neuron'):
                try:
                    importlib.import_module(name)
                    found.append(name)
                except ImportError:
                    pass
            return found, sys.path, [name for name in sys.modules if 'lagrader' in name]
    """
    found, path, loaded = fork.value(textwrap.dedent(text))
    assert found == []
    assert str(repository) not in path
    assert loaded == []


def test_memory_holds_nothing_of_an_earlier_submission(exposed):
    marker = f"{SECRET}_{os.getpid()}"
    earlier = f"MARK = {marker!r}\ndef f(x):\n    return MARK\n"
    assert exposed.value(earlier, marker + "_input") == marker
    half, rest = marker[:9], marker[9:]
    search = f"""
        import gc, re
        def f():
            wanted = ''.join([{half!r}, {rest!r}]).encode()
            hits = 0
            with open('/proc/self/maps') as maps, open('/proc/self/mem', 'rb', 0) as memory:
                for line in maps.read().splitlines():
                    begin, end, rights = re.match('([0-9a-f]+)-([0-9a-f]+) (\\\\S+)', line).groups()
                    if not rights.startswith('rw') or '[v' in line:
                        continue
                    memory.seek(int(begin, 16))
                    try:
                        hits += memory.read(int(end, 16) - int(begin, 16)).count(wanted)
                    except (OSError, OverflowError, ValueError):
                        pass
            return hits
    """
    # The search finds its own needle at least once, which shows that it searches at all.
    alone = exposed.value(textwrap.dedent(search), seconds=20)
    other = marker[:-1] + ("1" if marker[-1] != "1" else "2")
    control = exposed.value(textwrap.dedent(search.replace(repr(rest), repr(other[9:]))), seconds=20)
    assert alone >= 1
    assert alone == control


def test_random_generators_begin_with_the_seed_in_every_child(fork):
    text = (
        "import random, torch, numpy\ndef f():\n    return random.random(), torch.rand(3), float(numpy.random.rand())"
    )
    first, again, other = (fork.value(text, seed=seed) for seed in (5, 5, 6))
    assert first == again
    assert all(left != right for left, right in zip(first, other, strict=True))


# --- what is left of it ----------------------------------------------------------------------------------


def descriptors():
    """What each descriptor of this process is; the one that lists them is gone again when it is read."""
    return {path.name: str(path.readlink()) for path in Path("/proc/self/fd").iterdir() if os.path.lexists(path)}


def offspring():
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


STRAY = """
import os, signal, sys, time
def f(path, daemon):
    pid = os.fork()
    if pid == 0:
        if daemon:
            os.setsid()
            if os.fork():
                os._exit(0)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        with open(path + '.new', 'w') as file:
            file.write(str(os.getpid()))
        os.replace(path + '.new', path)
        time.sleep(600)
    while not os.path.exists(path):
        time.sleep(0.01)
    return pid
"""


@pytest.mark.parametrize("daemon", [False, True])
def test_what_a_program_forks_does_not_survive_it(exposed, tmp_path, daemon):
    path = tmp_path / "pid"
    assert isinstance(exposed.call(STRAY, str(path), daemon).reply, Returned)
    pid = int(path.read_text())
    assert not alive(pid)


def test_a_program_that_ends_while_its_fork_holds_the_channel_is_noticed_at_once(exposed, tmp_path):
    path = tmp_path / "pid"
    text = STRAY + "def g(path):\n    f(path, False)\n    os._exit(0)\n"
    before = time.monotonic()
    outcome, after = exposed.ask(text, Call("m", "g", (str(path),)), Call("m", "f", (str(path), False)))
    assert outcome.reply.verdict is Verdict.RUN_TIME_ERROR
    assert isinstance(after.reply, Returned)
    assert time.monotonic() - before < 10
    assert not alive(int(path.read_text()))


def test_threads_end_with_the_program(fork):
    text = (
        "import threading, time\ndef f():\n    threading.Thread(target=time.sleep, args=(600,)).start()\n    return 1"
    )
    assert fork.value(text) == 1


def test_nothing_is_left_after_close(tmp_path):
    before = descriptors(), offspring()
    path = tmp_path / "pid"
    with bench() as made, made.exposed() as own:
        own.call(STRAY, str(path), True)
        own.call("import os\ndef f(): os._exit(1)")
        own.call("def f():\n    while True: pass", seconds=0.1)
        own.run(own.runner.child(setup_of("")))  # never released
    assert (descriptors(), offspring()) == before
    assert not alive(int(path.read_text()))
