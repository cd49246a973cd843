"""Lines for machines: their exact form, in ASCII, one for each finding."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings

from lagrader.reports import find
from lagrader.results import Feedback, Report
from tests.reports import samples
from tests.reports.hostile import ANYTHING, said_by
from tests.reports.samples import options, report

PLAIN = find("plain")
FINDING = re.compile(r"[^\n]*:\d+: (error|info): [^\n]*\[ex\d+(\.\w+)?( \S+/\S+ \w+)?\]")
POINTS = re.compile(r"(ex\d+|total) \S+/\S+")


def lines(sample: Report) -> list[str]:
    return PLAIN.render(sample, options()).splitlines()


def test_a_known_mistake() -> None:
    short = replace(samples.BIAS_MISSING, feedback=(Feedback("BIAS_MISSING", "You left the bias out."),))
    assert lines(report(samples.exercise(3, samples.VALUE, samples.WHY, short))) == [
        "solutions/ex3_neuron.py:12: error: You left the bias out. [ex3.output 0/12 BIAS_MISSING]",
        "ex3 8/20",
        "total 8/20",
    ]


def test_not_started_is_no_error() -> None:
    assert lines(samples.PARTLY_STARTED)[0] == (
        "solutions/ex5_cubic_gradient.py:1: info: not started [ex5.autograd 0/4 NOT_STARTED]"
    )


def test_a_file_that_cannot_be_used_is_one_line() -> None:
    found = [line for line in lines(samples.UNREADABLE_FILE) if "ex3_neuron" in line]
    assert found == [
        "solutions/ex3_neuron.py:11: error: cannot be read by Python: expected ':' [ex3 0/20 SYNTAX_ERROR]"
    ]


def test_everything_right_has_points_only() -> None:
    assert lines(samples.ALL_RIGHT) == [f"ex{n} 20/20" for n in range(1, 6)] + ["total 100/100"]


def test_the_place_is_the_last_line_of_the_trace() -> None:
    assert lines(samples.PROGRAM_STOPPED)[0].startswith("solutions/ex5_cubic_gradient.py:9: error: ")


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_every_line_has_one_of_two_forms(name: str) -> None:
    for line in lines(samples.SAMPLES[name]):
        assert FINDING.fullmatch(line) or POINTS.fullmatch(line)


@given(ANYTHING)
@settings(max_examples=80, deadline=None)
def test_any_text_stays_on_its_line_in_ascii(text: str) -> None:
    page = PLAIN.render(said_by(text), options())
    assert page.isascii()
    assert all(line.isprintable() for line in page.split("\n"))
    # a note and two criteria, one problem, two exercises, the total
    assert page.count("\n") == 7
