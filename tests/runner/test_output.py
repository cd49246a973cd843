"""What a program prints is evidence: kept in order, given to the call that printed it, and never without end."""

import os

import pytest

from lagrader.outcomes import Stopped
from lagrader.results import Verdict
from lagrader.runner.output import KEPT_AT_EACH_END, Output
from lagrader.wire import Call, Load, Read, Returned

# --- the file --------------------------------------------------------------------------------------------


@pytest.fixture(params=["in memory", "on disk"])
def output(request, monkeypatch):
    if request.param == "on disk":
        monkeypatch.delattr(os, "memfd_create", raising=False)
    made = Output()
    yield made
    made.close()


def test_each_part_is_read_alone(output):
    os.write(output.fileno(), b"first")
    os.write(output.fileno(), b"second")
    assert output.size == 11
    assert output.text(0, 5) == "first"
    os.write(output.fileno(), b"third")
    assert output.text(5, 11) == "second"
    assert output.text(11, 16) == "third"
    assert output.text(16, 16) == ""


@pytest.mark.parametrize("more", [-1, 0, 1, 1000])
def test_both_ends_are_kept_and_the_middle_is_counted(output, more):
    whole = b"<" + b"x" * (2 * KEPT_AT_EACH_END + more - 2) + b">"
    os.write(output.fileno(), whole)
    text = output.text(0, len(whole))
    head, line, tail = text.partition(f"\n… {more:,} bytes are left out here …\n")
    assert bool(line) == (more > 0)
    assert head + tail == (whole.decode() if more <= 0 else "<" + "x" * (2 * KEPT_AT_EACH_END - 2) + ">")


def test_bytes_that_are_no_text_are_shown_as_escapes(output):
    os.write(output.fileno(), b"a\xff\xc3\xa9\x00\x1b[31m")
    assert output.text(0, output.size) == "a\\xff\u00e9\x00\x1b[31m"


# --- a real one ------------------------------------------------------------------------------------------


def test_each_call_gets_what_it_printed(fork):
    text = "print('at import')\nX = 1\ndef f(n):\n    print('call', n)\n    return n\n"
    outcomes = fork.ask(text, Load("m"), Call("m", "f", (1,)), Call("m", "f", (2,)), Read("m", "X"))
    assert [outcome.output for outcome in outcomes] == ["at import\n", "call 1\n", "call 2\n", ""]


def test_what_a_failing_import_prints_belongs_to_it(fork):
    outcomes = fork.ask("print('at import')\nraise ValueError\n", Load("m"), Call("m", "f"))
    assert [outcome.output for outcome in outcomes] == ["at import\n"] * 2
    assert [outcome.reply.type for outcome in outcomes] == ["ValueError"] * 2


def test_both_streams_come_in_the_order_of_writing(fork):
    text = """
import os, sys
def f():
    print("1 out")
    print("2 err", file=sys.stderr)
    os.write(1, b"3 raw\\n")
    print("4 out")
    os.write(2, b"5 raw\\n")
"""
    assert fork.call(text).output == "1 out\n2 err\n3 raw\n4 out\n5 raw\n"


@pytest.mark.parametrize("end", ["os._exit(0)", "while True: pass", "import ctypes; ctypes.string_at(0)"])
def test_lines_of_a_program_that_is_stopped_are_kept(fork, end):
    outcome = fork.call(f"import os\ndef f():\n    print('before the end')\n    {end}\n", seconds=0.3)
    assert isinstance(outcome.reply, Stopped)
    assert outcome.output == "before the end\n"


def test_control_characters_arrive_as_they_are(fork):
    """They are made harmless where they are shown; here they are evidence."""
    assert fork.call("def f(): print('\\x1b[2J\\u202e\\x07', end='')").output == "\x1b[2J\u202e\x07"


def test_twenty_megabytes_are_counted_and_not_kept(fork):
    outcome = fork.call("def f():\n    for _ in range(20):\n        print('x' * 999_999)\n    return 1\n", seconds=10)
    assert outcome.reply == Returned(1)
    assert outcome.output_bytes == 20_000_000
    assert len(outcome.output) < 3 * KEPT_AT_EACH_END


def test_a_hundred_megabytes_are_too_much(fork):
    text = "def good(): return 1\ndef f():\n    for _ in range(100):\n        print('x' * 999_999)\n"
    outcome, after = fork.ask(text, Call("m", "f"), Call("m", "good"), seconds=10)
    assert outcome.reply.verdict is Verdict.OUTPUT_LIMIT_EXCEEDED
    assert outcome.output_bytes > 60_000_000
    assert (after.reply, after.output) == (Returned(1), "")


def test_what_many_calls_print_is_told_apart_however_far_the_child_is_ahead(fork):
    text = "import os\ndef f(n):\n    print('x' * n)\n    os.write(2, b'%d' % n)\n"
    sizes = [0, 70_000, 3, 5000, 1, *range(40)]
    outcomes = fork.ask(text, *(Call("m", "f", (n,)) for n in sizes))
    assert [outcome.output_bytes for outcome in outcomes] == [n + 1 + len(str(n)) for n in sizes]
    assert [outcome.output.split("\n")[-1] for outcome in outcomes] == [str(n) for n in sizes]


def test_cutting_the_file_short_harms_nobody(exposed):
    text = "import os\ndef f(n):\n    print(n)\n    os.ftruncate(1, 0)\n    return n\n"
    outcomes = exposed.ask(text, *(Call("m", "f", (n,)) for n in (1, 2, 3)))
    assert [outcome.reply.value for outcome in outcomes] == [1, 2, 3]


def test_a_program_without_streams_of_its_own_still_answers(fork):
    text = "import os, sys\ndef f(how):\n    {0: sys.stdout.close, 1: lambda: os.close(1)}[how]()\n    return how\n"
    assert [fork.value(text, how) for how in (0, 1)] == [0, 1]


def test_warnings_and_the_dying_words_of_threads_are_evidence(fork):
    text = "import threading\ndef f():\n    t = threading.Thread(target=lambda: 1 / 0)\n    t.start()\n    t.join()\n"
    assert "ZeroDivisionError" in fork.call(text).output


def test_all_calls_together_may_fill_the_file_once(fork):
    """Each keeps to its own limit; the one that finds the file full is told that it was not alone."""
    text = "def f():\n    print('x' * 999_999)\n    return 1\n"
    outcomes = fork.ask(text, *[Call("m", "f")] * 80, seconds=10)
    full = [outcome.reply for outcome in outcomes if isinstance(outcome.reply, Stopped)]
    assert [reply.verdict for reply in full] == [Verdict.OUTPUT_LIMIT_EXCEEDED]
    assert full[0].detail == "more than the 67,108,864 bytes that all calls together may print"
    assert sum(outcome.reply == Returned(1) for outcome in outcomes) == 79
