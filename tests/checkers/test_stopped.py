"""Where a program was that took too long, in words that are true of what was seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagrader.checkers.stopped import place_of
from lagrader.checkers.verdicts import in_trouble, trouble
from lagrader.outcomes import Outcome, Stopped
from lagrader.results import Verdict
from lagrader.wire import COURSES, Sample
from tests.checkers.hand import FILE, criterion, task

ANSWER = criterion(answer="neuron", returns="text")


def place(body, lines, *numbers):
    """Where a function was whose ``body`` begins in line 2, and what is said of it."""
    source = "def neuron(a, n, tol):\n" + "".join(f"    {line}\n" for line in body.splitlines())
    sample = Sample(((FILE, lines[-1], "neuron"),), tuple(lines), numbers)
    found = place_of(task(ANSWER, source=source), sample)
    return found.line, found.note


STANDS = "i = 0\nwhile i < len(a):\n    total = total + a[i]\nreturn total"


def test_the_sample_of_the_design():
    assert place(STANDS, [3, 4, 3], ("i", 0, "same")) == (3, "with i = 0 the whole time: does the loop change i?")


def test_the_loop_is_shown_wherever_in_it_the_looks_fell():
    for lines in ([3], [4], [4, 4, 4], [3, 4, 4]):
        assert place(STANDS, lines, ("i", 0, "same"))[0] == 3


@pytest.mark.parametrize(
    ("body", "numbers", "note"),
    [
        (
            "while i < n:\n    i -= 1",
            [("i", -31204, "down"), ("n", 5, "same")],
            "with i = -31,204 and going down, n = 5 the whole time",
        ),
        (
            "while i < n:\n    pass",
            [("i", 0, "same"), ("n", 5, "same")],
            "with i = 0 the whole time: does the loop change i?",
        ),
        (
            "while lo < hi:\n    lo = lo\n    hi = hi",
            [("lo", 0, "same"), ("hi", 1, "same")],
            "with lo = 0 and hi = 1 the whole time: does the loop change lo or hi?",
        ),
        ("while n:\n    pass", [("n", 5, "same")], "with n = 5 the whole time: does the loop change n?"),
        (
            "while not done:\n    k = 1",
            [("done", False, "same"), ("k", 1, "same")],
            "with done = False the whole time: does the loop change done?",
        ),
        ("while x > tol:\n    x = step(x)", [("tol", 1e-6, "same")], ""),
        ("while True:\n    pass", [("n", 5, "same")], ""),
        ("while True:\n    j += 1", [("n", 5, "same"), ("j", 31204, "up")], "with j = 31,204 and going up"),
        ("while True:\n    j, k = step(j)", [("j", 2, "up"), ("k", 3.5, "up")], "with j = 2 and k = 3.5, going up"),
        (
            "for j in count():\n    t = -t",
            [("j", 9, "up"), ("t", -0.5, "changes")],
            "with j = 9 and going up, t = -0.5 at last",
        ),
        ("while i < n:\n    pass", [("i", 0, "once"), ("n", 5, "once")], "with i = 0 and n = 5"),
        ("while i < n:\n    pass", [], ""),
        (
            "while True:\n    a1 = a2 = a3 = a4 = a5 = a6 = 1",
            [(f"a{k}", k, "same") for k in range(1, 7)],
            "with a1 = 1, a2 = 2, a3 = 3, a4 = 4 and a5 = 5 the whole time",
        ),
    ],
)
def test_notes(body, numbers, note):
    assert place(body, [3, 2], *numbers) == (2, note)


def test_without_a_loop_the_line_speaks_for_itself():
    assert place("return time.sleep(n)", [2, 2], ("n", 1000, "same"), ("k", 1, "same")) == (2, "with n = 1,000")
    assert place("return a.sum()", [2, 2], ("n", 1000, "same")) == (2, "")


def test_the_innermost_loop_that_holds_every_look():
    body = "while i < n:\n    for j in range(3):\n        s += 1\n    k = 2"
    assert place(body, [4, 3, 4], ("i", 0, "same"))[0] == 3
    assert place(body, [4, 5], ("i", 0, "same"))[0] == 2
    # The head of a for is where its list is made as well: alone it belongs to the loop around it.
    assert place(body, [3], ("i", 0, "same"))[0] == 2
    assert place(f"if n:\n    {body.replace(chr(10), chr(10) + '    ')}", [5], ("i", 0, "same"))[0] == 4


def test_a_loop_around_a_definition_is_none_of_its_calls():
    body = "while n:\n    def step():\n        return sum(a)\n    step()"
    assert place(body, [4], ("i", 0, "same"))[0] == 4


def test_what_stands_behind_a_loop_is_not_in_it():
    assert place("while n:\n    n = 0\nelse:\n    wait()", [5], ("n", 0, "same"))[0] == 5


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (2.0, "2.0"),
        (1e300, "1e+300"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (-1234567, "-1,234,567"),
        (True, "True"),
    ],
)
def test_numbers_are_short(value, text):
    assert place("wait(n)", [2], ("n", value, "same"))[1] == f"with n = {text}"


def stopped(sample, *, while_loading=False):
    reply = Stopped(Verdict.TIME_LIMIT_EXCEEDED, "2 s", while_loading, sample)
    source = "def neuron(a):\n    i = 0\n    while i < len(a):\n        pass\n"
    own = task(ANSWER, source=source)
    found = trouble(own, Outcome(reply), "neuron")
    return found.feedback.text, in_trouble(own, found)


SAMPLE = Sample(((FILE, 1, "<module>"), (FILE, 3, "neuron")), (3, 3), (("i", 0, "same"),))


def test_the_sentence_and_the_place():
    text, result = stopped(SAMPLE)
    assert text == "Stopped after 2 s."
    assert (result.verdict, result.points) == (Verdict.TIME_LIMIT_EXCEEDED, 0)
    assert (result.location.line, result.location.source) == (3, "    while i < len(a):")
    assert result.location.note == "with i = 0 the whole time: does the loop change i?"
    assert [step.line for step in result.trace] == [1, 3]


def test_without_numbers_the_function_is_named():
    text, result = stopped(Sample(SAMPLE.frames, SAMPLE.lines))
    assert text == "Stopped after 2 s: neuron did not come to an end."
    assert (result.location.line, result.location.note) == (3, "")


def test_without_a_sample_it_is_as_before():
    text, result = stopped(None)
    assert text == "Stopped after 2 s: neuron did not come to an end."
    assert (result.location.line, result.trace) == (1, ())


def test_during_the_import():
    text, result = stopped(SAMPLE, while_loading=True)
    asks = "with i = 0 the whole time: does the loop change i?"
    assert text == f"Stopped after 2 s, during the import of the file, {asks}"
    assert result.location.line == 3
    moving = Sample(SAMPLE.frames, SAMPLE.lines, (("i", 2, "up"),))
    assert stopped(moving, while_loading=True)[0].endswith("the import of the file, with i = 2 and going up.")
    assert "the import of the file did not come to an end" in stopped(None, while_loading=True)[0]


def test_a_helpers_line_is_named_and_not_shown():
    _, result = stopped(Sample(((FILE, 3, "neuron"), ("helper.py", 7, "g")), (7, 7), (("i", 0, "same"),)))
    assert (result.location.file, result.location.line, result.location.source) == ("helper.py", 7, None)


lines = st.integers() | st.integers(0, 12)


@given(
    st.lists(st.tuples(st.just(FILE) | st.text(), lines, st.text()), min_size=1, max_size=4),
    st.lists(lines, min_size=1, max_size=5),
    st.lists(
        st.tuples(
            st.sampled_from(["i", "a", "n", "zz"]),
            st.floats() | st.booleans() | st.integers(-(10**14), 10**14),
            st.sampled_from(COURSES),
        ),
        max_size=6,
    ),
)
def test_whatever_a_child_claims_there_is_a_place(frames, looks, numbers):
    source = "def neuron(a):\n    i = 0\n    while i < len(a):\n        for n in a:\n            pass\n"
    found = place_of(task(ANSWER, source=source), Sample(tuple(frames), tuple(looks), tuple(numbers)))
    assert found.file == frames[-1][0]
    assert "\n" not in found.note
