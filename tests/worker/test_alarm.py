"""What is seen of a request that runs long: its innermost call, and how the numbers in it move."""

import itertools
import math
import signal
import sys
import threading
import time

import pytest

from lagrader.wire import COURSES, Sample
from lagrader.wire.claims import SAMPLE_NUMBERS
from lagrader.worker.alarm import Alarm, Looks, SignalAlarm, ThreadAlarm, _course

OWN = frozenset({__file__})


def here():
    return sys._getframe(1)


def loop(looks, times, step):
    i = 0
    done = False
    name = "a text"  # noqa: F841 - it must not be shown
    for _ in range(times):
        sample = looks.add(here())
        i += step
    return sample, done


@pytest.mark.parametrize(("step", "course"), [(0, "same"), (1, "up"), (-3, "down")])
def test_numbers_are_followed_from_look_to_look(step, course):
    sample, _ = loop(Looks(OWN), 4, step)
    numbers = {name: (value, how) for name, value, how in sample.numbers}
    assert numbers["i"] == (3 * step, course)
    assert numbers["done"] == (False, "same")
    assert "name" not in numbers
    assert sample.frames[-1][2] == "loop"
    assert len(sample.lines) == 4


def test_one_look_tells_no_course():
    sample, _ = loop(Looks(OWN), 1, 1)
    assert ("i", 0, "once") in sample.numbers


@pytest.mark.parametrize(
    ("values", "course"),
    [
        ([1], "once"),
        ([1, 1], "same"),
        ([math.nan, math.nan], "same"),
        ([1, True], "changes"),
        ([1, 2, 2], "changes"),
        ([0.5, 1.5], "up"),
        ([2, 1], "down"),
        ([1, 2, 1], "changes"),
    ],
)
def test_courses(values, course):
    assert _course(values) == course
    assert course in COURSES


def test_what_is_no_short_number_any_more_is_left_out():
    looks = Looks(OWN)

    def grows():
        i = 1
        for _ in range(3):
            sample = looks.add(here())
            i *= 10**9
        return sample

    assert "i" not in [name for name, _, _ in grows().numbers]


def test_only_calls_that_every_look_met_count():
    looks = Looks(OWN)

    def inner(i):
        return looks.add(here())

    def outer():
        k = 7
        first, second = inner(0), inner(1)
        return first, second, k

    first, second, _ = outer()
    assert first.frames[-1][2] == "inner"
    assert second.frames[-1][2] == "outer"
    assert ("k", 7, "once") in second.numbers
    assert "i" not in [name for name, _, _ in second.numbers]


def test_a_stack_without_a_learners_file_gives_nothing():
    assert Looks(frozenset({"m.py"})).add(here()) is None


def test_both_ends_of_a_deep_stack():
    looks = Looks(OWN)

    def deep(n):
        return deep(n - 1) if n else looks.add(here())

    sample = deep(100)
    assert len(sample.frames) == 16
    assert sample.frames[-1][2] == sample.frames[-8][2] == "deep"


def test_many_numbers_are_cut():
    lines = "\n".join(f"    a{n} = {n}" for n in range(50))
    scope = {"here": here, "looks": Looks(frozenset({"<string>"}))}
    exec(f"def f():\n{lines}\n    return looks.add(here())\n", scope)  # noqa: S102
    sample = scope["f"]()
    assert len(sample.numbers) == SAMPLE_NUMBERS


def test_at_the_top_of_a_file_its_own_names_count():
    scope = {"here": here, "looks": Looks(frozenset({"own.py"})), "other": 5}
    exec(compile("n = 3\nsample = looks.add(here())\n", "own.py", "exec"), scope)  # noqa: S102
    assert scope["sample"].frames == (("own.py", 2, "<module>"),)
    assert scope["sample"].numbers == (("n", 3, "once"),)


class Kept:
    def __init__(self):
        self.samples = []

    def send(self, number, sample):
        self.samples.append((number, sample))


@pytest.fixture
def signals():
    """The alarm that uses signals, which are as they were afterwards."""
    before = {number: signal.getsignal(number) for number in (signal.SIGPROF, signal.SIGALRM)}
    kept = Kept()
    yield SignalAlarm(OWN, kept.send), kept
    for timer in (signal.ITIMER_PROF, signal.ITIMER_REAL):
        signal.setitimer(timer, 0)
    for number, handler in before.items():
        signal.signal(number, handler)


def busy(kept, count):
    until = time.process_time() + 20
    while len(kept.samples) < count and time.process_time() < until:
        pass


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timers here")
@pytest.mark.parametrize("limits", [(0.08, 100.0), (100.0, 0.08)], ids=["processor", "clock"])
def test_timers_that_run_on_look_at_whatever_runs(signals, limits):
    alarm, kept = signals
    for number in range(1, 4):  # too short to be looked at
        alarm.start(number, *limits)
        alarm.stop()
    alarm.start(4, *limits)
    busy(kept, 3)
    alarm.stop()
    assert {number for number, _ in kept.samples} == {4}
    assert kept.samples[-1][1].frames[-1][2] == "busy"


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timers here")
def test_a_shorter_limit_sets_the_timers_anew(signals):
    alarm, kept = signals
    alarm.start(1, 1000.0, 1000.0)
    alarm.stop()
    alarm.start(2, 0.04, 1000.0)
    busy(kept, 1)
    alarm.stop()
    assert [number for number, _ in kept.samples] == [2]


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timers here")
def test_nothing_is_looked_at_while_nothing_runs(signals):
    alarm, kept = signals
    alarm.start(1, 0.02, 0.02)
    alarm.stop()
    until = time.process_time() + 0.1
    while time.process_time() < until:
        pass
    assert kept.samples == []


def test_where_there_are_no_signals_a_thread_looks():
    kept = Kept()
    alarm = ThreadAlarm(OWN, kept.send)
    alarm.start(5, 0.4, 100.0)
    i = 0
    until = time.process_time() + 30
    while len(kept.samples) < 3 and time.process_time() < until:
        i += 1
    alarm.stop()
    count = len(kept.samples)
    assert {number for number, _ in kept.samples} == {5}
    sample = kept.samples[-1][1]
    assert isinstance(sample, Sample)
    assert sample.frames[-1][2] == "test_where_there_are_no_signals_a_thread_looks"
    assert [how for name, _, how in sample.numbers if name == "i"] == ["up"]
    alarm.start(6, 0.0, 0.0)  # nobody wants to know
    for _ in itertools.takewhile(lambda _: time.process_time() < until - 29.7, itertools.count()):
        pass
    assert len(kept.samples) == count


def test_a_thread_sees_what_sleeps():
    kept = Kept()
    alarm = ThreadAlarm(OWN, kept.send)
    alarm.start(1, 100.0, 0.2)
    seen = threading.Event()
    alarm._send = lambda number, sample: (kept.send(number, sample), seen.set())
    assert seen.wait(30)
    alarm.stop()
    assert kept.samples[0][1].frames[-1][2] == "test_a_thread_sees_what_sleeps"


def test_what_goes_wrong_while_looking_harms_nobody():
    def fail(number, sample):
        raise OSError("no room")

    alarm = ThreadAlarm(OWN, fail)
    alarm._number = 1
    alarm.look(here())
    alarm.look(here())
    assert not alarm._busy


def test_a_stack_at_its_limit_costs_a_look_and_no_more():
    """Where no frame is left for a look it may fail, but the next one, further out, sees again."""
    sent = []
    alarm = Alarm(OWN, lambda number, sample: sent.append(number))
    alarm._number = 7
    failed = []

    def down():
        try:
            down()
        except RecursionError:
            return
        try:
            alarm.look(sys._getframe())
        except RecursionError:
            failed.append(1)
        assert not alarm._busy

    down()
    assert len(failed) <= 1  # the call of look itself
    assert len(sent) > 100
