"""What is stopped for its time says where it was; whatever it does, it is stopped as before."""

import pytest

from lagrader.outcomes import Stopped
from lagrader.results import Verdict
from lagrader.runner.allowance import Allowance
from lagrader.wire import Call, Load, Raised, Returned, Sample

HEAD = "import os, signal, sys, threading, time\nimport torch\n"


def program(body):
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    return f"{HEAD}def f():\n{lines}"


def sample_of(fork, body, seconds=0.4):
    """The sample of a program that must be stopped at its limit, whatever it does."""
    outcome = fork.call(program(body), seconds=seconds)
    assert outcome.reply.verdict is Verdict.TIME_LIMIT_EXCEEDED, outcome
    assert outcome.seconds < seconds + 0.4
    return outcome.reply.sample


def courses(sample):
    return {name: how for name, _, how in sample.numbers}


def test_a_loop_that_stands_still(fork):
    sample = sample_of(fork, "i, total = 0, 0.0\nwhile i < 5:\n    total += 1.0")
    assert set(sample.lines) <= {5, 6}
    assert len(sample.lines) >= 4
    assert ("i", 0, "same") in sample.numbers
    assert courses(sample)["total"] == "up"
    assert sample.frames[-1][0] == "m.py"
    assert sample.frames[-1][2] == "f"


def test_a_loop_that_runs_away(fork):
    assert courses(sample_of(fork, "i = 0\nwhile i < 5:\n    i -= 1")) == {"i": "down"}


def test_an_exception_of_everything_does_not_help(fork):
    body = "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
    assert sample_of(fork, body).frames[-1][2] == "f"


def test_signals_that_are_blocked_leave_the_limit(fork):
    body = "signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())\nwhile True: pass"
    assert sample_of(fork, body) is None


def test_signals_that_are_ignored_leave_the_limit(fork):
    body = "for n in (signal.SIGPROF, signal.SIGALRM): signal.signal(n, signal.SIG_IGN)\nwhile True: pass"
    assert sample_of(fork, body) is None


def test_one_long_piece_of_c(fork):
    assert sample_of(fork, "return sum(range(10**12))") is None


@pytest.mark.parametrize(
    "body",
    [
        "while True: torch.ones(200, 200) @ torch.ones(200, 200)",
        "x = torch.ones(3, requires_grad=True)\nwhile True: (x * x).sum().backward()",
    ],
)
def test_torch_in_a_loop(fork, body):
    assert sample_of(fork, body).frames[-1][2] == "f"


@pytest.mark.parametrize("body", ["time.sleep(1000)", "lock = threading.Lock()\nlock.acquire()\nlock.acquire()"])
def test_what_sleeps_is_seen_by_the_clock(fork, monkeypatch, body):
    monkeypatch.setattr("lagrader.runner.child.WALL_EXTRA", 0.5)
    outcome = fork.call(program(body), seconds=0.1)
    assert outcome.reply == Stopped(Verdict.TIME_LIMIT_EXCEEDED, "1 s of waiting")
    assert outcome.reply.sample.frames[-1] == ("m.py", 2 + len(body.splitlines()) + 1, "f")


def test_recursion(fork):
    text = HEAD + "def f(n=60):\n    return f(n - 1) + f(n - 1) if n else 0\n"
    sample = fork.call(text, seconds=0.4).reply.sample
    assert {row[2] for row in sample.frames} == {"f"}
    assert len(sample.frames) <= 16


def test_threads_beside_it(fork):
    body = "def spin():\n    while True: pass\nt = threading.Thread(target=spin, daemon=True)\nt.start()\nt.join()"
    outcome = fork.call(program(body), seconds=0.4)
    assert outcome.reply.verdict is Verdict.TIME_LIMIT_EXCEEDED


def test_an_import_that_hangs(fork, monkeypatch):
    monkeypatch.setattr("lagrader.runner.session.LOAD_SECONDS", 0.4)
    (outcome,) = fork.ask("n = 3\nwhile n > 2:\n    pass\n", Load("m"))
    assert outcome.reply.while_loading
    assert outcome.reply.sample.frames == (("m.py", 2, "<module>"),) or outcome.reply.sample.frames[0][1] == 3
    assert ("n", 3, "same") in outcome.reply.sample.numbers


def test_the_rigs_of_operations(fork):
    text = program("total = 0\nwhile total < 1: torch.dot(torch.ones(3), torch.ones(3))")
    (outcome,) = fork.ask(text, Call("m", "f", rig=("count", "products", 1.0)), seconds=0.4)
    assert ("total", 0, "same") in outcome.reply.sample.numbers


def test_the_time_of_all(fork):
    (outcome,) = fork.ask(program("i = 0\nwhile True: i += 1"), Call("m", "f"), seconds=1.0, total=Allowance.of(0.6))
    assert outcome.reply.detail == "all the time that one submission may take"
    assert courses(outcome.reply.sample) in ({"i": "up"}, {"i": "once"})


def test_a_call_that_ends_in_time_is_not_disturbed(fork):
    body = """
end = time.process_time() + 0.5
n = interrupted = 0
while time.process_time() < end:
    n += 1
x = torch.ones(2, requires_grad=True)
(x * x).sum().backward()
return n > 100, x.grad.tolist()
"""
    before, after = fork.ask(program(body.strip()), Call("m", "f"), Call("m", "f"), seconds=1.0)
    assert before.reply == after.reply == Returned((True, [2.0, 2.0]))


@pytest.mark.slow
def test_a_long_answer_is_never_cut_by_a_look(fork):
    """Samples and answers go the same way; a look while an answer is written must not fall into its middle."""
    text = "import torch\ndef f(n):\n    return torch.ones(n)\n"
    outcomes = fork.ask(text, *[Call("m", "f", (2_000_000,))] * 6, seconds=0.1)
    assert {type(outcome.reply) for outcome in outcomes} <= {Returned, Stopped}
    assert not any(outcome.reply == Stopped(Verdict.RUN_TIME_ERROR) for outcome in outcomes)


def test_a_raised_exception_stays_one(fork):
    body = "end = time.process_time() + 0.3\nwhile time.process_time() < end: pass\nraise ValueError('late')"
    assert isinstance(fork.call(program(body), seconds=1.0).reply, Raised)


FORGE = """
import os, sys, time
def find():
    for frame in sys._current_frames().values():
        while frame is not None:
            if "channel" in frame.f_locals:
                return frame.f_locals
            frame = frame.f_back
def f(times, ahead):
    own = find()
    send = own["send"]
    kind = own["alarm"]._looks._sample.__globals__["Sample"]
    for _ in range(times):
        send(own["number"] + ahead, kind((("/etc/passwd", 1, "f"),), (1,)))
    while True: pass
"""


@pytest.mark.parametrize(("times", "ahead", "verdict"), [(5, 0, "time"), (200, 0, "void"), (1, 1, "void")])
def test_forged_samples_are_claims_or_void(fork, times, ahead, verdict):
    outcome = fork.call(FORGE, times, ahead, seconds=0.3)
    if verdict == "time":
        assert outcome.reply == Stopped(Verdict.TIME_LIMIT_EXCEEDED, "0.3 s")
        assert isinstance(outcome.reply.sample, Sample)
    else:
        assert outcome.reply == Stopped(Verdict.RUN_TIME_ERROR, "it wrote where only lagrader's worker writes")
