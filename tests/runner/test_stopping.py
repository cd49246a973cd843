"""Programs that stop, hang, or take more than they may: each gets the verdict of what it did."""

from dataclasses import replace

import pytest

from lagrader.outcomes import Stopped
from lagrader.results import Verdict
from lagrader.runner import Job, Session
from lagrader.runner.allowance import SUBMISSION, Allowance
from lagrader.wire import Call, Load, Loaded, Raised, Read, Returned
from tests.runner.bench import setup_of

TORCH = "import os, sys, signal, time, threading\nimport torch\n"
GOOD = Call("m", "good")
BAD = Call("m", "bad")


def program(body):
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    return f"{TORCH}def good():\n    return 1\n\ndef bad():\n{lines}"


def stopped(fork, body, **options):
    """What becomes of ``bad``; what stands beside it must keep its answer, before and after."""
    before, outcome, after = fork.ask(program(body), GOOD, BAD, GOOD, **options)
    assert before.reply == Returned(1)
    assert after.reply == Returned(1)
    return outcome


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ("os._exit(0)", "it ended its own process"),
        ("os._exit(3)", "it ended its own process"),
        ("os.abort()", "it crashed (SIGABRT)"),
        ("import ctypes; ctypes.string_at(0)", "it crashed (SIGSEGV)"),
        ("os.kill(os.getpid(), signal.SIGTERM)", "it crashed (SIGTERM)"),
        ("threading.Thread(target=os._exit, args=(0,)).start(); time.sleep(9)", "it ended its own process"),
    ],
)
def test_a_crash_is_a_run_time_error(fork, body, detail):
    assert stopped(fork, body).reply == Stopped(Verdict.RUN_TIME_ERROR, detail)


def test_a_file_over_the_limit_is_the_outputs_limit(exposed, tmp_path):
    body = f"f = open({str(tmp_path / 'large')!r}, 'wb')\nwhile True: f.write(bytes(1 << 20))"
    assert stopped(exposed, body).reply.verdict is Verdict.OUTPUT_LIMIT_EXCEEDED


def test_a_loop_without_end_takes_its_cpu_time_and_no_more(fork):
    outcome = stopped(fork, "while True: pass", seconds=0.3)
    assert outcome.reply == Stopped(Verdict.TIME_LIMIT_EXCEEDED, "0.3 s")
    assert 0.3 <= outcome.seconds < 0.8


def test_a_sleep_ends_by_the_wall_clock(fork, monkeypatch):
    monkeypatch.setattr("lagrader.runner.child.WALL_EXTRA", 0.2)
    outcome = stopped(fork, "time.sleep(99)", seconds=0.1)
    assert outcome.reply == Stopped(Verdict.TIME_LIMIT_EXCEEDED, "0.7 s of waiting")
    assert outcome.seconds < 0.1


def test_signals_that_are_ignored_do_not_keep_it_alive(fork):
    body = (
        "for n in (signal.SIGTERM, signal.SIGHUP, signal.SIGXCPU): signal.signal(n, signal.SIG_IGN)\nwhile True: pass"
    )
    assert stopped(fork, body, seconds=0.2).reply.verdict is Verdict.TIME_LIMIT_EXCEEDED


@pytest.mark.parametrize("body", ["return len(bytearray(8 << 30))", "return torch.ones(1 << 31).sum().item()"])
def test_memory_beyond_the_limit_is_an_exception_of_the_program(fork, body):
    reply = stopped(fork, body).reply
    assert isinstance(reply, Raised)
    assert reply.type == "MemoryError" or "can't allocate memory" in reply.message


def test_memory_that_grows_and_grows(fork):
    reply = stopped(fork, "kept = []\nwhile True: kept.append(bytes(1 << 20))", seconds=10).reply
    assert isinstance(reply, Raised)
    assert reply.type == "MemoryError"


def test_nobody_is_there_to_type(fork):
    reply = stopped(fork, "return input()").reply
    assert (reply.type, "reading a line" in reply.message) == ("EOFError", True)
    assert stopped(fork, "return sys.stdin.read()").reply == Returned("")


@pytest.mark.parametrize("body", ["sys.exit(1)", "raise KeyboardInterrupt", "raise BaseException('x')"])
def test_whatever_is_raised_is_an_answer(fork, body):
    assert isinstance(stopped(fork, body).reply, Raised)


# --- at import -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("while True: pass", Verdict.TIME_LIMIT_EXCEEDED),
        ("import os; os._exit(0)", Verdict.RUN_TIME_ERROR),
        ("import ctypes; ctypes.string_at(0)", Verdict.RUN_TIME_ERROR),
    ],
)
def test_a_module_that_stops_its_import_costs_itself_alone(fork, monkeypatch, text, verdict):
    monkeypatch.setattr("lagrader.runner.session.LOAD_SECONDS", 0.3)
    good = "def f():\n    return 1\n"
    outcomes = fork.ask(
        {"a": good, "bad": text, "z": good}, Call("a", "f"), Call("bad", "f"), Read("bad", "X"), Call("z", "f")
    )
    replies = [outcome.reply for outcome in outcomes]
    assert replies[0] == replies[3] == Returned(1)
    assert replies[1] == replies[2]
    assert (replies[1].verdict, replies[1].while_loading) == (verdict, True)


def test_a_hang_at_import_is_tried_once(exposed, monkeypatch, tmp_path):
    monkeypatch.setattr("lagrader.runner.session.LOAD_SECONDS", 0.2)
    tries = tmp_path / "tries"
    text = f"with open({str(tries)!r}, 'a') as f: f.write('x')\nwhile True: pass\n"
    outcomes = exposed.ask({"m": text}, Load("m"), Call("m", "f"), Read("m", "X"), Call("m", "g"))
    assert {outcome.reply.verdict for outcome in outcomes} == {Verdict.TIME_LIMIT_EXCEEDED}
    assert tries.read_text() == "x"


# --- groups and budgets ----------------------------------------------------------------------------------


def test_the_rest_of_a_group_shares_its_fate_and_others_go_on(fork):
    text = program("os._exit(0)")
    jobs = [Job(request, 2.0, group) for request, group in [(GOOD, "1"), (BAD, "1"), (GOOD, "1"), (GOOD, "2")]]
    first, second, third, other = (outcome.reply for outcome in fork.ask(text, *jobs))
    assert (first, other) == (Returned(1), Returned(1))
    assert second == Stopped(Verdict.RUN_TIME_ERROR, "it ended its own process")
    assert third == replace(second, tried=False)


def test_a_submission_has_so_much_time_in_all(fork):
    """Also within one batch, where each call alone keeps to its limit."""
    text = TORCH + "def f():\n    end = time.process_time() + 0.2\n    while time.process_time() < end: pass\n"
    outcomes = fork.ask(text, *[Call("m", "f")] * 8, total=Allowance.of(0.7))
    replies = [outcome.reply for outcome in outcomes]
    assert replies[:2] == [Returned(None)] * 2
    assert all(reply.verdict is Verdict.TIME_LIMIT_EXCEEDED for reply in replies[4:])
    assert sum(outcome.seconds for outcome in outcomes) < 1.2
    assert "all the time that one submission may take" in [getattr(reply, "detail", "") for reply in replies]


def test_load_answers_once_it_is_loaded(fork):
    assert [outcome.reply for outcome in fork.ask("X = 1", Load("m"), Load("m"))] == [Loaded(), Loaded()]


def test_the_time_of_each_owner_is_known(fork):
    """Also where all are asked in one round; what ran where another one's module had been run is told apart."""
    text = TORCH + "def f():\n    end = time.process_time() + 0.2\n    while time.process_time() < end: pass\n"

    async def run():
        session = Session(fork.runner, setup_of({"a": text, "b": text}))
        jobs = [Job(Call(module, "f"), 2.0, owner=owner) for module, owner in [("a", "x"), ("b", "y"), ("b", "y")]]
        outcomes = await session.ask(jobs)
        await session.close()
        return outcomes, session

    outcomes, session = fork.run(run())
    assert [outcome.reply for outcome in outcomes] == [Returned(None)] * 3
    assert set(session.used) == {"x", "y"}
    assert 0.15 < session.used["x"].processor < 0.35 < session.used["y"].processor
    assert session.beside["y"].processor > 0.35
    whole = SUBMISSION.less(session.left)
    assert whole == pytest.approx(session.used["x"].plus(session.used["y"]))
