"""Where fork is not safe the same worker is spawned: the outcomes must be the same."""

import pytest

from lagrader.outcomes import Stopped
from lagrader.results import Verdict
from lagrader.wire import Absent, Array, Call, Found, Load, Loaded, Raised, Read, Returned
from tests.runner.bench import alive, bench

PROGRAM = """
import os, sys, time, random
import torch

print("hello from the import")
X = torch.Size((2, 3))
NOT = 1.5

def dot(a, b):
    print("called")
    return torch.dot(a, b)

def changes(a):
    a += 1
    return random.random()

def fails(a):
    raise ValueError("no")

def ends():
    print("last words")
    os._exit(0)

def stray(path):
    pid = os.fork()
    if pid == 0:
        with open(path, "w") as file:
            file.write(str(os.getpid()))
        time.sleep(600)
    while not os.path.exists(path) or not os.path.getsize(path):
        time.sleep(0.01)
    os._exit(0)

def junk():
    for n in range(3, 64):
        try:
            os.write(n, b"x")
        except OSError:
            pass

def environment():
    return dict(os.environ), sys.path, sys.argv, sys.stdin.read()
"""


@pytest.fixture(scope="module")
def spawn():
    with bench("spawn") as made:
        yield made


def tensor(*items):
    import struct

    return Array("float64", (len(items),), struct.pack(f"<{len(items)}d", *items))


def replies(own, *requests, **options):
    return [(outcome.reply, outcome.output) for outcome in own.ask(PROGRAM, *requests, **options)]


def test_the_same_outcomes_as_a_fork(fork, spawn):
    requests = [
        Load("m"),
        Read("m", "X"),
        Read("m", "Y"),
        Call("m", "dot", (tensor(1, 2), tensor(3, 4))),
        Call("m", "dot", (tensor(1, 2),)),
        Call("m", "NOT"),
        Call("m", "changes", (tensor(1, 2),)),
        Call("m", "fails", (1,)),
        Call("m", "environment"),
        Call("m", "ends"),
        Call("m", "changes", (tensor(1),)),
        Load("not there"),
    ]
    forked, spawned = (replies(own, *requests, seed=4) for own in (fork, spawn))
    assert spawned == forked
    kinds = [Loaded, Returned, Absent, Returned, Raised, Absent, Returned, Raised, Returned, Stopped, Returned, Raised]
    assert [type(reply) for reply, _ in spawned] == kinds
    assert spawned[9] == (Stopped(Verdict.RUN_TIME_ERROR, "it ended its own process"), "last words\n")


def test_limits_and_forgeries_are_the_same(fork, spawn):
    requests = [Call("m", "dot", (tensor(1), tensor(1))), Call("m", "junk")]
    assert replies(spawn, *requests) == replies(fork, *requests)
    endless = "def f():\n    while True: pass\n"
    assert spawn.call(endless, seconds=0.3).reply == fork.call(endless, seconds=0.3).reply


def test_what_it_forks_does_not_survive_it(spawn, tmp_path):
    path = tmp_path / "pid"
    with spawn.exposed():
        outcome = spawn.call(PROGRAM.replace("def stray", "def f"), str(path))
    assert outcome.reply == Stopped(Verdict.RUN_TIME_ERROR, "it ended its own process")
    assert not alive(int(path.read_text()))


def test_devices_are_asked_in_a_child(fork, spawn):
    for own in (fork, spawn):
        found = own.run(own.runner.devices())
        assert isinstance(found, Found)
        assert found.names[0] == "cpu"
        assert set(found.details) >= {"python", "numpy"}


def test_a_wide_answer_comes_whole(spawn):
    assert len(spawn.value("import torch\ndef f(): return torch.ones(1000, 1000)").data) == 8_000_000
